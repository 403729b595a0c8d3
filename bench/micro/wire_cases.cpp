#include <array>
#include <memory>
#include <string>
#include <utility>

#include "base/assert.hpp"
#include "content.hpp"
#include "micro_case.hpp"
#include "store/file.hpp"
#include "wire/answer_facts.hpp"
#include "wire/chunked.hpp"
#include "wire/http_head.hpp"
#include "wire/request_view.hpp"
#include "wire/sse_splitter.hpp"
#include "wire/stream_reader.hpp"

namespace jurymast::bench {
namespace {

constexpr std::size_t kLargeBodyBytes = 50 * 1024;
constexpr std::size_t kSampleBytesMax = 64 * 1024;
constexpr Content kWhole{};
constexpr Content kStreamed{.events = 1};

/// A text that the fuzz targets begin with.
std::string sample(std::string_view name) {
  auto text = store::read_file(std::string(JURYMAST_SOURCE_DIR "/tests/fuzz/corpus/").append(name), kSampleBytesMax);
  JURYMAST_ASSERT(text.has_value());
  return std::move(*text);
}

/// A text read as JSON again and again, as a loop reads its bodies.
struct JsonInput {
  explicit JsonInput(std::string_view bytes) : text(bytes) {}
  wire::PaddedString text;
  wire::JsonScratch scratch;
};

MicroCall request_head() {
  return [text = request_text(kWhole, "127.0.0.1:8080")] {
    wire::RequestHeadReader reader;
    wire::RequestHead head;
    JURYMAST_ASSERT(reader.read(text, head) == wire::ParseState::Done);
    keep(head);
  };
}

MicroCall response_head() {
  return [text = answer_head(200, answer_body(kWhole))] {
    wire::ResponseHeadReader reader;
    wire::ResponseHead head;
    JURYMAST_ASSERT(reader.read(text, head) == wire::ParseState::Done);
    keep(head);
  };
}

MicroCall write_response_head() {
  return [body = answer_body(kWhole)] { JURYMAST_ASSERT(!answer_head(200, body).empty()); };
}

MicroCall read_request_of(std::size_t body_bytes) {
  const std::string text = request_text({.request_bytes = body_bytes}, "127.0.0.1:8080");
  const auto input = std::make_shared<JsonInput>(std::string_view(text).substr(text.size() - body_bytes));
  return [input] {
    const auto view = wire::read_request(Family::ChatCompletions, input->text.padded(), input->scratch);
    JURYMAST_ASSERT(view.has_value() && view->required_present);
    keep(*view);
  };
}

MicroCall request_view_1k() { return read_request_of(kWhole.request_bytes); }
MicroCall request_view_50k() { return read_request_of(kLargeBodyBytes); }

/// The chunked coding around one event, and off it again.
MicroCall chunked_event() {
  return [event = answer_body(kStreamed).event, received = std::string()]() mutable {
    received.assign(wire::ChunkPrefix(event.size()).text()).append(event).append(wire::kChunkEnd);
    wire::ChunkedReader reader;
    JURYMAST_ASSERT(reader.read(received).data.size() == event.size());
  };
}

MicroCall sse_splitter() {
  const auto splitter = std::make_shared<wire::SseSplitter>();
  return [splitter, text = answer_body(kStreamed).event] {
    splitter->feed(text);
    wire::SseSplitter::Event event;
    JURYMAST_ASSERT(splitter->next(event) == wire::SseSplitter::Status::Event && event.raw.size() == text.size());
    JURYMAST_ASSERT(splitter->next(event) == wire::SseSplitter::Status::NeedMore);
  };
}

MicroCall read_answer_of(Family family, std::string_view text) {
  const auto input = std::make_shared<JsonInput>(text);
  return [input, family] {
    const wire::AnswerFacts facts = wire::read_answer(family, input->text.padded(), input->scratch);
    JURYMAST_ASSERT(facts.finished && facts.has_content);
    keep(facts);
  };
}

MicroCall chat_answer() { return read_answer_of(Family::ChatCompletions, answer_body(kWhole).tail); }
MicroCall responses_answer() { return read_answer_of(Family::Responses, sample("answer/responses")); }

/// An event of a stream and whoever reads it, over and over.
struct StreamInput {
  StreamInput(Family family, std::string_view stream) : reader(family, 1) {
    splitter.feed(stream);
    while (splitter.next(event) == wire::SseSplitter::Status::Event && reader.read(event, scratch) != wire::EventKind::Content)
      continue;
    JURYMAST_ASSERT(reader.facts().has_content);
  }
  wire::SseSplitter splitter;
  wire::SseSplitter::Event event;
  wire::StreamReader reader;
  wire::JsonScratch scratch;
};

MicroCall read_content_event(Family family, std::string_view stream) {
  const auto input = std::make_shared<StreamInput>(family, stream);
  return [input] { JURYMAST_ASSERT(input->reader.read(input->event, input->scratch) == wire::EventKind::Content); };
}

MicroCall chat_event() { return read_content_event(Family::ChatCompletions, answer_body(kStreamed).event); }
MicroCall responses_event() { return read_content_event(Family::Responses, sample("stream/responses")); }

constexpr std::array kCases{
    MicroCase{"wire/request_head", request_head},
    MicroCase{"wire/response_head", response_head},
    MicroCase{"wire/write_response_head", write_response_head},
    MicroCase{"wire/request_view_1k", request_view_1k},
    MicroCase{"wire/request_view_50k", request_view_50k},
    MicroCase{"wire/chunked_event", chunked_event},
    MicroCase{"wire/sse_splitter", sse_splitter},
    MicroCase{"wire/chat_answer", chat_answer},
    MicroCase{"wire/responses_answer", responses_answer},
    MicroCase{"wire/chat_event", chat_event},
    MicroCase{"wire/responses_event", responses_event},
};

}  // namespace

std::span<const MicroCase> wire_cases() { return kCases; }

}  // namespace jurymast::bench
