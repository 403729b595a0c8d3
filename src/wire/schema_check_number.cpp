#include "wire/schema_check_number.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace jurymast::wire {
namespace {

/// The value of an exponent's digits with their sign, held within ±kTopMax.
std::int64_t exponent_of(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  for (const char c : text) value = std::min(value * 10 + (c - '0'), Decimal::kTopMax);
  return negative ? -value : value;
}

std::string_view without_leading_zeros(std::string_view digits) {
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

std::string_view without_trailing_zeros(std::string_view digits) {
  const std::size_t last = digits.find_last_not_of('0');
  return last == std::string_view::npos ? std::string_view() : digits.substr(0, last + 1);
}

std::strong_ordering reversed(std::strong_ordering order) { return 0 <=> order; }

}  // namespace

Decimal::Decimal(std::string_view number) : negative_(number.starts_with('-')) {
  if (negative_) number.remove_prefix(1);
  const std::size_t mark = number.find_first_of("eE");
  if (mark != std::string_view::npos) top_ = exponent_of(number.substr(mark + 1));
  const std::string_view digits = number.substr(0, mark);
  const std::size_t point = digits.find('.');
  head_ = digits.substr(0, point);
  if (point != std::string_view::npos) tail_ = digits.substr(point + 1);
  strip_zeros();
}

void Decimal::strip_zeros() {
  head_ = without_leading_zeros(head_);
  top_ += static_cast<std::int64_t>(head_.size());
  if (head_.empty()) {
    const std::string_view stripped = without_leading_zeros(tail_);
    top_ -= static_cast<std::int64_t>(tail_.size() - stripped.size());
    tail_ = stripped;
  }
  tail_ = without_trailing_zeros(tail_);
  if (tail_.empty()) head_ = without_trailing_zeros(head_);
  if (!is_zero()) return;
  negative_ = false;
  top_ = 0;
}

unsigned Decimal::digit(std::size_t i) const {
  const char c = i < head_.size() ? head_[i] : tail_[i - head_.size()];
  return static_cast<unsigned>(c - '0');
}

bool Decimal::is_whole() const { return static_cast<std::int64_t>(digit_count()) <= std::max<std::int64_t>(top_, 0); }

std::uint64_t Decimal::remainder(std::uint64_t divisor) const {
  std::uint64_t rest = 0;
  for (std::size_t i = 0; i < digit_count(); ++i) rest = (rest * 10 + digit(i)) % divisor;
  return rest;
}

bool Decimal::is_multiple_of(const Decimal& divisor) const {
  JURYMAST_ASSERT(!divisor.is_zero() && !divisor.is_negative() && divisor.digit_count() <= kDivisorDigitsMax);
  if (is_zero()) return true;
  std::uint64_t whole_divisor = 0;
  for (std::size_t i = 0; i < divisor.digit_count(); ++i) whole_divisor = whole_divisor * 10 + divisor.digit(i);
  const std::int64_t own_exponent = top_ - static_cast<std::int64_t>(digit_count());
  const std::int64_t shift = own_exponent - (divisor.top_ - static_cast<std::int64_t>(divisor.digit_count()));
  // The last digit is not zero, so nothing can be taken from it ten times smaller.
  if (shift < 0) return false;
  // A divisor below 2^60 has at most 60 factors two or five; more tens than that change nothing.
  constexpr std::int64_t kTensMax = 60;
  std::uint64_t rest = remainder(whole_divisor);
  for (std::int64_t i = 0; i < std::min(shift, kTensMax); ++i) rest = rest * 10 % whole_divisor;
  return rest == 0;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.negative_ != b.negative_) return a.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
  if (a.negative_) {
    Decimal positive_a = a;
    Decimal positive_b = b;
    positive_a.negative_ = positive_b.negative_ = false;
    return reversed(positive_a <=> positive_b);
  }
  if (a.is_zero() || b.is_zero()) return b.is_zero() <=> a.is_zero();
  if (a.top_ != b.top_) return a.top_ <=> b.top_;
  const std::size_t common = std::min(a.digit_count(), b.digit_count());
  for (std::size_t i = 0; i < common; ++i) {
    if (a.digit(i) != b.digit(i)) return a.digit(i) <=> b.digit(i);
  }
  return a.digit_count() <=> b.digit_count();
}

}  // namespace jurymast::wire
