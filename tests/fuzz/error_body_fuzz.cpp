#include "base/assert.hpp"
#include "invariants.hpp"
#include "wire/error_facts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast;
  constexpr std::size_t kTextBytesMax = 64;
  const std::string_view text = fuzz::text_of(data, size);
  const wire::PaddedString padded(text);
  wire::JsonScratch scratch;
  const wire::ErrorBody body = wire::read_error_body(padded.padded(), scratch);
  const wire::ErrorFacts& facts = body.facts;
  JURYMAST_ASSERT(body.parsed || (!facts.present && !body.error_object.present()));
  JURYMAST_ASSERT(facts.code.size() <= kTextBytesMax && facts.type.size() <= kTextBytesMax);
  JURYMAST_ASSERT(facts.param.size() <= kTextBytesMax);
  JURYMAST_ASSERT(!facts.numeric_code || (*facts.numeric_code >= 400 && *facts.numeric_code <= 599));
  JURYMAST_ASSERT(!facts.retry_after || (*facts.retry_after >= Duration(0) && *facts.retry_after <= std::chrono::hours(24)));
  if (!body.error_object.present()) return 0;
  const std::string_view object = text.substr(body.error_object.offset, body.error_object.size);
  JURYMAST_ASSERT(facts.present && object.starts_with('{') && object.ends_with('}'));
  // The object can stand alone: it is passed on as it is.
  const wire::PaddedString wrapped("{\"error\":" + std::string(object) + "}");
  JURYMAST_ASSERT(wire::read_error_body(wrapped.padded(), scratch).facts.present);
  return 0;
}
