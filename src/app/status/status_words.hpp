#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace jurymast::app {

/// What one line of a terminal holds.
inline constexpr std::size_t kScreenColumns = 80;

/// How many columns a text takes.
std::size_t columns_of(std::string_view text);
/// The text, or its beginning and `…` where it is wider.
std::string clip(std::string_view text, std::size_t columns);
/// The text, or its beginning and end with `…` between them: names that share a beginning stay apart.
std::string clip_middle(std::string_view text, std::size_t columns);
/// The text clipped or filled with spaces to exactly that width.
std::string cell(std::string_view text, std::size_t columns);
/// Breaks a text at spaces into lines of at most kScreenColumns, those after the first begin with `indent` spaces; ends with a newline.
std::string wrap(std::string_view text, std::size_t indent);
/// `2.3 s`, `85 s`, `12 min`, `3 h 5 min`, `4 d 2 h`: for people, rounded.
std::string span_text(Duration span);

}  // namespace jurymast::app
