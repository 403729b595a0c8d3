#include "wire/request_view.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.hpp"
#include "wire/header_fields.hpp"
#include "wire/json_cursor.hpp"
#include "wire/request_state.hpp"

namespace jurymast::wire {
namespace {

/// The members of a request that decide where it goes. Two readers could pick different ones of two, so none may come twice.
enum class Key : unsigned char {
  Model, Stream, Choices, Messages, Input, Store, Background, PreviousResponseId, Conversation, StreamOptions, Tools,
  MaxTokens, MaxCompletionTokens, MaxOutputTokens, Prompt, None,
};

constexpr std::array<std::string_view, 15> kKeyNames{
    "model",         "stream",         "n",     "messages",   "input",
    "store",         "background",     "previous_response_id", "conversation", "stream_options",
    "tools",         "max_tokens",     "max_completion_tokens", "max_output_tokens", "prompt"};
static_assert(kKeyNames.size() == static_cast<std::size_t>(Key::None));

Key key_named(std::string_view name) {
  const auto found = std::find(kKeyNames.begin(), kKeyNames.end(), name);
  return static_cast<Key>(found - kKeyNames.begin());
}

/// Some servers match names without regard to case, and would read another value than we do.
Key key_in_another_case(std::string_view name) {
  const auto found = std::find_if(kKeyNames.begin(), kKeyNames.end(), [name](std::string_view key) { return same_header_name(key, name); });
  return static_cast<Key>(found - kKeyNames.begin());
}

std::string_view name_of(Key key) { return kKeyNames[static_cast<std::size_t>(key)]; }

tl::unexpected<Error> fault_of(const JsonCursor& cursor) {
  switch (cursor.fault()) {
    case JsonFault::Empty: return fail(Code::Invalid, "the request body is empty; send a JSON object");
    case JsonFault::Depth:
      return fail(Code::Invalid, "the request body nests deeper than {} levels (at byte {})", limits::kJsonDepthMax,
                  cursor.fault_offset());
    case JsonFault::Encoding:
      return fail(Code::Invalid,
                  "the request body is not valid JSON: it holds invalid UTF-8, a bare control character or a string that is "
                  "never closed");
    default: return fail(Code::Invalid, "the request body is not valid JSON (at byte {})", cursor.fault_offset());
  }
}

class RequestReader {
 public:
  RequestReader(Family family, JsonCursor& cursor) : chat_(family == Family::ChatCompletions), cursor_(cursor) {}
  Result<RequestView> read();

 private:
  void read_member(Key key);
  void read_chat_member(Key key);
  void read_responses_member(Key key);
  void read_model();
  void read_choices();
  void read_stream_options();
  void read_token_limit(Key key);
  void read_conversation();
  void read_prompt();
  void read_flag(Key key, bool& flag);
  void read_id(Key key, std::string& id);
  bool take_null();
  void refuse(Key key, std::string_view rule);
  void take_text(Key key, std::size_t bytes_max, std::string& text);

