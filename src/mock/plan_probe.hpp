#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mock/json_text.hpp"
#include "mock/mock_api.hpp"
#include "mock/plan.hpp"
#include "wire/chunked.hpp"
#include "wire/http_head.hpp"
#include "wire/sse_splitter.hpp"

/// Shared by the tests that look at plans without a socket.
namespace jurymast::mock::probe {

inline constexpr std::string_view kChat = "/v1/chat/completions";
inline constexpr std::string_view kResponses = "/v1/responses";

/// A plan played to its end on no clock.
struct Played {
  std::string bytes;
  std::vector<Duration> waits;  ///< one a write
  std::vector<std::string> writes;
  Duration total{0};
};

inline Played play(const Plan& plan) {
  Played played;
  PlanCursor cursor(plan);
  for (PlanCursor::Write write; cursor.next(write);) {
    played.bytes += write.bytes;
    played.waits.push_back(write.wait);
    played.writes.emplace_back(write.bytes);
    played.total += write.wait;
  }
  return played;
}

inline std::string head_of(const std::string& bytes) { return bytes.substr(0, bytes.find("\r\n\r\n") + 4); }

/// The body without its chunks, as far as it goes; `whole` says whether its framing was closed.
struct Body {
  std::string text;
  bool whole = false;
};

inline Body body_of(const std::string& bytes) {
  wire::ResponseHead head;
  wire::ResponseHeadReader reader;
  if (reader.read(bytes, head) != wire::ParseState::Done) return {};
  std::string_view rest = std::string_view(bytes).substr(head.head_bytes);
  if (head.framing == wire::BodyFraming::Length) return {std::string(rest), rest.size() == head.content_length};
  if (head.framing != wire::BodyFraming::Chunked) return {std::string(rest), head.framing == wire::BodyFraming::None};
  Body body;
  wire::ChunkedReader chunks;
  while (!rest.empty() && chunks.state() == wire::ParseState::NeedMore) {
    const auto piece = chunks.read(rest);
    body.text += piece.data;
    rest.remove_prefix(piece.consumed);
  }
  body.whole = chunks.state() == wire::ParseState::Done;
  return body;
}

struct SseEvent {
  std::string name;
  std::string data;
  std::string raw;
};

inline std::vector<SseEvent> events_of(const std::string& body) {
  std::vector<SseEvent> events;
  wire::SseSplitter splitter;
  splitter.feed(body);
  wire::SseSplitter::Event event;
  while (splitter.next(event) == wire::SseSplitter::Status::Event) {
    events.push_back({std::string(event.name), std::string(event.data), std::string(event.raw)});
  }
  return events;
}

inline Json json_of(const std::string& text) { return read_json(text).value_or(Json("no JSON")); }

/// Everything the mock said to one request.
struct Said {
  Plan plan;
  Played played;
  std::string head;
  Body body;
  std::vector<SseEvent> events;
  Json json;
  Fault fault;
};

/// A mock without sockets whose time moves only when told.
class Bench {
 public:
  explicit Bench(ApiSettings settings = {}) : api(std::move(settings), kStart) {}

  Said ask(std::string_view method, std::string_view target, const std::string& body,
           std::string_view authorization = {}) {
    Incoming incoming = read_incoming(method, target, body);
    incoming.attempt = ++attempts_;
    incoming.authorization = authorization;
    MockApi::Planned planned = api.answer(incoming, {now_, 1'782'000'000});
    Said said{std::move(planned.plan), {}, {}, {}, {}, {}, planned.fault};
    said.played = play(said.plan);
    said.head = head_of(said.played.bytes);
    said.body = body_of(said.played.bytes);
    said.events = events_of(said.body.text);
    said.json = json_of(said.body.text);
    return said;
  }
  Said post(std::string_view target, const std::string& body) { return ask("POST", target, body); }
  /// A plain request of that family for `model`.
  Said chat(const std::string& model, bool stream) { return post(kChat, chat_request(model, stream)); }
  Said responses(const std::string& model, bool stream) { return post(kResponses, responses_request(model, stream)); }
  Said family(Family family, const std::string& model, bool stream) {
    return family == Family::ChatCompletions ? chat(model, stream) : responses(model, stream);
  }

  static std::string chat_request(const std::string& model, bool stream) {
    Json json{{"model", model}, {"stream", stream}};
    json["messages"] = Json::array({Json{{"role", "user"}, {"content", "hi"}}});
    return printed(json);
  }
  static std::string responses_request(const std::string& model, bool stream) {
    return printed(Json{{"model", model}, {"stream", stream}, {"input", "hi"}});
  }

  void advance(Duration by) { now_ = now_ + by; }
  MonotonicTime now() const { return now_; }

  MockApi api;

 private:
  static constexpr MonotonicTime kStart{std::chrono::hours(1)};
  MonotonicTime now_ = kStart;
  std::uint64_t attempts_ = 0;
};

/// What a fault of the model name makes of a plain request.
inline Said with(Family family, const std::string& fault, bool stream) {
  return Bench().family(family, "mock-fault:" + fault, stream);
}

/// The same answer with the fault's cut taken away: what should have come.
inline std::string whole_body(Family family, const std::string& fault, bool stream) {
  Bench bench;
  FaultRule rule;
  bench.api.set_rules({rule}, bench.now());
  return bench.family(family, "mock-fault:" + fault, stream).body.text;
}

}  // namespace jurymast::mock::probe
