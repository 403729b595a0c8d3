#pragma once
#include <array>
#include <cstddef>
#include <string_view>

/// The character classes of RFC 9110 and 9112, one table lookup each.
namespace jurymast::wire {

namespace chars {

inline constexpr unsigned char kToken = 1;   ///< may stand in a method or a header name
inline constexpr unsigned char kField = 2;   ///< may stand in a header value: tab, space, visible, 0x80 and above
inline constexpr unsigned char kTarget = 4;  ///< may stand in a request target: visible ASCII but '#'

inline constexpr std::array<unsigned char, 256> kClasses = [] {
  std::array<unsigned char, 256> classes{};
  constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const bool visible = i >= 0x21 && i <= 0x7e;
    const bool letter = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z');
    const bool token = letter || (i >= '0' && i <= '9') ||
                       (visible && kTokenMarks.find(static_cast<char>(i)) != std::string_view::npos);
    if (token) classes[i] |= kToken;
    if (visible || i == ' ' || i == '\t' || i >= 0x80) classes[i] |= kField;
    if (visible && i != '#') classes[i] |= kTarget;
  }
  return classes;
}();

constexpr bool is(char c, unsigned char wanted) { return (kClasses[static_cast<unsigned char>(c)] & wanted) != 0; }

}  // namespace chars

/// True if `c` may stand in a token.
constexpr bool is_token_char(char c) { return chars::is(c, chars::kToken); }

/// True if `c` may stand in a header value.
constexpr bool is_field_char(char c) { return chars::is(c, chars::kField); }

/// True if `c` may stand in the target of a request line.
constexpr bool is_target_char(char c) { return chars::is(c, chars::kTarget); }

/// True for the decimal digits, whatever the locale.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The value of a hex digit, or -1.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// `c` in lower case if it is an ASCII letter.
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// `text` without spaces and tabs at either end.
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Takes the next item, trimmed, off the front of a comma-separated list.
constexpr std::string_view take_list_item(std::string_view& list) {
  const std::size_t comma = list.find(',');
  const std::string_view item = list.substr(0, comma);
  list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  return trim(item);
}

}  // namespace jurymast::wire
