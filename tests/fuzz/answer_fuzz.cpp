#include "base/assert.hpp"
#include "invariants.hpp"
#include "wire/answer_facts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast;
  constexpr std::size_t kModelBytesMax = 128;
  const wire::PaddedString padded(fuzz::text_of(data, size));
  wire::JsonScratch scratch;
  for (const Family family : {Family::ChatCompletions, Family::Responses}) {
    const wire::AnswerFacts facts = wire::read_answer(family, padded.padded(), scratch);
    const bool says_anything = facts.required_present || facts.has_content || facts.finished || facts.error.present;
    JURYMAST_ASSERT(facts.parsed || !says_anything);
    JURYMAST_ASSERT(!facts.finished || facts.finish != wire::FinishState::None);
    JURYMAST_ASSERT(facts.finish != wire::FinishState::Failed || facts.error.present);
    JURYMAST_ASSERT(facts.model.size() <= kModelBytesMax);
    JURYMAST_ASSERT(facts.id.empty() || facts.id_present);
  }
  return 0;
}
