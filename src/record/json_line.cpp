#include "record/json_line.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "record/timestamp.hpp"

namespace jurymast::record {
namespace {

constexpr std::array<char, 256> make_identifier_table() {
  std::array<char, 256> table{};
  for (auto& c : table) c = '_';
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/@+*[]-";
  for (const char c : kAllowed) table[static_cast<unsigned char>(c)] = c;
  return table;
}

constexpr std::array<char, 256> kIdentifier = make_identifier_table();

}  // namespace

void JsonLine::put_slowly(std::string_view text) {
  flush();
  out_.append(text);
}

void JsonLine::flush() {
  out_.append(buffer_.data(), used_);
  used_ = 0;
}

std::string JsonLine::take() {
  flush();
  return std::exchange(out_, {});
}

char JsonLine::identifier_character(char c) { return kIdentifier[static_cast<unsigned char>(c)]; }

std::uint64_t JsonLine::in_micros(Duration value) {
  const std::int64_t micros = value.count() / 1000;
  return micros < 0 ? 0 : std::min(static_cast<std::uint64_t>(micros), kMicrosMax);
}

void JsonLine::identifier(std::string_view value, std::size_t bytes_max) {
  value = value.substr(0, bytes_max);
  if (value.size() + 2 > buffer_.size() - used_) flush();
  char* at = buffer_.data() + used_;
  *at++ = '"';
  for (const char c : value) *at++ = kIdentifier[static_cast<unsigned char>(c)];
  *at = '"';
  used_ += value.size() + 2;
}

void JsonLine::digits(std::uint64_t value) {
  constexpr std::size_t kDigitsMax = 20;
  if (kDigitsMax > buffer_.size() - used_) flush();
  char* const at = buffer_.data() + used_;
  used_ += static_cast<std::size_t>(std::to_chars(at, at + kDigitsMax, value).ptr - at);
}

void JsonLine::label(std::string_view member, std::string_view value) {
  comma();
  identifier(member, kIdentifierBytesMax);
  put(':');
  identifier(value, kIdentifierBytesMax);
}

void JsonLine::hex(std::string_view member, std::uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  name(member);
  put('"');
  for (int shift = 60; shift >= 0; shift -= 4) put(kDigits[(value >> shift) & 15U]);
  put('"');
}

void JsonLine::time(std::string_view member, WallTime value) {
  std::array<char, kTimestampBytes> text;
  write_timestamp(text, value);
  word(member, {text.data(), text.size()});
}

void JsonLine::open_element() {
  comma();
  put('{');
  first_ = true;
}

void JsonLine::element(std::string_view value) {
  comma();
  identifier(value, kIdentifierBytesMax);
}

void JsonLine::long_element(std::string_view value) {
  comma();
  identifier(value, kLongIdentifierBytesMax);
}

}  // namespace jurymast::record
