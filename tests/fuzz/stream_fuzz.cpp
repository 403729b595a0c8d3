#include "base/assert.hpp"
#include "invariants.hpp"
#include "wire/stream_reader.hpp"

namespace jurymast::fuzz {
namespace {

using namespace wire;

/// What must hold after any event, whatever it was.
void check(EventKind kind, const AnswerFacts& before, const AnswerFacts& facts) {
  JURYMAST_ASSERT(kind != EventKind::Finish || (facts.finished && !before.finished));
  JURYMAST_ASSERT(kind != EventKind::Trailing || (facts.finished && before.finished));
  JURYMAST_ASSERT(kind != EventKind::Error || facts.error.present);
  JURYMAST_ASSERT(kind != EventKind::Content || facts.has_content);
  JURYMAST_ASSERT(kind != EventKind::UsageOnly || facts.usage.present);
  JURYMAST_ASSERT(!facts.finished || before.finished || kind == EventKind::Finish);
  if (kind != EventKind::Malformed) return;
  JURYMAST_ASSERT(!facts.parsed && facts.finished == before.finished && facts.has_content == before.has_content);
  JURYMAST_ASSERT(facts.error.present == before.error.present && facts.id == before.id);
}

void read_stream(Family family, std::string_view text) {
  constexpr unsigned kChoices = 2;
  SseSplitter splitter;
  splitter.feed(text);
  StreamReader reader(family, kChoices);
  JsonScratch scratch;
  SseSplitter::Event event;
  while (splitter.finish(event) == SseSplitter::Status::Event) {
    const AnswerFacts before = reader.facts();
    check(reader.read(event, scratch), before, reader.facts());
  }
}

}  // namespace
}  // namespace jurymast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast;
  fuzz::read_stream(Family::ChatCompletions, fuzz::text_of(data, size));
  fuzz::read_stream(Family::Responses, fuzz::text_of(data, size));
  return 0;
}
