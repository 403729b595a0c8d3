#include <algorithm>
#include <array>
#include <cstdint>

#include "record/pattern_shapes.hpp"

namespace jurymast::record {
namespace {

constexpr std::size_t kLookedAtBytesMax = 64;
constexpr std::size_t kDifferentMin = 6;

constexpr unsigned kFractionBits = 16;
/// 3.5 bits a character.
constexpr std::uint64_t kEntropyMin = 7ULL << (kFractionBits - 1);

/// The binary logarithm of `value` in units of 2^-16, bit by bit: squaring doubles a logarithm.
constexpr std::uint64_t log2_fixed(std::uint64_t value) {
  unsigned whole = 0;
  while (value >> (whole + 1) != 0) ++whole;
  std::uint64_t result = std::uint64_t{whole} << kFractionBits;
  constexpr unsigned kMantissaBits = 31;
  std::uint64_t mantissa = (value << kMantissaBits) >> whole;
  for (unsigned bit = kFractionBits; bit-- > 0;) {
    mantissa = (mantissa * mantissa) >> kMantissaBits;
    if (mantissa >> (kMantissaBits + 1) == 0) continue;
    mantissa >>= 1;
    result |= std::uint64_t{1} << bit;
  }
  return result;
}

/// n times the logarithm of n, for every count that can occur.
constexpr std::array<std::uint64_t, kLookedAtBytesMax + 1> make_weighted() {
  std::array<std::uint64_t, kLookedAtBytesMax + 1> weighted{};
  for (std::uint64_t n = 2; n < weighted.size(); ++n) weighted[n] = n * log2_fixed(n);
  return weighted;
}
constexpr auto kWeighted = make_weighted();
static_assert(log2_fixed(8) == 3ULL << kFractionBits);
static_assert(log2_fixed(12) == 234944);  // 3.58496

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_small(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

bool looks_drawn(std::string_view text) {
  text = text.substr(0, kLookedAtBytesMax);
  std::array<bool, 256> seen{};
  std::size_t different = 0;
  bool digit = false;
  bool mixed = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool& known = seen[static_cast<unsigned char>(text[i])];
    different += known ? 0U : 1U;
    known = true;
    digit = digit || is_digit(text[i]);
    mixed = mixed || (i > 0 && is_capital(text[i]) && is_small(text[i - 1]));
  }
  return different >= kDifferentMin && (digit || mixed);
}

bool has_high_entropy(std::string_view text) {
  text = text.substr(0, kLookedAtBytesMax);
  std::array<std::uint8_t, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  std::uint64_t carried = kWeighted[text.size()];
  for (const std::uint8_t count : counts) carried -= kWeighted[count];
  return carried >= kEntropyMin * text.size() && !text.empty();
}

}  // namespace jurymast::record
