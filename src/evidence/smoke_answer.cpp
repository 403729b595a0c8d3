#include "evidence/smoke_answer.hpp"

#include <array>

#include "base/limits.hpp"
#include "evidence/smoke_plan.hpp"
#include "wire/output_rules_presence.hpp"
#include "wire/sse_splitter.hpp"
#include "wire/stream_assembler.hpp"
#include "wire/stream_reader.hpp"

namespace jurymast::evidence {
namespace {

/// In the order of wire::FinishState.
constexpr std::array<std::string_view, 10> kFinishNames{
    "", "stop", "length", "tool_calls", "content_filter", "function_call", "incomplete", "failed", "queued", "unknown"};

constexpr std::string_view kEventStream = "text/event-stream";

/// The body as one object, however it came; nothing where it cannot be put together.
std::optional<wire::PaddedString> read_stream(const SmokeAnswer& answer, wire::JsonScratch& scratch, AnswerReading& reading) {
  wire::SseSplitter splitter;
  wire::StreamReader reader(answer.family, 1);
  wire::StreamAssembler assembler(answer.family, limits::kCompleteStreamBytesMax);
  splitter.feed(answer.body);
  wire::SseSplitter::Event event;
  wire::SseSplitter::Status status = splitter.next(event);
  while (status == wire::SseSplitter::Status::Event) {
    reader.read(event, scratch);
    assembler.take(event, scratch);
    status = splitter.next(event);
  }
  reading.facts = reader.facts();
  return assembler.body();
}

std::optional<wire::PaddedString> read_body(const SmokeAnswer& answer, wire::JsonScratch& scratch, AnswerReading& reading) {
  if (answer.streamed && answer.content_type.starts_with(kEventStream)) return read_stream(answer, scratch, reading);
  wire::PaddedString padded(answer.body);
  reading.facts = wire::read_answer(answer.family, padded.padded(), scratch);
  // What was asked for as a stream and came as one object is not what the application waits for.
  if (answer.streamed) reading.facts.object_matches = false;
  return reading.facts.parsed ? std::optional(std::move(padded)) : std::nullopt;
}

void check_members(const AnswerDemands& demands, const wire::PaddedString& body, wire::JsonScratch& scratch,
                   AnswerReading& reading) {
  for (const std::string& text : demands.depends_on) {
    auto pointer = wire::JsonPointer::parse(text);
    if (!pointer) continue;
    const std::vector<wire::JsonPointer> alone{*std::move(pointer)};
    if (wire::check_presence(alone, body.padded(), scratch) != OutputFault::None) reading.missing.push_back(text);
  }
}

void check_rules(const SmokeAnswer& answer, const AnswerDemands& demands, const wire::PaddedString& body, AnswerReading& reading) {
  wire::JsonScratch scratch;
  check_members(demands, body, scratch, reading);
  wire::OutputRules something;
  something.non_empty = true;
  reading.output = wire::check_output(answer.family, demands.rules ? *demands.rules : something, nullptr, body.padded(), scratch);
}

}  // namespace

AnswerReading read_smoke_answer(const SmokeAnswer& answer, const AnswerDemands& demands) {
  AnswerReading reading;
  wire::JsonScratch scratch;
  const auto body = read_body(answer, scratch, reading);
  reading.whole = answer.whole && reading.facts.finished;
  if (body) {
    check_rules(answer, demands, *body, reading);
  } else {
    reading.missing = demands.depends_on;
  }
  if (!body && answer.whole) reading.output = OutputFault::NotJson;
  if (reading.facts.object_matches) reading.object = object_name(answer.family, answer.streamed);
  if (reading.facts.error.present) reading.object = "error";
  reading.finish = kFinishNames[static_cast<std::size_t>(reading.facts.finish)];
  return reading;
}

}  // namespace jurymast::evidence
