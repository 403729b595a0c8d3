#include "wire/time_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <system_error>

#include "wire/http_chars.hpp"

namespace jurymast::wire {
namespace {

constexpr std::size_t kNumberCharsMax = 32;
constexpr std::size_t kDurationCharsMax = 64;
constexpr int kYearMin = 1970;
constexpr int kYearMax = 2200;  ///< nanoseconds since 1970 fit 64 bits until 2262

struct Unit {
  std::string_view name;
  Duration size;
};

/// `ms` stands before `m`, which begins it too. Go's own sign for micro is U+00B5; it reads U+03BC as well.
constexpr std::array kUnits = std::to_array<Unit>({{"ns", std::chrono::nanoseconds(1)},
                                                   {"us", std::chrono::microseconds(1)},
                                                   {"\xc2\xb5s", std::chrono::microseconds(1)},
                                                   {"\xce\xbcs", std::chrono::microseconds(1)},
                                                   {"ms", std::chrono::milliseconds(1)},
                                                   {"s", std::chrono::seconds(1)},
                                                   {"m", std::chrono::minutes(1)},
                                                   {"h", std::chrono::hours(1)}});

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

struct Moment {
  int year;
  int month;
  int day;
  int hour;
  int minute;
  int second;
};

/// `0` in the pattern is any digit, `?` anything, every other character itself.
bool matches(std::string_view text, std::string_view pattern) {
  const auto fits = [](char c, char wanted) { return wanted == '?' || (wanted == '0' ? is_digit(c) : c == wanted); };
  return text.size() == pattern.size() && std::equal(text.begin(), text.end(), pattern.begin(), fits);
}

int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (const char c : text.substr(at, digits)) value = value * 10 + (c - '0');
  return value;
}

std::optional<WallTime> wall_time_of(const Moment& moment) {
  if (moment.year < kYearMin || moment.year > kYearMax) return std::nullopt;
  if (moment.hour > 23 || moment.minute > 59 || moment.second > 60) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(moment.year),
                                         std::chrono::month(static_cast<unsigned>(moment.month)),
                                         std::chrono::day(static_cast<unsigned>(moment.day)));
  if (!date.ok()) return std::nullopt;
  const Duration of_day =
      std::chrono::hours(moment.hour) + std::chrono::minutes(moment.minute) + std::chrono::seconds(moment.second);
  return WallTime{std::chrono::sys_days(date).time_since_epoch() + of_day};
}

/// The rest of an RFC 3339 time from the `.` on; leaves the zone in `text`.
std::optional<Duration> take_fraction(std::string_view& text) {
  if (!text.starts_with('.')) return Duration(0);
  const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
  const std::string_view fraction = text.substr(0, end);
  text.remove_prefix(end);
  return read_decimal(fraction, std::chrono::seconds(1));
}

std::optional<Duration> read_zone(std::string_view zone) {
  if (zone == "Z" || zone == "z") return Duration(0);
  if (!matches(zone, "+00:00") && !matches(zone, "-00:00")) return std::nullopt;
  const int hours = number_at(zone, 1, 2);
  const int minutes = number_at(zone, 4, 2);
  if (hours > 23 || minutes > 59) return std::nullopt;
  const Duration offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return zone.front() == '-' ? -offset : offset;
}

}  // namespace

std::optional<Duration> read_decimal(std::string_view text, Duration unit) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
  if (!plain || text.empty() || text.size() > kNumberCharsMax) return std::nullopt;
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc() || stop != end) return std::nullopt;
  const double nanoseconds = number * static_cast<double>(unit.count());
  if (nanoseconds > static_cast<double>(kTextDurationMax.count())) return std::nullopt;
  return Duration(std::llround(nanoseconds));
}

std::optional<Duration> read_go_duration(std::string_view text) {
  if (text.empty() || text.size() > kDurationCharsMax) return std::nullopt;
  Duration total(0);
  while (!text.empty()) {
    const std::size_t number_end = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view number = text.substr(0, number_end);
    text.remove_prefix(number_end);
    const auto unit =
        std::find_if(kUnits.begin(), kUnits.end(), [text](const Unit& known) { return text.starts_with(known.name); });
    if (unit == kUnits.end()) return std::nullopt;
    const std::optional<Duration> part = read_decimal(number, unit->size);
    if (!part || total + *part > kTextDurationMax) return std::nullopt;
    total += *part;
    text.remove_prefix(unit->name.size());
  }
  return total;
}

std::optional<WallTime> read_http_date(std::string_view text) {
  if (!matches(text, "???, 00 ??? 0000 00:00:00 GMT")) return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  const auto day = std::find(kDays.begin(), kDays.end(), text.substr(0, 3));
  if (month == kMonths.end() || day == kDays.end()) return std::nullopt;
  return wall_time_of({.year = number_at(text, 12, 4),
                       .month = static_cast<int>(month - kMonths.begin()) + 1,
                       .day = number_at(text, 5, 2),
                       .hour = number_at(text, 17, 2),
                       .minute = number_at(text, 20, 2),
                       .second = number_at(text, 23, 2)});
}

std::optional<WallTime> read_rfc3339(std::string_view text) {
  constexpr std::string_view kPattern = "0000-00-00T00:00:00";
  if (!matches(text.substr(0, kPattern.size()), kPattern)) return std::nullopt;
  const std::optional<WallTime> whole = wall_time_of({.year = number_at(text, 0, 4),
                                                      .month = number_at(text, 5, 2),
                                                      .day = number_at(text, 8, 2),
                                                      .hour = number_at(text, 11, 2),
                                                      .minute = number_at(text, 14, 2),
                                                      .second = number_at(text, 17, 2)});
  std::string_view rest = text.substr(kPattern.size());
  const std::optional<Duration> fraction = take_fraction(rest);
  const std::optional<Duration> offset = read_zone(rest);
  if (!whole || !fraction || !offset) return std::nullopt;
  return *whole + *fraction - *offset;
}

}  // namespace jurymast::wire
