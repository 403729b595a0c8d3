#pragma once
#include <initializer_list>
#include <string_view>

namespace jurymast::review {

/// Without white space at either end.
std::string_view trimmed(std::string_view text);
/// True if `part` stands in the text, ASCII letters in any case.
bool holds(std::string_view text, std::string_view part);
bool holds_any(std::string_view text, std::initializer_list<std::string_view> parts);
/// True if the text begins with `part`, ASCII letters in any case.
bool begins_with(std::string_view text, std::string_view part);

}  // namespace jurymast::review
