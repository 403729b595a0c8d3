#include "wire/header_fields.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "wire/http_chars.hpp"

namespace jurymast::wire {
namespace {

constexpr std::size_t kWordBytes = sizeof(std::uint64_t);
/// Few messages have more fields.
constexpr std::size_t kUsualCount = 20;

/// Eight bytes, the ASCII letters among them in lower case.
std::uint64_t lower_word(const char* at) {
  constexpr std::uint64_t kEveryByte = 0x0101010101010101U;
  constexpr std::uint64_t kHighBits = 0x80U * kEveryByte;
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  const std::uint64_t low_bits = word & ~kHighBits;
  // The high bits of these two differ in a byte from 'A' to 'Z'.
  const std::uint64_t from_a = low_bits + (0x80U - 'A') * kEveryByte;
  const std::uint64_t beyond_z = low_bits + (0x80U - 'Z' - 1) * kEveryByte;
  const std::uint64_t upper = (from_a ^ beyond_z) & ~word & kHighBits;
  return word | (upper >> 2U);
}

}  // namespace

bool same_header_letters(std::string_view a, std::string_view b) {
  if (a.size() < kWordBytes) {
    return std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return to_lower(x) == to_lower(y); });
  }
  // The last word may overlap the one before it.
  const std::size_t last = a.size() - kWordBytes;
  for (std::size_t at = 0; at < last; at += kWordBytes) {
    if (lower_word(a.data() + at) != lower_word(b.data() + at)) return false;
  }
  return lower_word(a.data() + last) == lower_word(b.data() + last);
}

bool HeaderFields::push(HeaderField field) {
  if (fields_.size() == limits::kHeaderCountMax) return false;
  if (fields_.capacity() == 0) fields_.reserve(kUsualCount);
  fields_.push_back(field);
  return true;
}

const HeaderField* HeaderFields::find(std::string_view name) const {
  for (const HeaderField& field : *this) {
    if (same_header_name(field.name, name)) return &field;
  }
  return nullptr;
}

std::string_view HeaderFields::value(std::string_view name) const {
  const HeaderField* field = find(name);
  return field == nullptr ? std::string_view() : field->value;
}

}  // namespace jurymast::wire
