#pragma once
#include <cstdint>

#include "base/time.hpp"

namespace jurymast::policy {

/// No pushback of a provider takes a target's limit below this (unless it is configured lower).
inline constexpr std::uint32_t kInFlightFloor = 8;
inline constexpr Duration kInFlightStep = std::chrono::seconds(1);

/// How many attempts run at one target, and how many may: a tenth less for each second with pushback, one more for each without.
class InFlight {
 public:
  /// The limit at `now`, between the floor and `configured`.
  std::uint32_t limit(std::uint32_t configured, MonotonicTime now);
  bool full(std::uint32_t configured, MonotonicTime now) { return count_ >= limit(configured, now); }
  void begin() { ++count_; }
  /// Gives a place back; there must be one.
  void end();
  /// The provider said that it is too much (429 or 529).
  void pushed_back(std::uint32_t configured, MonotonicTime now);
  std::uint32_t count() const { return count_; }

 private:
  std::uint32_t count_ = 0;
  bool cut_once_ = false;
  std::uint32_t below_ = 0;  // how far the limit stands under the configured one
  MonotonicTime cut_at_;
  MonotonicTime raised_to_;
};

}  // namespace jurymast::policy
