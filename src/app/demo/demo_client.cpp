#include "app/demo/demo_client.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "wire/sse_splitter.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::json;

constexpr Duration kAnswerTimeMax = std::chrono::seconds(8);

Json read_json(std::string_view text) { return Json::parse(text, nullptr, false); }

/// The text at a pointer; empty where there is none.
std::string text_at(const Json& json, const char* pointer) {
  const Json::json_pointer place(pointer);
  if (!json.is_object() || !json.contains(place) || !json.at(place).is_string()) return {};
  return json.at(place).get<std::string>();
}

void read_event(const wire::SseSplitter::Event& event, DemoSeen& seen) {
  if (!event.has_data) return;
  if (event.data == "[DONE]") {
    seen.clean_end = true;
    return;
  }
  const Json json = read_json(event.data);
  if (json.is_object() && json.contains("error")) seen.error_event = true;
  if (!text_at(json, "/choices/0/delta/content").empty()) seen.some_content = true;
}

void read_stream(const HttpAnswer& answer, DemoSeen& seen) {
  wire::SseSplitter splitter;
  splitter.feed(answer.body);
  wire::SseSplitter::Event event;
  while (splitter.next(event) == wire::SseSplitter::Status::Event) read_event(event, seen);
  seen.answered = answer.whole && answer.status == 200 && seen.some_content && seen.clean_end && !seen.error_event;
}

std::string question_text(const DemoQuestion& question) {
  Json json{{"model", question.model},
            {"messages", Json::array({Json{{"role", "user"}, {"content", "Say something."}}})},
            {"max_tokens", 64}};
  if (question.stream) json["stream"] = true;
  return json.dump();
}

}  // namespace

DemoSeen read_demo_answer(const HttpAnswer& answer, bool stream) {
  DemoSeen seen;
  seen.status = answer.status;
  seen.target = answer.field("x-jurymast-target");
  seen.fallback = answer.field("x-jurymast-fallback");
  seen.unproven = answer.field("x-jurymast-unproven");
  seen.request_id = answer.field("x-request-id");
  const std::string_view attempts = answer.field("x-jurymast-attempts");
  std::from_chars(attempts.data(), attempts.data() + attempts.size(), seen.attempts);
  if (stream && answer.field("content-type").starts_with("text/event-stream")) {
    read_stream(answer, seen);
    return seen;
  }
  seen.some_content = !text_at(read_json(answer.body), "/choices/0/message/content").empty();
  seen.answered = answer.whole && answer.status == 200 && seen.some_content && !stream;
  return seen;
}

DemoSeen DemoClient::ask(const DemoQuestion& question) {
  const HttpRequest request{.method = "POST",
                            .path = "/v1/chat/completions",
                            .fields = {{"Content-Type", "application/json"}, {"Authorization", "Bearer demo"}},
                            .body = question_text(question)};
  const MonotonicTime began = clock_.now();
  const auto answer = http_request(address_, request, clock_, kAnswerTimeMax);
  DemoSeen seen = answer ? read_demo_answer(*answer, question.stream) : DemoSeen{};
  seen.took = clock_.now() - began;
  return seen;
}

}  // namespace jurymast::app
