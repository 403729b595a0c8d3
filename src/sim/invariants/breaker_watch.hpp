#pragma once
#include <cstdint>
#include <deque>

#include "base/failure_class.hpp"
#include "policy/fleet_port.hpp"
#include "sim/invariants/ledger.hpp"

namespace jurymast::sim {

/// Watches one breaker from outside: who was let through, how many probes are out, and whether what the upstream did was reason enough
/// to open. Which failures a target is blamed for is listed here once more, so that a mistake in the policy's table is seen.
class BreakerWatch {
 public:
  struct Where {
    Ledger& ledger;
    std::uint32_t slot = 0;
  };

  /// An arrival that may probe has asked, and nothing but the breaker could stand in its way. Once the breaker has been open for as long as it may, this is its chance to heal.
  void arrival_asked(const policy::BreakerSettings& settings, record::BreakerState before, MonotonicTime now);
  /// How many chances to heal it was given since it opened, or since they were forgotten.
  unsigned chances() const { return chances_; }
  void forget_chances() { chances_ = 0; }
  /// An attempt was let in while the breaker stood so.
  void admitted(record::BreakerState before, bool probe, const Where& where);
  /// An attempt ended; `epoch_before` and `epoch_after` are the breaker's around it.
  void settled(const policy::Settlement& settlement, std::uint32_t epoch_before, MonotonicTime now);
  /// The breaker has opened just now, or stays open.
  void opened(const policy::BreakerSettings& settings, bool was_closed, MonotonicTime now, const Where& where);

 private:
  std::int64_t missing_cause(const policy::BreakerSettings& settings) const;

  struct Result {
    MonotonicTime at;
    bool bad = false;
    bool slow = false;
  };

  std::int64_t probes_ = 0;
  unsigned bad_in_a_row_ = 0;
  unsigned chances_ = 0;
  MonotonicTime opened_at_;
  std::deque<Result> results_;  // of the last window and a second
};

}  // namespace jurymast::sim
