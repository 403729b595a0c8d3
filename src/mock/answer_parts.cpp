#include "mock/answer_parts.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "mock/chat_answer.hpp"
#include "mock/responses_answer.hpp"
#include "mock/stream_faults.hpp"

namespace jurymast::mock {
namespace {

constexpr std::uint64_t kFirstErrorStatus = 300;
constexpr std::uint64_t kInputItemsMax = 1000;
constexpr std::string_view kHtml =
    "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n";

Answer page(int status, std::string_view title) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/html; charset=utf-8";
  answer.body = fmt::format(fmt::runtime(kHtml), title);
  return answer;
}

int status_or(const Fault& fault, int usual) { return fault.status ? static_cast<int>(*fault.status) : usual; }

std::string buffered_text(const AnswerInput& input) {
  const bool chat = input.request.family == Family::ChatCompletions;
  std::string text = chat ? chat_body(input) : response_body(input, ResponseStage::Done);
  // Half of an object is no object, however it is cut.
  if (input.fault.malformed) text.resize(text.size() / 2);
  return text;
}

std::vector<Event> stream_events(const AnswerInput& input) {
  const bool chat = input.request.family == Family::ChatCompletions;
  return with_stream_faults(chat ? chat_events(input) : response_events(input), input);
}

std::uint64_t starting_after(std::string_view query) {
  constexpr std::string_view kName = "starting_after=";
  const std::size_t found = query.find(kName);
  std::uint64_t number = 0;
  if (found == std::string_view::npos) return 0;
  const std::string_view value = query.substr(found + kName.size());
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() ? number + 1 : 0;
}

}  // namespace

bool replaces_answer(const Fault& fault) {
  const bool other_status = fault.status && *fault.status >= kFirstErrorStatus && !fault.error_event;
  return other_status || fault.html || fault.error_in_200 || fault.empty_body || fault.body || fault.redirect;
}

Answer replacement(const Fault& fault) {
  constexpr int kOk = 200;
  constexpr int kMovedPermanently = 301;
  constexpr int kServerError = 500;
  if (fault.redirect) {
    Answer answer = page(status_or(fault, kMovedPermanently), "Moved Permanently");
    answer.headers.emplace_back("location", *fault.redirect);
    return answer;
  }
  if (fault.html) return page(status_or(fault, kOk), "Welcome");
  Answer answer;
  answer.status = status_or(fault, kOk);
  if (fault.body) answer.body = *fault.body;
  if (fault.body || fault.empty_body) return answer;
  answer.body = error_body(error_of(fault, fault.error_in_200 ? kServerError : answer.status));
  return answer;
}

Answer error_answer(const ApiError& error) {
  Answer answer;
  answer.status = error.status;
  answer.body = error_body(error);
  return answer;
}

Answer json_answer(const Json& object) {
  Answer answer;
  answer.body = printed(object);
  return answer;
}

Answer created_answer(const AnswerInput& input, const Pace& pace) {
  Answer answer;
  // With an error inside the stream the status is that error's number, not the answer's.
  if (!input.fault.error_event) answer.status = status_or(input.fault, answer.status);
  answer.streamed = input.request.stream && !input.fault.buffered;
  answer.first_content = input.fault.slow_first.value_or(pace.first_token);
  answer.content_every = input.fault.pace.value_or(pace.token_every);
  answer.content_count = input.content.pieces.size();
  if (!input.content.pieces.empty()) answer.filler_anchor = input.content.pieces.front();
  if (answer.streamed) {
    answer.content_type = "text/event-stream; charset=utf-8";
    answer.events = stream_events(input);
  } else {
    answer.body = buffered_text(input);
  }
  return answer;
}

Answer replayed_answer(const AnswerInput& input, std::string_view query) {
  Answer answer;
  answer.streamed = true;
  answer.content_type = "text/event-stream; charset=utf-8";
  answer.events = response_events(input);
  const std::uint64_t skipped = std::min<std::uint64_t>(starting_after(query), answer.events.size());
  answer.events.erase(answer.events.begin(), answer.events.begin() + static_cast<std::ptrdiff_t>(skipped));
  return answer;
}

Json input_items(const StoredResponse& response) {
  Json items = Json::array();
  const std::uint64_t count = std::min(response.request.input_items, kInputItemsMax);
  for (std::uint64_t index = 0; index < count; ++index) {
    const std::string id = "msg_in_" + response.identity.name() + "_" + std::to_string(index);
    Json content = Json::array({Json{{"type", "input_text"}, {"text", "(not kept)"}}});
    items.push_back(Json{
        {"id", id}, {"type", "message"}, {"role", "user"}, {"status", "completed"}, {"content", std::move(content)}});
  }
  Json list{{"object", "list"}, {"data", items}, {"first_id", nullptr}, {"last_id", nullptr}, {"has_more", false}};
  if (!items.empty()) {
    list["first_id"] = items.front()["id"];
    list["last_id"] = items.back()["id"];
  }
  return list;
}

}  // namespace jurymast::mock
