#include "content.hpp"

#include <algorithm>

#include "wire/head_writer.hpp"

namespace jurymast::bench {
namespace {

constexpr std::string_view kWords = "A spare mast is rigged before the first one is lost. ";
constexpr std::string_view kModelBegin = R"(,"model":")";
constexpr std::string_view kModelEnd = "assistant\"}";

/// Exactly so many bytes of harmless text.
std::string words(std::size_t bytes) {
  std::string text;
  text.reserve(bytes + kWords.size());
  while (text.size() < bytes) text += kWords;
  text.resize(bytes);
  return text;
}

/// `open`, words and `close`, together of so many bytes, or without words where that is less than both.
std::string filled(std::string_view open, std::string_view close, std::size_t bytes) {
  const std::size_t fixed = open.size() + close.size();
  return std::string(open) + words(bytes - std::min(bytes, fixed)) + std::string(close);
}

/// What the answers of one family are made of.
struct FamilyTexts {
  std::string_view answer_open;  ///< of an answer in one piece, up to its text
  std::string_view answer_close;
  std::string_view opening;     ///< of a stream, before its first content
  std::string_view event_open;  ///< of a content event, up to its text
  std::string_view event_close;
  std::string_view tail;           ///< of a stream
  std::string_view messages_open;  ///< of a request, up to its text
  std::string_view messages_close;
};

constexpr FamilyTexts kChatCompletions{
    .answer_open = R"({"id":"chatcmpl-bench","object":"chat.completion","created":1782000000,"model":"provider-model",)"
                   R"("choices":[{"index":0,"message":{"role":"assistant","content":")",
    .answer_close = R"("},"finish_reason":"stop"}],"usage":{"prompt_tokens":200,"completion_tokens":150,"total_tokens":350}})",
    .opening = "",
    .event_open = R"(data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1782000000,)"
                  R"("model":"provider-model","choices":[{"index":0,"delta":{"content":")",
    .event_close = "\"},\"finish_reason\":null}]}\n\n",
    .tail = R"(data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1782000000,)"
            R"("model":"provider-model","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
            "\n\ndata: [DONE]\n\n",
    .messages_open = R"("messages":[{"role":"user","content":")",
    .messages_close = R"("}],"temperature":0.2,"model":")",
};

constexpr FamilyTexts kResponses{
    .answer_open = R"({"id":"resp_bench","object":"response","created_at":1782000000,"status":"completed","error":null,)"
                   R"("incomplete_details":null,"model":"provider-model","output":[{"type":"message","id":"msg_bench",)"
                   R"("status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"text":")",
    .answer_close = R"("}]}],"usage":{"input_tokens":200,"output_tokens":150,"total_tokens":350}})",
    .opening =
        "event: response.created\n"
        R"(data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_bench","object":"response",)"
        R"("created_at":1782000000,"status":"in_progress","error":null,"model":"provider-model","output":[],"usage":null}})"
        "\n\nevent: response.output_item.added\n"
        R"(data: {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"message",)"
        R"("id":"msg_bench","status":"in_progress","role":"assistant","content":[]}})"
        "\n\n",
    .event_open =
        "event: response.output_text.delta\n"
        R"(data: {"type":"response.output_text.delta","sequence_number":2,"item_id":"msg_bench",)"
        R"("output_index":0,"content_index":0,"delta":")",
    .event_close = "\"}\n\n",
    .tail =
        "event: response.completed\n"
        R"(data: {"type":"response.completed","sequence_number":3,"response":{"id":"resp_bench","object":"response",)"
        R"("created_at":1782000000,"status":"completed","error":null,"model":"provider-model","output":[],)"
        R"("usage":{"input_tokens":200,"output_tokens":150,"total_tokens":350}}})"
        "\n\n",
    .messages_open = R"("input":")",
    .messages_close = R"(","temperature":0.2,"model":")",
};

const FamilyTexts& texts_of(Family family) { return family == Family::Responses ? kResponses : kChatCompletions; }

}  // namespace

