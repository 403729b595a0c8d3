#include "record/model_name.hpp"

#include <algorithm>

namespace jurymast::record {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_joint(char c) { return c == '-' || c == '.' || c == '_' || c == ':' || c == '/' || c == '+' || c == '@'; }

}  // namespace

bool is_model_name(std::string_view text) {
  if (text.size() > kModelNameBytesMax || std::none_of(text.begin(), text.end(), is_letter)) return false;
  if (!std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c) || is_joint(c); })) return false;
  // Some begin with an at sign, some have a version behind it; a person's address has a domain there.
  const std::size_t at = text.rfind('@');
  return at == std::string_view::npos || at == 0 || (at + 1 < text.size() && is_digit(text[at + 1]));
}

}  // namespace jurymast::record
