#pragma once
#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace jurymast::review {

/// What a text may be at most. Within these bounds the Markdown library, whose work can grow with the square of a hostile text, is
/// done in well under a second.
inline constexpr std::size_t kTextBytesMax = 256UL * 1024;
inline constexpr std::size_t kTextLinesMax = 5'000;
inline constexpr std::size_t kTextLineBytesMax = 4UL * 1024;
inline constexpr std::size_t kIndentBytesMax =
    120;  ///< white space and markers that a line begins with; so deep can lists and quotes go
inline constexpr std::size_t kPipesPerLineMax = 40;  ///< table columns cost a node a row each

/// Fails, with line and remedy, where the text is too large, is not UTF-8, or holds control characters.
Result<void> check_text(std::string_view text);
/// The same for Markdown, which has bounds on its nesting and its tables as well.
Result<void> check_markdown(std::string_view text);
/// How many bytes of the line are white space and markers of lists and quotes.
std::size_t indent_of(std::string_view line);

}  // namespace jurymast::review
