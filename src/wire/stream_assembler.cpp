#include "wire/stream_assembler.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace jurymast::wire {
namespace {

constexpr std::array<std::string_view, 4> kTerminalTypes{"response.completed", "response.incomplete", "response.failed",
                                                         "response.cancelled"};

bool is_terminal_type(std::string_view type) {
  return std::find(kTerminalTypes.begin(), kTerminalTypes.end(), type) != kTerminalTypes.end();
}

/// False for nearly every event of a stream, without reading it as JSON.
bool may_be_terminal(const SseSplitter::Event& event) {
  const auto mentioned = [&event](std::string_view type) { return event.data.find(type) != std::string_view::npos; };
  return is_terminal_type(event.name) || std::any_of(kTerminalTypes.begin(), kTerminalTypes.end(), mentioned);
}

bool is_done_mark(std::string_view data) {
  const std::size_t begin = data.find_first_not_of(' ');
  return begin != std::string_view::npos && data.substr(begin, data.find_last_not_of(' ') + 1 - begin) == "[DONE]";
}

}  // namespace

StreamAssembler::StreamAssembler(Family family, std::size_t bytes_max) : family_(family), bytes_max_(bytes_max) {}

void StreamAssembler::take(const SseSplitter::Event& event, JsonScratch& scratch) {
  if (let_go_ || !event.has_data || is_done_mark(event.data)) return;
  const bool taken = family_ == Family::ChatCompletions ? take_chat(event, scratch) : take_responses(event, scratch);
  if (!taken || held_ > bytes_max_) let_go();
}

bool StreamAssembler::take_chat(const SseSplitter::Event& event, JsonScratch& scratch) {
  padded_.assign(event.data);
  if (!chat_.take(padded_.padded(), scratch)) return false;
  held_ = chat_.held_bytes();
  return true;
}

bool StreamAssembler::take_responses(const SseSplitter::Event& event, JsonScratch& scratch) {
  if (!response_.empty() || !may_be_terminal(event)) return true;
  padded_.assign(event.data);
  JsonCursor cursor(padded_.padded(), scratch, LoneSurrogates::Tolerated);
  std::string type;
  TextSpan response;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "type") {
      type = cursor.take_string().value_or("");
    } else if (members.key() == "response") {
      response = cursor.take_span();
    }
  }
  if (!cursor.finish()) return false;
  if (type.empty()) type = event.name;
  if (!is_terminal_type(type)) return true;
  response_ = event.data.substr(response.offset, response.size);
  held_ = response_.size();
  return response.present();
}

void StreamAssembler::let_go() {
  let_go_ = true;
  held_ = 0;
  padded_ = PaddedString();
  chat_ = ChatAssembly();
  response_ = std::string();
}

std::optional<PaddedString> StreamAssembler::body() const {
  if (let_go_ || (family_ == Family::Responses && response_.empty())) return std::nullopt;
  PaddedString body;
  body.take(family_ == Family::ChatCompletions ? chat_.body() : std::string(response_));
  return body;
}

}  // namespace jurymast::wire
