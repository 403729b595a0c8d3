#pragma once
#include <cstdint>
#include <optional>

#include "policy/fleet.hpp"
#include "sim/invariants/fleet_watch.hpp"
#include "sim/invariants/ledger.hpp"

namespace jurymast::sim {

/// How long after the last fault everything must be well again.
inline constexpr Duration kRecoveryMax = std::chrono::seconds(60);

/// Watches that what was broken heals: the breakers close, and calls succeed.
class RecoveryWatch {
 public:
  explicit RecoveryWatch(Ledger& ledger) : ledger_(ledger) {}

  /// From here on everything must be well. A breaker that too few arrivals asked could not heal.
  void recovered_by_now(policy::Fleet& fleet, const policy::Snapshot& snapshot, const FleetWatch& watch, MonotonicTime now) {
    due_ = now;
    for (const policy::Target& target : snapshot.targets) {
      for (std::size_t family = 0; family < kFamilyCount; ++family) check(fleet, target, static_cast<Family>(family), watch);
    }
  }
  /// A call is over, for its caller.
  void call_ended(MonotonicTime began, bool served) {
    if (!due_ || began < *due_) return;
    ++calls_;
    failed_ += served ? 0 : 1;
  }
  void check_service() {
    if (calls_ > 0) ledger_.measure(Invariant::ServiceRecovers, {failed_, calls_ / 100, 0});
  }

 private:
  static constexpr unsigned kChancesMin = 10;

  void check(policy::Fleet& fleet, const policy::Target& target, Family family, const FleetWatch& watch) {
    const record::BreakerState state = fleet.status(target, family, *due_).breaker;
    const bool closed = state == record::BreakerState::Closed || state == record::BreakerState::Ramp;
    const bool given_chances = watch.chances(target, family) >= kChancesMin;
    ledger_.require(Invariant::BreakersRecover, closed || !given_chances, target.slot.value);
  }

  Ledger& ledger_;
  std::optional<MonotonicTime> due_;
  std::int64_t calls_ = 0;
  std::int64_t failed_ = 0;
};

}  // namespace jurymast::sim
