#pragma once
#include <algorithm>
#include <cstdint>

#include "base/time.hpp"
#include "policy/snapshot.hpp"
#include "sim/invariants/ledger.hpp"

namespace jurymast::sim {

/// The bound on the attempts at one target, exact in integers: whatever the window, the tokens spent in it are at most what the bucket
/// holds, what the successes in the window bring and what its time brings.
///
/// Spending less earnings since the beginning is a curve that only spending raises. The most that any window up to now shows is the
/// curve's height over its lowest point so far, so one running minimum speaks for all windows.
class WindowBound {
 public:
  void begin(const policy::BudgetSettings& settings, MonotonicTime now) {
    settings_ = settings;
    began_ = now;
    followed_ = now;
    curve_ = lowest_ = 0;
    spent_ = earned_ = arrivals_ = sent_ = 0;
  }
  bool begun() const { return began_ != MonotonicTime::never(); }

  void charged(MonotonicTime now, Ledger& ledger, std::uint32_t slot) {
    ++spent_;
    follow(now);
    ledger.measure(Invariant::WindowBound, {ceil_milli(curve_ - lowest_), settings_.capacity_milli, slot});
  }
  void succeeded(MonotonicTime now) {
    ++earned_;
    follow(now);
  }
  /// An attempt has gone out on the wire; `arrival` is its operation's first at this target.
  void sent(bool arrival, MonotonicTime now, Ledger& ledger, std::uint32_t slot) {
    ++sent_;
    arrivals_ += arrival ? 1 : 0;
    const std::int64_t bound = kTokenMilli * arrivals_ + settings_.capacity_milli + earnings(now) / kNanos;
    ledger.measure(Invariant::WireBound, {kTokenMilli * sent_, bound, slot});
  }

 private:
  static constexpr std::int64_t kTokenMilli = 1000;
  static constexpr std::int64_t kNanos = 1'000'000'000;

  static std::int64_t ceil_milli(std::int64_t scaled) { return (scaled + kNanos - 1) / kNanos; }
  /// What successes and time have brought, in thousandths times nanoseconds.
  std::int64_t earnings(MonotonicTime now) const {
    return earned_ * settings_.per_success_milli * kNanos + (now - began_).count() * settings_.per_second_milli;
  }
  /// A window may begin right before this event, with all its time and without the event, or right behind it.
  void follow(MonotonicTime now) {
    lowest_ = std::min(lowest_, curve_ - (now - followed_).count() * settings_.per_second_milli);
    curve_ = spent_ * kTokenMilli * kNanos - earnings(now);
    lowest_ = std::min(lowest_, curve_);
    followed_ = now;
  }

  policy::BudgetSettings settings_;
  MonotonicTime began_ = MonotonicTime::never();
  MonotonicTime followed_ = MonotonicTime::never();
  std::int64_t curve_ = 0;
  std::int64_t lowest_ = 0;
  std::int64_t spent_ = 0;
  std::int64_t earned_ = 0;
  std::int64_t arrivals_ = 0;
  std::int64_t sent_ = 0;
};

}  // namespace jurymast::sim
