#pragma once
#include <cstdint>

#include "base/time.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::policy {

/// What one attempt that is no arrival costs, in thousandths of a token.
inline constexpr std::uint32_t kAttemptCostMilli = 1000;

/// The token bucket that bounds the extra attempts at one target: full at first, fed by successes and, slowly, by time.
/// Counts in thousandths and carries the rest of every division on, so that no time is lost or won.
class Bucket {
 public:
  /// What it holds at `now`.
  std::uint32_t level_milli(const BudgetSettings& settings, MonotonicTime now);
  /// True if take() would be given a token.
  bool covers(const BudgetSettings& settings, MonotonicTime now);
  /// Takes one token; false, and nothing taken, where there is less than one.
  bool take(const BudgetSettings& settings, MonotonicTime now);
  /// Adds what a successful attempt earns.
  void succeeded(const BudgetSettings& settings, MonotonicTime now);

 private:
  void accrue(const BudgetSettings& settings, MonotonicTime now);
  void add(const BudgetSettings& settings, std::uint64_t milli);

  bool begun_ = false;
  std::uint32_t level_milli_ = 0;
  std::uint64_t carry_ = 0;  // of accrual: thousandths times nanoseconds, below one second's worth
  MonotonicTime accrued_to_;
};

}  // namespace jurymast::policy
