#include "wire/schema_compile_reference.hpp"

#include <charconv>
#include <string>

#include "wire/schema_check_pointer.hpp"

namespace jurymast::wire {
namespace {

/// The text with every `%41` resolved, or nothing if a `%` is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    const std::string_view digits = text.substr(i + 1, 2);
    unsigned char byte = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc() || end != digits.data() + 2) return std::nullopt;
    plain += static_cast<char>(byte);
    i += 2;
  }
  return plain;
}

/// The member or element of `value` that the token names.
std::size_t child_of(const JsonTree& tree, std::size_t value, std::string_view token) {
  if (tree[value].kind != JsonKind::Array) return tree.member(value, token);
  const std::optional<std::size_t> index = array_index(token);
  if (!index || *index >= tree[value].count) return JsonTree::kNone;
  std::size_t child = value + 1;
  for (std::size_t i = 0; i < *index; ++i) child = tree[child].end;
  return child;
}

}  // namespace

std::optional<std::size_t> reference_target(const JsonTree& tree, std::string_view reference) {
  if (!reference.starts_with('#')) return std::nullopt;
  const std::optional<std::string> fragment = percent_decoded(reference.substr(1));
  if (!fragment) return std::nullopt;
  const Result<JsonPointer> pointer = JsonPointer::parse(*fragment);
  if (!pointer) return std::nullopt;
  std::size_t value = 0;
  for (const std::string& token : pointer->tokens()) {
    value = child_of(tree, value, token);
    if (value == JsonTree::kNone) return std::nullopt;
  }
  return value;
}

}  // namespace jurymast::wire
