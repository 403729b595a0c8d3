#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jurymast::wire {

/// A decimal number as its text says it, exact at any size: 0.d₁d₂d₃… × 10^top, the digits being views into that text.
/// Comparing and dividing never round, so no two readers can disagree about a bound.
class Decimal {
 public:
  /// Reads a number of the JSON grammar; an exponent beyond kTopMax counts as kTopMax.
  explicit Decimal(std::string_view number);

  static constexpr std::int64_t kTopMax = 1'000'000'000'000'000;
  /// The most digits a divisor may have; its remainders then fit 64 bits.
  static constexpr std::size_t kDivisorDigitsMax = 18;

  bool is_zero() const { return digit_count() == 0; }
  bool is_negative() const { return negative_; }
  /// True for 3, 3.0 and 3e2, false for 3.5.
  bool is_whole() const;
  /// True if this is `divisor` times a whole number. The divisor must be positive and have at most kDivisorDigitsMax digits.
  bool is_multiple_of(const Decimal& divisor) const;
  /// Digits without the zeros around them.
  std::size_t digit_count() const { return head_.size() + tail_.size(); }
  /// How many digits stand in front of the point; negative for a fraction that begins with zeros.
  std::int64_t top() const { return top_; }

  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == std::strong_ordering::equal; }

 private:
  unsigned digit(std::size_t i) const;
  void strip_zeros();
  std::uint64_t remainder(std::uint64_t divisor) const;

  bool negative_ = false;
  std::string_view head_;  ///< digits in front of the point
  std::string_view tail_;  ///< digits behind it
  std::int64_t top_ = 0;
};

}  // namespace jurymast::wire
