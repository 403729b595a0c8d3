#include "base/time.hpp"

#include <fmt/format.h>

#include <ctime>

namespace jurymast {
namespace {

Duration read_clock(clockid_t id) {
  timespec ts{};
  clock_gettime(id, &ts);
  return std::chrono::seconds(ts.tv_sec) + Duration(ts.tv_nsec);
}

}  // namespace

MonotonicTime SystemClock::now() { return {read_clock(CLOCK_MONOTONIC)}; }

WallTime SystemClock::wall_now() { return {read_clock(CLOCK_REALTIME)}; }

std::string to_rfc3339(WallTime time) {
  const std::int64_t micros = std::chrono::floor<std::chrono::microseconds>(time.since_epoch).count();
  std::int64_t seconds = micros / 1'000'000;
  std::int64_t rest = micros % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  const auto days = std::chrono::sys_days(std::chrono::floor<std::chrono::days>(std::chrono::seconds(seconds)));
  const std::chrono::year_month_day date(days);
  const std::int64_t of_day = seconds - days.time_since_epoch().count() * 86'400;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), of_day / 3600,
                     of_day / 60 % 60, of_day % 60, rest);
}

}  // namespace jurymast
