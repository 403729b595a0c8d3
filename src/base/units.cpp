#include "base/units.hpp"

#include <array>
#include <charconv>

namespace jurymast {
namespace {

struct Unit {
  std::string_view suffix;
  std::int64_t factor;
};

constexpr std::array<Unit, 7> kTimeUnits{{{"d", 86'400'000'000'000},
                                          {"h", 3'600'000'000'000},
                                          {"m", 60'000'000'000},
                                          {"s", 1'000'000'000},
                                          {"ms", 1'000'000},
                                          {"us", 1'000},
                                          {"ns", 1}}};
constexpr std::array<Unit, 4> kSizeUnits{{{"GiB", 1LL << 30}, {"MiB", 1LL << 20}, {"KiB", 1LL << 10}, {"B", 1}}};

constexpr std::array<Unit, 2> kShareUnits{{{" %", 10'000}, {"%", 10'000}}};

/// Digits with at most three decimals, then one of the units. Exact in integers; nothing where it does not fit.
template <std::size_t N>
bool read_number(std::string_view text, const std::array<Unit, N>& units, std::int64_t& out) {
  const std::size_t digits_end = text.find_first_not_of("0123456789.");
  if (digits_end == std::string_view::npos || digits_end == 0) return false;
  const std::string_view number = text.substr(0, digits_end);
  const std::string_view suffix = text.substr(digits_end);
  const std::size_t point = number.find('.');
  const std::string_view whole_text = number.substr(0, point);
  std::string_view fraction = point == std::string_view::npos ? std::string_view() : number.substr(point + 1);
  std::int64_t whole = 0;
  const auto read = std::from_chars(whole_text.data(), whole_text.data() + whole_text.size(), whole);
  if (read.ec != std::errc() || read.ptr != whole_text.data() + whole_text.size()) return false;
  if (fraction.size() > 3 || fraction.find('.') != std::string_view::npos) return false;
  if (point != std::string_view::npos && fraction.empty()) return false;
  std::int64_t thousandths = 0;
  for (std::size_t i = 0; i < 3; ++i) thousandths = thousandths * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  for (const Unit& unit : units) {
    if (unit.suffix != suffix) continue;
    if (thousandths * unit.factor % 1000 != 0) return false;
    return !__builtin_mul_overflow(whole, unit.factor, &out) &&
           !__builtin_add_overflow(out, thousandths * unit.factor / 1000, &out);
  }
  return false;
}

template <std::size_t N>
std::string write_number(std::int64_t value, const std::array<Unit, N>& units) {
  for (const Unit& unit : units) {
    if (value != 0 && value % unit.factor == 0) return fmt::format("{}{}", value / unit.factor, unit.suffix);
  }
  return fmt::format("0{}", units.back().suffix);
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  std::int64_t ns = 0;
  if (read_number(text, kTimeUnits, ns)) return Duration(ns);
  return fail(Code::Invalid, "\"{}\" is not a duration; write a number with ms, s, m, h or d, such as \"250ms\"", text);
}

Result<std::uint64_t> parse_size(std::string_view text) {
  std::int64_t bytes = 0;
  if (read_number(text, kSizeUnits, bytes)) return static_cast<std::uint64_t>(bytes);
  return fail(Code::Invalid, "\"{}\" is not a size; write a number with B, KiB, MiB or GiB, such as \"20MiB\"", text);
}

Result<std::uint64_t> parse_share(std::string_view text) {
  std::int64_t ppm = 0;
  if (read_number(text, kShareUnits, ppm)) return static_cast<std::uint64_t>(ppm);
  return fail(Code::Invalid, "\"{}\" is not a share; write a number with %, such as \"2.5 %\"", text);
}

std::string to_text(Duration duration) { return duration.count() == 0 ? "0s" : write_number(duration.count(), kTimeUnits); }

std::string size_to_text(std::uint64_t bytes) { return write_number(static_cast<std::int64_t>(bytes), kSizeUnits); }

std::string share_to_text(std::uint64_t ppm) {
  constexpr std::uint64_t kPercent = 10'000;
  std::string text = fmt::format("{}.{:04}", ppm / kPercent, ppm % kPercent);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text + " %";
}

}  // namespace jurymast
