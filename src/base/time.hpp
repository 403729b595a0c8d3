#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

namespace jurymast {

using Duration = std::chrono::nanoseconds;

/// A moment on the clock that never jumps; for intervals, clocks and budgets. Zero is the process's own origin.
struct MonotonicTime {
  Duration since_origin{0};

  friend constexpr auto operator<=>(MonotonicTime, MonotonicTime) = default;
  friend constexpr MonotonicTime operator+(MonotonicTime t, Duration d) { return {t.since_origin + d}; }
  friend constexpr MonotonicTime operator-(MonotonicTime t, Duration d) { return {t.since_origin - d}; }
  friend constexpr Duration operator-(MonotonicTime a, MonotonicTime b) { return a.since_origin - b.since_origin; }

  /// Later than every moment that occurs.
  static constexpr MonotonicTime never() { return {Duration::max()}; }
};

/// A moment in UTC, for records and people; it may jump, so nothing is measured with it.
struct WallTime {
  Duration since_epoch{0};

  friend constexpr auto operator<=>(WallTime, WallTime) = default;
  friend constexpr WallTime operator+(WallTime t, Duration d) { return {t.since_epoch + d}; }
  friend constexpr WallTime operator-(WallTime t, Duration d) { return {t.since_epoch - d}; }
  friend constexpr Duration operator-(WallTime a, WallTime b) { return a.since_epoch - b.since_epoch; }
};

/// Where IO rooms ask for the time; the core is handed it instead.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual MonotonicTime now() = 0;
  virtual WallTime wall_now() = 0;
};

/// The machine's clocks. Constructed by app/ and by the threads it starts, nowhere else.
class SystemClock final : public Clock {
 public:
  MonotonicTime now() override;
  WallTime wall_now() override;
};

/// A clock that moves only when told; for tests.
class ManualClock final : public Clock {
 public:
  MonotonicTime now() override { return now_; }
  WallTime wall_now() override { return wall_; }
  void advance(Duration by) {
    now_ = now_ + by;
    wall_ = wall_ + by;
  }

 private:
  MonotonicTime now_{std::chrono::hours(1)};
  WallTime wall_{std::chrono::seconds(1'782'000'000)};
};

/// `2026-07-05T12:00:00.123456Z`: RFC 3339, UTC, microseconds, always 27 characters.
std::string to_rfc3339(WallTime time);

constexpr std::int64_t to_ms(Duration d) { return std::chrono::duration_cast<std::chrono::milliseconds>(d).count(); }

}  // namespace jurymast
