#include "content.hpp"

#include <algorithm>

#include "wire/head_writer.hpp"

namespace jurymast::bench {
namespace {

constexpr std::string_view kWords = "A spare mast is rigged before the first one is lost. ";
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

std::string whole_answer(std::size_t bytes) {
  return filled(R"({"id":"chatcmpl-bench","object":"chat.completion","created":1782000000,"model":"provider-model",)"
                R"("choices":[{"index":0,"message":{"role":"assistant","content":")",
                R"("},"finish_reason":"stop"}],"usage":{"prompt_tokens":200,"completion_tokens":150,"total_tokens":350}})", bytes);
}

std::string chunk_event(std::size_t bytes) {
  return filled(R"(data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1782000000,)"
                R"("model":"provider-model","choices":[{"index":0,"delta":{"content":")",
                "\"},\"finish_reason\":null}]}\n\n", bytes);
}

constexpr std::string_view kStreamTail = R"(data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1782000000,)"
                                         R"("model":"provider-model","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
                                         "\n\ndata: [DONE]\n\n";

}  // namespace

std::string_view AnswerBody::at(std::size_t position) const {
  const std::size_t tail_begin = event.size() * events;
  if (position >= tail_begin) return std::string_view(tail).substr(std::min(position - tail_begin, tail.size()));
  return std::string_view(event).substr(position % event.size());
}

AnswerBody answer_body(const Content& content) {
  if (!content.streamed()) return {.event = {}, .events = 0, .tail = whole_answer(content.answer_bytes)};
  return {.event = chunk_event(kEventBytes), .events = content.events, .tail = std::string(kStreamTail)};
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
  const std::string_view open = content.streamed() ? R"({"stream":true,"messages":[{"role":"user","content":")"
                                                   : R"({"messages":[{"role":"user","content":")";
  return filled(open, R"("}],"temperature":0.2,"model":")",
                content.request_bytes - std::min(content.request_bytes, kModelEnd.size()));
}

std::string request_text(const Content& content, std::string_view host) {
  const std::string body = request_messages(content) + std::string(kModelEnd);
  auto head = wire::HeadWriter::request("POST", "/v1/chat/completions");
  head.field("host", host).field("accept", "application/json").field("content-type", "application/json");
  head.field("user-agent", "OpenAI/JS 6.49.0").field("authorization", "Bearer bench-client-key");
  head.field("x-stainless-lang", "js").field("x-stainless-package-version", "6.49.0").field("x-stainless-os", "Linux");
  head.field("x-stainless-arch", "x64").field("x-stainless-runtime", "node").field("x-stainless-runtime-version", "v22.23.3");
  head.field("x-stainless-retry-count", "0").field("x-stainless-timeout", "600").field("content-length", body.size());
  return std::move(head).finish() + body;
}

}  // namespace jurymast::bench
