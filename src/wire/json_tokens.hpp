#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wire/json_text.hpp"

namespace jurymast::wire {

/// Why a text is no JSON we read.
enum class JsonFault : unsigned char {
  None,
  Empty,     ///< nothing but white space
  Encoding,  ///< invalid UTF-8, a bare control character, or a string that is never closed
  Grammar,   ///< anything else the grammar forbids, trailing text included
  Depth,     ///< nested deeper than limits::kJsonDepthMax
};

/// Where every token of a text begins. offsets[count] is the size of the text. Valid until the scratch is used again.
struct JsonTokens {
  const std::uint32_t* offsets = nullptr;
  std::size_t count = 0;
  JsonFault fault = JsonFault::None;
};

/// Checks the encoding of the whole text and finds its tokens: brackets, separators, and the first byte of each string, number
/// and word. Their grammar is not looked at; every byte outside strings that is not white space belongs to some token.
JsonTokens find_tokens(PaddedText text, JsonScratch& scratch);

}  // namespace jurymast::wire