std::size_t AnswerBody::events_before(std::size_t position) const {
  if (events == 0 || position < opening.size()) return 0;
  return std::min((position - opening.size()) / event.size(), events);
}

std::string_view AnswerBody::at(std::size_t position) const {
  if (position < opening.size()) return std::string_view(opening).substr(position);
  const std::size_t tail_begin = opening.size() + event.size() * events;
  if (position >= tail_begin) return std::string_view(tail).substr(std::min(position - tail_begin, tail.size()));
  return std::string_view(event).substr((position - opening.size()) % event.size());
}

AnswerBody answer_body(const Content& content) {
  const FamilyTexts& texts = texts_of(content.family);
  AnswerBody body;
  if (!content.streamed()) {
    body.tail = filled(texts.answer_open, texts.answer_close, content.answer_bytes);
    return body;
  }
  body.opening = texts.opening;
  body.event = filled(texts.event_open, texts.event_close, kEventBytes);
  body.events = content.events;
  body.tail = texts.tail;
  return body;
}

std::string answer_head(int status, const AnswerBody& body) {
  auto head = wire::HeadWriter::response(status);
  head.field("date", "Sun, 05 Jul 2026 12:00:00 GMT");
  if (body.events > 0) {
    head.field("content-type", "text/event-stream; charset=utf-8").field("transfer-encoding", "chunked");
  } else {
    head.field("content-type", "application/json").field("content-length", body.size());
  }
  head.field("access-control-expose-headers", "X-Request-ID").field("openai-organization", "bench");
  head.field("openai-processing-ms", "412").field("openai-version", "2020-10-01");
  head.field("x-ratelimit-limit-requests", "10000").field("x-ratelimit-limit-tokens", "30000000");
  head.field("x-ratelimit-remaining-requests", "9999").field("x-ratelimit-remaining-tokens", "29999000");
  head.field("x-ratelimit-reset-requests", "6ms").field("x-ratelimit-reset-tokens", "2ms");
  head.field("x-request-id", "req_0123456789abcdef0123456789abcdef");
  head.field("strict-transport-security", "max-age=31536000; includeSubDomains; preload");
  head.field("server", "bench").field("x-content-type-options", "nosniff").field("alt-svc", "h3=\":443\"; ma=86400");
  return std::move(head).finish();
}

std::string request_messages(const Content& content) {
  const FamilyTexts& texts = texts_of(content.family);
  const std::string open = (content.streamed() ? R"({"stream":true,)" : "{") + std::string(texts.messages_open);
  return filled(open, texts.messages_close, content.request_bytes - std::min(content.request_bytes, kModelEnd.size()));
}

std::string request_body_rewritten(const Content& content) {
  const std::string messages = request_messages(content);
  const std::string_view others = std::string_view(messages).substr(1, messages.size() - 1 - kModelBegin.size());
  return R"({"model":"assistant",)" + std::string(others) + "}";
}

std::string target_of(Family family) { return "/v1" + std::string(path_of(family)); }

std::string request_text(const Content& content, std::string_view host, std::span<const std::string> more_fields) {
  const std::string body = request_messages(content) + std::string(kModelEnd);
  auto head = wire::HeadWriter::request("POST", target_of(content.family));
  head.field("host", host).field("accept", "application/json").field("content-type", "application/json");
  head.field("user-agent", "OpenAI/JS 6.49.0").field("authorization", "Bearer bench-client-key");
  head.field("x-stainless-lang", "js").field("x-stainless-package-version", "6.49.0").field("x-stainless-os", "Linux");
  head.field("x-stainless-arch", "x64").field("x-stainless-runtime", "node").field("x-stainless-runtime-version", "v22.23.3");
  head.field("x-stainless-retry-count", "0").field("x-stainless-timeout", "600").field("content-length", body.size());
  for (const std::string_view line : more_fields) {
    const std::size_t colon = std::min(line.find(": "), line.size());
    head.field(line.substr(0, colon), line.substr(std::min(colon + 2, line.size())));
  }
  return std::move(head).finish() + body;
}

}  // namespace jurymast::bench
