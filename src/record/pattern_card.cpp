#include <algorithm>
#include <array>

#include "record/pattern_shapes.hpp"

namespace jurymast::record {
namespace {

constexpr std::size_t kDigitsMin = 13;
constexpr std::size_t kDigitsMax = 19;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

struct Digits {
  std::array<char, kDigitsMax> digits{};
  std::size_t count = 0;
  std::size_t bytes = 0;
  bool grouped = false;
  std::string_view text() const { return {digits.data(), count}; }
};

/// Digits with at most one space or dash between two of them; nothing where there are more than a card has.
std::optional<Digits> digits_at(const PatternText& in, std::size_t begin) {
  Digits found;
  std::size_t i = begin;
  for (; is_digit(in.at(i)); ++i) {
    if (found.count == kDigitsMax) return std::nullopt;
    found.digits[found.count++] = in.at(i);
    const char next = in.at(i + 1);
    if ((next != ' ' && next != '-') || !is_digit(in.at(i + 2))) continue;
    found.grouped = true;
    ++i;
  }
  if (found.count < kDigitsMin || is_letter(in.at(i))) return std::nullopt;
  found.bytes = i - begin;
  return found;
}

/// The first four digits of Visa, Mastercard, American Express, Discover, JCB, Diners Club and UnionPay.
bool is_issued(std::string_view digits) {
  int four = 0;
  for (const char c : digits.substr(0, 4)) four = four * 10 + (c - '0');
  const auto among = [four](int first, int last) { return four >= first && four <= last; };
  const bool mastercard = among(5100, 5599) || among(2221, 2720);
  const bool amex = among(3400, 3499) || among(3700, 3799);
  const bool discover = four == 6011 || among(6440, 6599);
  const bool diners = among(3000, 3059) || among(3600, 3699) || among(3800, 3899);
  return among(4000, 4999) || mastercard || amex || discover || diners || among(3528, 3589) || among(6200, 6299);
}

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[digits.size() - 1 - i] - '0';
    const int doubled = digit * 2;
    sum += i % 2 == 0 ? digit : doubled / 10 + doubled % 10;
  }
  return sum % 10 == 0;
}

/// Numbers that go on to the left, decimals, and the groups of a UUID are none.
bool may_begin(const PatternText& in, std::size_t begin, bool grouped) {
  const char before = in.before(begin);
  if (is_digit(before) || is_letter(before) || before == '.') return false;
  return !(grouped && before == '-');
}

}  // namespace

std::optional<SecretSpan> card_at(const PatternText& in, std::size_t begin) {
  if (is_digit(in.before(begin))) return std::nullopt;
  const auto found = digits_at(in, begin);
  if (!found || !may_begin(in, begin, found->grouped)) return std::nullopt;
  const std::string_view digits = found->text();
  const bool all_alike = digits.find_first_not_of(digits[0]) == std::string_view::npos;
  if (all_alike || !is_issued(digits) || !passes_luhn(digits)) return std::nullopt;
  return SecretSpan{begin, found->bytes, SecretRule::Card};
}

}  // namespace jurymast::record
