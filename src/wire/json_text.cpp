#include "wire/json_text.hpp"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "wire/json_tokens.hpp"

namespace jurymast::wire {

static_assert(PaddedText::kPadding >= simdjson::SIMDJSON_PADDING);

namespace {

constexpr std::size_t kIndexBytesMin = 16 * limits::kKiB;
// The index takes four bytes for each byte of text, so what one huge text needed is not kept for the small ones after it.
constexpr std::size_t kIndexBytesKept = 4 * limits::kMiB;

}  // namespace

void PaddedString::assign(std::string_view text) {
  if (bytes_.size() < text.size() + PaddedText::kPadding) bytes_.resize(text.size() + PaddedText::kPadding);
  text.copy(bytes_.data(), text.size());
  size_ = text.size();
}

void PaddedString::take(std::string&& text) {
  bytes_ = std::move(text);
  size_ = bytes_.size();
  bytes_.append(PaddedText::kPadding, '\0');
}

// Only the first stage of simdjson is used, its index of structural characters, dispatched to the machine's instruction set at
// run time. Its own readers do not fit: On-Demand leaves what it skips unchecked, DOM refuses integers beyond 64 bits.
struct JsonScratch::Parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> implementation;
  std::size_t capacity = 0;

  bool make_room(std::size_t size) {
    const bool oversized = capacity > kIndexBytesKept && size <= kIndexBytesKept;
    if (size <= capacity && !oversized) return true;
    const std::size_t wanted = std::bit_ceil(std::max(size, kIndexBytesMin));
    const bool grown = implementation->set_capacity(wanted) == simdjson::SUCCESS;
    capacity = grown ? wanted : 0;
    return grown;
  }
};

JsonScratch::JsonScratch() : parser_(std::make_unique<Parser>()) {
  const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
      kIndexBytesMin, limits::kJsonDepthMax, parser_->implementation);
  JURYMAST_ASSERT(error == simdjson::SUCCESS);
  parser_->capacity = kIndexBytesMin;
}

JsonScratch::~JsonScratch() = default;

JsonTokens find_tokens(PaddedText text, JsonScratch& scratch) {
  JsonScratch::Parser& parser = scratch.parser();
  if (text.text.empty()) return {nullptr, 0, JsonFault::Empty};
  const bool has_room = parser.make_room(text.text.size());
  JURYMAST_ASSERT(has_room);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.text.data());
  simdjson::internal::dom_parser_implementation& reader = *parser.implementation;
  const auto error = reader.stage1(bytes, text.text.size(), simdjson::stage1_mode::regular);
  if (error == simdjson::EMPTY) return {nullptr, 0, JsonFault::Empty};
  if (error != simdjson::SUCCESS) return {nullptr, 0, JsonFault::Encoding};
  const std::size_t count = reader.n_structural_indexes;
  reader.structural_indexes[count] = static_cast<std::uint32_t>(text.text.size());
  return {reader.structural_indexes.get(), count, JsonFault::None};
}

}  // namespace jurymast::wire
