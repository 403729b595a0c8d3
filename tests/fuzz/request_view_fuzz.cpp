#include <simdjson.h>

#include <string>

#include "base/assert.hpp"
#include "invariants.hpp"
#include "wire/json_cursor.hpp"
#include "wire/request_view.hpp"
#include "wire/splice.hpp"

namespace jurymast::fuzz {
namespace {

using namespace wire;

/// True if the text may hold a number that DOM has no room for.
bool may_hold_huge_number(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits >= 19) return true;
  }
  return text.find_first_of("eE") != std::string_view::npos;
}

/// What our walk accepts, DOM accepts, but for huge numbers; what DOM accepts, our walk does, but for lone surrogates and depth.
void compare_with_dom(std::string_view text, PaddedText padded, JsonScratch& scratch) {
  simdjson::dom::parser parser;
  const simdjson::error_code error = parser.parse(simdjson::padded_string(text)).error();
  JsonCursor cursor(padded, scratch, LoneSurrogates::Refused);
  cursor.walk();
  const bool ours = cursor.finish();
  if (ours && error != simdjson::SUCCESS) JURYMAST_ASSERT(may_hold_huge_number(text));
  if (ours || error != simdjson::SUCCESS) return;
  const bool surrogates = text.find("\\u") != std::string_view::npos;
  JURYMAST_ASSERT(surrogates || cursor.fault() == JsonFault::Depth);
}

void check_span(TextSpan span, std::string_view text) {
  JURYMAST_ASSERT(span.offset <= text.size() && span.size <= text.size() - span.offset);
}

/// The spliced body is read like the original but for what was changed.
void check_splice(Family family, std::string_view text, const RequestView& view, JsonScratch& scratch) {
  const SplicedBody spliced = splice(text, view, {.model_json = "\"spliced\"", .request_usage = true});
  const std::string joined = spliced.joined();
  JURYMAST_ASSERT(joined.size() == spliced.total_bytes());
  const PaddedString padded(joined);
  const Result<RequestView> again = read_request(family, padded.padded(), scratch);
  JURYMAST_ASSERT(again.has_value());
  JURYMAST_ASSERT(again->model == "spliced" && again->stream == view.stream && again->choices == view.choices);
  JURYMAST_ASSERT(again->stateful() == view.stateful() && again->stored == view.stored && again->include_usage);
}

void check(Family family, std::string_view text, PaddedText padded, JsonScratch& scratch) {
  const Result<RequestView> view = read_request(family, padded, scratch);
  if (!view) return JURYMAST_ASSERT(!view.error().message.empty());
  JURYMAST_ASSERT(view->model.size() <= kModelBytesMax && view->choices >= 1 && view->choices <= kChoicesMax);
  JURYMAST_ASSERT(text[view->object_begin - 1] == '{');
  check_span(view->model_value, text);
  check_span(view->stream_options, text);
  check_span(view->include_usage_value, text);
  check_splice(family, text, *view, scratch);
}

}  // namespace
}  // namespace jurymast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast;
  const std::string_view text = fuzz::text_of(data, size);
  const wire::PaddedString padded(text);
  wire::JsonScratch scratch;
  fuzz::compare_with_dom(text, padded.padded(), scratch);
  fuzz::check(Family::ChatCompletions, text, padded.padded(), scratch);
  fuzz::check(Family::Responses, text, padded.padded(), scratch);
  return 0;
}
