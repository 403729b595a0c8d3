#include "record/timestamp.hpp"

#include <algorithm>
#include <chrono>

namespace jurymast::record {
namespace {

using namespace std::chrono;

void put_digits(char* at, std::uint64_t value, std::size_t width) {
  for (std::size_t i = width; i-- > 0; value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

/// Takes digits off the front of a text; anything unexpected makes all that follows fail.
struct Reader {
  std::string_view rest;
  bool good = true;

  int digits(std::size_t width) {
    if (rest.size() < width) return spoil();
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (rest[i] < '0' || rest[i] > '9') return spoil();
      value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(width);
    return value;
  }
  bool one_of(std::string_view wanted) {
    if (rest.empty() || wanted.find(rest.front()) == std::string_view::npos) return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(std::string_view wanted) {
    if (!one_of(wanted)) spoil();
  }
  int spoil() {
    good = false;
    return 0;
  }
};

Duration read_fraction(Reader& reader) {
  if (!reader.one_of(".")) return Duration(0);
  Duration unit = 100ms;
  Duration sum{0};
  std::size_t count = 0;
  for (; !reader.rest.empty() && reader.rest.front() >= '0' && reader.rest.front() <= '9'; ++count) {
    sum += unit * (reader.rest.front() - '0');
    unit /= 10;
    reader.rest.remove_prefix(1);
  }
  if (count == 0) reader.spoil();
  return sum;
}

Duration read_offset(Reader& reader) {
  if (reader.one_of("Zz")) return Duration(0);
  const bool behind = !reader.rest.empty() && reader.rest.front() == '-';
  reader.expect("+-");
  const int hour = reader.digits(2);
  reader.expect(":");
  const int minute = reader.digits(2);
  if (hour > 23 || minute > 59) reader.spoil();
  const Duration offset = hours(hour) + minutes(minute);
  return behind ? -offset : offset;
}

}  // namespace

void write_timestamp(std::span<char, kTimestampBytes> out, WallTime time) {
  const auto whole = floor<microseconds>(time.since_epoch);
  const auto day = floor<days>(whole);
  const year_month_day date{sys_days(day)};
  const auto of_day = static_cast<std::uint64_t>((whole - day).count());
  constexpr std::string_view kLayout = "0000-00-00T00:00:00.000000Z";
  static_assert(kLayout.size() == kTimestampBytes);
  std::copy(kLayout.begin(), kLayout.end(), out.begin());
  const std::uint64_t second = of_day / 1'000'000;
  put_digits(out.data(), static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  put_digits(out.data() + 5, static_cast<unsigned>(date.month()), 2);
  put_digits(out.data() + 8, static_cast<unsigned>(date.day()), 2);
  put_digits(out.data() + 11, second / 3600, 2);
  put_digits(out.data() + 14, second / 60 % 60, 2);
  put_digits(out.data() + 17, second % 60, 2);
  put_digits(out.data() + 20, of_day % 1'000'000, 6);
}

std::optional<WallTime> parse_timestamp(std::string_view text) {
  Reader reader{text};
  const int year_number = reader.digits(4);
  reader.expect("-");
  const auto month_number = static_cast<unsigned>(reader.digits(2));
  reader.expect("-");
  const auto day_number = static_cast<unsigned>(reader.digits(2));
  reader.expect("Tt ");
  const int hour = reader.digits(2);
  reader.expect(":");
  const int minute = reader.digits(2);
  reader.expect(":");
  const int second = reader.digits(2);
  const Duration fraction = read_fraction(reader);
  const Duration offset = read_offset(reader);
  const year_month_day date{year{year_number}, month{month_number}, day{day_number}};
  // Years outside these cannot be told in nanoseconds.
  const bool in_range = year_number >= 1970 && year_number <= 2200;
  if (!reader.good || !reader.rest.empty() || !date.ok() || !in_range) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const Duration of_day = hours(hour) + minutes(minute) + seconds(second) + fraction;
  return WallTime{sys_days{date}.time_since_epoch() + of_day - offset};
}

}  // namespace jurymast::record