  bool chat_;
  JsonCursor& cursor_;
  RequestView view_;
  std::string problem_;
};

/// Keeps the first rule broken. The walk goes on: a body that is no JSON at all is reported as that.
void RequestReader::refuse(Key key, std::string_view rule) {
  if (problem_.empty()) problem_ = fmt::format("\"{}\" {}", name_of(key), rule);
}

bool RequestReader::take_null() {
  if (cursor_.kind() != JsonKind::Null) return false;
  cursor_.walk();
  return true;
}

void RequestReader::take_text(Key key, std::size_t bytes_max, std::string& text) {
  const std::optional<std::string_view> value = cursor_.take_string();
  if (!value) return refuse(key, "must be a string");
  if (value->size() > bytes_max) return refuse(key, fmt::format("is longer than {} bytes", bytes_max));
  text = *value;
}

void RequestReader::read_model() {
  const std::size_t begin = cursor_.offset();
  if (!take_null()) take_text(Key::Model, kModelBytesMax, view_.model);
  view_.model_value = {begin, cursor_.last_end() - begin};
}

void RequestReader::read_id(Key key, std::string& id) {
  if (!take_null()) take_text(key, kStateIdBytesMax, id);
}

void RequestReader::read_flag(Key key, bool& flag) {
  if (take_null()) return;
  const std::optional<bool> value = cursor_.take_bool();
  if (!value) return refuse(key, "must be true or false");
  flag = *value;
}

void RequestReader::read_choices() {
  if (take_null()) return;
  const std::optional<std::uint64_t> value = json_unsigned(cursor_.take_number().value_or(""));
  if (!value || *value < 1 || *value > kChoicesMax) {
    return refuse(Key::Choices, fmt::format("must be an integer from 1 to {}", kChoicesMax));
  }
  view_.choices = static_cast<unsigned>(*value);
}

void RequestReader::read_stream_options() {
  const std::size_t begin = cursor_.offset();
  if (!take_null()) {
    if (cursor_.kind() != JsonKind::Object) return refuse(Key::StreamOptions, "must be an object");
    for (JsonMembers members(cursor_); members.next();) {
      if (members.key() != "include_usage") continue;
      if (view_.include_usage_value.present()) refuse(Key::StreamOptions, "has include_usage twice; give it once");
      view_.include_usage = cursor_.kind() == JsonKind::True;
      view_.include_usage_value = cursor_.take_span();
    }
  }
  view_.stream_options = {begin, cursor_.last_end() - begin};
}

/// Some servers read -1 as "no limit"; whatever is no plain count is the target's to judge.
void RequestReader::read_token_limit(Key key) {
  if (take_null()) return;
  const std::optional<std::string_view> number = cursor_.take_number();
  if (!number) return refuse(key, "must be a number");
  const std::optional<std::uint64_t> value = json_unsigned(*number);
  if (value) view_.token_limit = std::max(view_.token_limit.value_or(0), *value);
}

void RequestReader::read_conversation() {
  if (cursor_.kind() != JsonKind::Object) return read_id(Key::Conversation, view_.conversation);
  bool has_id = false;
  for (JsonMembers members(cursor_); members.next();) {
    if (members.key() != "id") continue;
    if (std::exchange(has_id, true)) refuse(Key::Conversation, "has an id twice; give it once");
    read_id(Key::Conversation, view_.conversation);
  }
}

void RequestReader::read_prompt() {
  if (take_null()) return;
  if (cursor_.kind() != JsonKind::Object) return refuse(Key::Prompt, "must be an object");
  view_.required_present = true;
  bool has_id = false;
  for (JsonMembers members(cursor_); members.next();) {
    if (members.key() != "id") continue;
    if (std::exchange(has_id, true)) refuse(Key::Prompt, "has an id twice; give it once");
    if (cursor_.take_filled()) view_.opaque_state = true;
  }
}

void RequestReader::read_chat_member(Key key) {
  switch (key) {
    case Key::Choices: return read_choices();
    case Key::Messages:
      if (cursor_.kind() != JsonKind::Array) return refuse(key, "must be an array");
      view_.required_present = true;
      if (messages_lean_on_state(cursor_)) view_.opaque_state = true;
      return;
    case Key::MaxTokens:
    case Key::MaxCompletionTokens: return read_token_limit(key);
    default: return;
  }
}

void RequestReader::read_responses_member(Key key) {
  switch (key) {
    case Key::Input: {
      if (take_null()) return;
      const bool text = cursor_.kind() == JsonKind::String;
      if (!text && cursor_.kind() != JsonKind::Array) return refuse(key, "must be a string or an array");
      view_.required_present = true;
      if (!text && input_leans_on_state(cursor_)) view_.opaque_state = true;
      return;
    }
    case Key::Background: return read_flag(key, view_.background);
    case Key::PreviousResponseId: return read_id(key, view_.previous_response_id);
    case Key::Conversation: return read_conversation();
    case Key::MaxOutputTokens: return read_token_limit(key);
    case Key::Prompt: return read_prompt();
    case Key::Tools:
      if (take_null()) return;
      if (cursor_.kind() != JsonKind::Array) return refuse(key, "must be an array");
      view_.hosted_tools = tools_are_hosted(cursor_);
      return;
    default: return;
  }
}

void RequestReader::read_member(Key key) {
  if (key == Key::Tools) view_.tools = cursor_.kind() != JsonKind::Null;
  switch (key) {
    case Key::Model: return read_model();
    case Key::Stream: return read_flag(key, view_.stream);
    case Key::Store: return read_flag(key, view_.stored);
    case Key::StreamOptions: return read_stream_options();
    default: return chat_ ? read_chat_member(key) : read_responses_member(key);
  }
}

Result<RequestView> RequestReader::read() {
  if (!cursor_.failed() && cursor_.kind() != JsonKind::Object) {
    return fail(Code::Invalid, "the request body must be a JSON object");
  }
  view_.stored = !chat_;
  view_.object_begin = cursor_.offset() + 1;
  unsigned seen = 0;
  for (JsonMembers members(cursor_); members.next();) {
    view_.object_empty = false;
    const Key key = key_named(members.key());
    if (key == Key::None) {
      const Key meant = key_in_another_case(members.key());
      if (meant != Key::None) refuse(meant, "is written in another case; servers differ in how they read that");
      continue;
    }
    const unsigned bit = 1U << static_cast<unsigned>(key);
    if ((seen & bit) != 0) refuse(key, "is given twice; give it once");
    seen |= bit;
    read_member(key);
  }
  if (!cursor_.finish()) return fault_of(cursor_);
  if (!problem_.empty()) return tl::unexpected<Error>(Error{Code::Invalid, std::move(problem_)});
  return std::move(view_);
}

}  // namespace

Result<RequestView> read_request(Family family, PaddedText body, JsonScratch& scratch) {
  if (body.text.starts_with("\xEF\xBB\xBF")) {
    return fail(Code::Invalid, "the request body begins with a byte-order mark; send plain UTF-8");
  }
  JsonCursor cursor(body, scratch, LoneSurrogates::Refused);
  return RequestReader(family, cursor).read();
}

}  // namespace jurymast::wire
