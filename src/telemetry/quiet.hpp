#pragma once
#include <atomic>
#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace jurymast::telemetry {

inline constexpr Duration kQuietFor = std::chrono::seconds(10);

/// Lets a warning that may repeat through once an interval; one object a place that warns. Thread-safe.
class Quiet {
 public:
  explicit Quiet(Duration interval = kQuietFor) : interval_(interval) {}

  /// How many were held back since the last one let through, where this one may be said; nothing where it may not.
  std::optional<std::uint64_t> admit(MonotonicTime now) {
    std::int64_t next = next_ns_.load(std::memory_order_relaxed);
    const std::int64_t now_ns = now.since_origin.count();
    const bool due = now_ns >= next;
    if (due && next_ns_.compare_exchange_strong(next, now_ns + interval_.count(), std::memory_order_relaxed)) {
      return held_back_.exchange(0, std::memory_order_relaxed);
    }
    held_back_.fetch_add(1, std::memory_order_relaxed);
    return std::nullopt;
  }

 private:
  Duration interval_;
  std::atomic<std::int64_t> next_ns_{INT64_MIN};
  std::atomic<std::uint64_t> held_back_{0};
};

}  // namespace jurymast::telemetry
