#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace jurymast::record {

/// Builds one JSON object, member by member. It takes numbers, words of closed sets, and configured identifiers: of these a character
/// outside `[]A-Za-z0-9._:/@+*[-]` becomes `_` and what is over a bound is cut, so nothing needs escaping and every line has a bound.
/// Members are inlined by force: their names then cost a few stores each, and an operation's line has some thirty of them.
class JsonLine {
 public:
  static constexpr std::size_t kIdentifierBytesMax = 64;
  static constexpr std::size_t kLongIdentifierBytesMax = 128;
  /// Eleven days in microseconds: no operation lasts longer, and the bound keeps the longest line short.
  static constexpr std::uint64_t kMicrosMax = 999'999'999'999;

  JsonLine() = default;
  JsonLine(const JsonLine&) = delete;
  JsonLine& operator=(const JsonLine&) = delete;

  /// `{"v":1,"kind":"<kind>"`, which every line begins with.
  void begin(std::string_view kind) {
    put(R"({"v":1,"kind":")");
    put(kind);
    put('"');
    first_ = false;
  }
  void end() { put('}'); }
  /// What was built, leaving nothing here.
  std::string take();
  /// What stands in an identifier for this character.
  static char identifier_character(char c);
  /// Bytes built so far.
  std::size_t size() const { return out_.size() + used_; }

  /// A word of a closed set of ours, which is taken as it is.
  [[gnu::always_inline]] void word(std::string_view member, std::string_view value) {
    name(member);
    put('"');
    put(value);
    put('"');
  }
  [[gnu::always_inline]] void text(std::string_view member, std::string_view value) {
    name(member);
    identifier(value, kIdentifierBytesMax);
  }
  /// As text(), cut at kLongIdentifierBytesMax: for models, origins and paths of settings.
  void long_text(std::string_view member, std::string_view value) {
    name(member);
    identifier(value, kLongIdentifierBytesMax);
  }
  /// As text(), but leaves the member out where there is nothing to say.
  [[gnu::always_inline]] void text_unless_empty(std::string_view member, std::string_view value) {
    if (!value.empty()) text(member, value);
  }
  /// A member whose name, too, comes from the configuration.
  void label(std::string_view member, std::string_view value);
  [[gnu::always_inline]] void number(std::string_view member, std::uint64_t value) {
    name(member);
    digits(value);
  }
  [[gnu::always_inline]] void number_unless_zero(std::string_view member, std::uint64_t value) {
    if (value != 0) number(member, value);
  }
  [[gnu::always_inline]] void micros(std::string_view member, Duration value) { number(member, in_micros(value)); }
  [[gnu::always_inline]] void micros_unless_zero(std::string_view member, Duration value) {
    number_unless_zero(member, in_micros(value));
  }
  [[gnu::always_inline]] void millis(std::string_view member, Duration value) { number(member, in_micros(value) / 1000); }
  [[gnu::always_inline]] void boolean(std::string_view member, bool value) {
    name(member);
    put(value ? std::string_view("true") : std::string_view("false"));
  }
  /// `"member":true`; left out where it does not hold.
  void flag(std::string_view member, bool holds) {
    if (holds) boolean(member, true);
  }
  void hex(std::string_view member, std::uint64_t value);
  void time(std::string_view member, WallTime value);

  [[gnu::always_inline]] void open_object(std::string_view member) { open(member, '{'); }
  void open_array(std::string_view member) { open(member, '['); }
  void open_element();
  void element(std::string_view value);
  void long_element(std::string_view value);
  /// An element that is taken as it is, as word() does.
  void word_element(std::string_view value) {
    comma();
    put('"');
    put(value);
    put('"');
  }
  void close_object() { close('}'); }
  void close_array() { close(']'); }

 private:
  static std::uint64_t in_micros(Duration value);
  void put(char c) {
    if (used_ == buffer_.size()) flush();
    buffer_[used_++] = c;
  }
  void put(std::string_view text) {
    if (text.size() > buffer_.size() - used_) return put_slowly(text);
    std::memcpy(buffer_.data() + used_, text.data(), text.size());
    used_ += text.size();
  }
  void put_slowly(std::string_view text);
  void flush();
  void comma() {
    if (!first_) put(',');
    first_ = false;
  }
  [[gnu::always_inline]] void name(std::string_view member) {
    constexpr std::size_t kMarks = 4;
    if (member.size() + kMarks > buffer_.size() - used_) flush();
    char* at = buffer_.data() + used_;
    if (!first_) *at++ = ',';
    first_ = false;
    *at++ = '"';
    std::memcpy(at, member.data(), member.size());
    at += member.size();
    *at++ = '"';
    *at++ = ':';
    used_ = static_cast<std::size_t>(at - buffer_.data());
  }
  void identifier(std::string_view value, std::size_t bytes_max);
  void digits(std::uint64_t value);
  [[gnu::always_inline]] void open(std::string_view member, char bracket) {
    name(member);
    put(bracket);
    first_ = true;
  }
  void close(char bracket) {
    put(bracket);
    first_ = false;
  }

  std::string out_;
  bool first_ = true;
  std::size_t used_ = 0;
  std::array<char, 2048> buffer_;
};

}  // namespace jurymast::record
