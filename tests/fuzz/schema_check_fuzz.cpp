#include "base/assert.hpp"
#include "invariants.hpp"
#include "wire/schema_check.hpp"

namespace jurymast::fuzz {
namespace {

using namespace wire;

SchemaFinding check(const SchemaCheck& schema, std::string_view instance, JsonScratch& scratch) {
  const PaddedString padded(instance);
  return schema.check(padded.padded(), scratch);
}

/// What must hold of any schema that compiles and any text.
void check_all(const SchemaCheck& schema, std::string_view instance) {
  JsonScratch scratch;
  const SchemaFinding finding = check(schema, instance, scratch);
  JURYMAST_ASSERT(check(schema, instance, scratch) == finding);
  JURYMAST_ASSERT((finding.verdict == SchemaVerdict::Invalid) == (finding.fault != SchemaFault::None));
  const SchemaFinding as_object = check(SchemaCheck::any_object(), instance, scratch);
  // Whether a text is JSON has nothing to do with the schema.
  JURYMAST_ASSERT((finding.fault == SchemaFault::NotJson) == (as_object.fault == SchemaFault::NotJson));
}

}  // namespace
}  // namespace jurymast::fuzz

/// The first line is the schema, the rest the text that is checked against it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast;
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t line_end = text.find('\n');
  const Result<wire::SchemaCheck> schema = wire::SchemaCheck::compile(text.substr(0, line_end));
  if (!schema) {
    JURYMAST_ASSERT(!schema.error().message.empty());
    return 0;
  }
  if (line_end != std::string_view::npos) fuzz::check_all(*schema, text.substr(line_end + 1));
  return 0;
}
