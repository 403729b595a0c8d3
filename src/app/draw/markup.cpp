#include "app/draw/markup.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace jurymast::app {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// One character at the beginning of a text.
struct Character {
  std::size_t bytes = 1;
  bool allowed = false;  ///< whole, in its shortest form, and a character that documents may hold
};

std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

bool is_document_character(std::uint32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  const bool control = code >= 0x7F && code < 0xA0;
  return !surrogate && !control && code != 0xFFFE && code != 0xFFFF && code < 0x110000;
}

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = length_of(byte(0));
  if (length == 0 || length > text.size()) return {};
  std::uint32_t code = length == 1 ? byte(0) : byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    code = code << 6U | (byte(i) & 0x3FU);
  }
  const bool shortest = (length < 3 || code >= 0x800) && (length < 4 || code >= 0x10000);
  if (!shortest) return {};
  return {length, is_document_character(code)};
}

std::string_view written_out(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string markup;
  while (!text.empty()) {
    const Character character = first_character(text);
    const std::string_view entity = written_out(text.front());
    if (!entity.empty())
      markup += entity;
    else
      markup += character.allowed ? text.substr(0, character.bytes) : kReplacement;
    text.remove_prefix(character.bytes);
  }
  return markup;
}

std::string element(std::string_view name, std::string_view text, std::string_view css_class) {
  const std::string attribute = css_class.empty() ? std::string() : fmt::format(" class=\"{}\"", css_class);
  return fmt::format("<{}{}>{}</{}>", name, attribute, escaped(text), name);
}

}  // namespace jurymast::app
