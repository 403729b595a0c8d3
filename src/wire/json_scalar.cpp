#include "wire/json_scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace jurymast::wire {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;
constexpr std::size_t kUnicodeEscapeBytes = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_high(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The UTF-16 unit of the `\uXXXX` that `at` begins with.
std::optional<std::uint32_t> unicode_escape(std::string_view at) {
  if (at.size() < kUnicodeEscapeBytes || at[0] != '\\' || at[1] != 'u') return std::nullopt;
  std::uint32_t unit = 0;
  for (std::size_t i = 2; i < kUnicodeEscapeBytes; ++i) {
    const int digit = hex_value(at[i]);
    if (digit < 0) return std::nullopt;
    unit = unit * 16 + static_cast<std::uint32_t>(digit);
  }
  return unit;
}

bool is_short_escape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return true;
    default: return false;
  }
}

struct Character {
  std::uint32_t code = kReplacement;
  std::size_t escape_bytes = 0;
};

char short_escape(char letter) {
  switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return letter;
  }
}

/// The character of a checked escape sequence.
Character escaped_character(std::string_view at) {
  const std::optional<std::uint32_t> unit = unicode_escape(at);
  if (!unit) return {static_cast<unsigned char>(short_escape(at[1])), 2};
  if (!is_high(*unit) && !is_low(*unit)) return {*unit, kUnicodeEscapeBytes};
  const std::optional<std::uint32_t> low = unicode_escape(at.substr(kUnicodeEscapeBytes));
  if (!is_high(*unit) || !low || !is_low(*low)) return {kReplacement, kUnicodeEscapeBytes};
  return {0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00), 2 * kUnicodeEscapeBytes};
}

std::size_t utf8(std::uint32_t code, std::array<char, 4>& out) {
  const auto tail = [code](unsigned shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    out = {static_cast<char>(code)};
    return 1;
  }
  if (code < 0x800) {
    out = {static_cast<char>(0xC0 | (code >> 6)), tail(0)};
    return 2;
  }
  if (code < 0x10000) {
    out = {static_cast<char>(0xE0 | (code >> 12)), tail(6), tail(0)};
    return 3;
  }
  out = {static_cast<char>(0xF0 | (code >> 18)), tail(12), tail(6), tail(0)};
  return 4;
}

/// The longest start of `text` of at most `bytes_max` bytes that cuts no character.
std::string_view whole_characters(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return false;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (fraction == 0) return false;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) return false;
    at += exponent;
  }
  return at == text.size();
}

std::optional<std::uint64_t> json_unsigned(std::string_view number) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
  return value;
}

std::optional<double> json_double(std::string_view number) {
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
  return value;
}

std::size_t escape_size(std::string_view at, LoneSurrogates lone) {
  if (at.size() < 2) return 0;
  if (at[1] != 'u') return is_short_escape(at[1]) ? 2 : 0;
  const std::optional<std::uint32_t> unit = unicode_escape(at);
  if (!unit) return 0;
  if (lone == LoneSurrogates::Tolerated || (!is_high(*unit) && !is_low(*unit))) return kUnicodeEscapeBytes;
  const std::optional<std::uint32_t> low = unicode_escape(at.substr(kUnicodeEscapeBytes));
  if (!is_high(*unit) || !low || !is_low(*low)) return 0;
  return 2 * kUnicodeEscapeBytes;
}

void append_unescaped(std::string_view raw, std::size_t bytes_max, std::string& out) {
  std::size_t room = bytes_max;
  while (!raw.empty()) {
    const std::string_view plain = raw.substr(0, raw.find('\\'));
    const std::string_view fits = whole_characters(plain, room);
    out += fits;
    room -= fits.size();
    raw.remove_prefix(plain.size());
    if (fits.size() < plain.size() || raw.empty()) return;
    const Character character = escaped_character(raw);
    std::array<char, 4> bytes{};
    const std::size_t size = utf8(character.code, bytes);
    if (size > room) return;
    out.append(bytes.data(), size);
    room -= size;
    raw.remove_prefix(character.escape_bytes);
  }
}

void append_json_string(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (const std::size_t named = kNamed.find(c); named != std::string_view::npos) {
      out += '\\';
      out += kLetters[named];
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace jurymast::wire
