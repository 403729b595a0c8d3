#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "policy/fleet.hpp"
#include "sim/invariants/breaker_watch.hpp"
#include "sim/invariants/ledger.hpp"
#include "sim/invariants/window_bound.hpp"

namespace jurymast::sim {

/// Watches what the fleet lets in and what it is told, target by target, for one process life.
class FleetWatch {
 public:
  explicit FleetWatch(Ledger& ledger) : ledger_(ledger) {}

  /// A process has begun: what it knows of targets is empty.
  void process_began() { slots_.clear(); }
  /// How the target stood before the question that is answered now.
  struct Before {
    record::BreakerState breaker = record::BreakerState::Closed;
    std::uint32_t epoch = 0;
    std::uint32_t in_flight = 0;
  };
  void asked(const policy::AdmissionAsk& ask, const policy::Admission& answer, const Before& before, MonotonicTime now);
  void settled(const policy::Settlement& settlement, const Before& before, std::uint32_t epoch_after, MonotonicTime now);
  /// What is in the target’s bucket.
  void bucket_seen(const policy::Target& target, std::uint32_t level_milli);
  /// A shadow asked, or came to an end: the same must be known of the target as before.
  void shadowed(const policy::Target& target, bool is_unchanged);
  /// An attempt goes out on the wire; `arrival` is its operation's first at this target.
  void sent(const policy::Target& target, bool arrival, MonotonicTime now);
  /// The provider has asked to be left alone.
  void told_to_wait(const policy::Target& target, Duration wait, MonotonicTime now);
  /// An operator or a changed configuration has ended the target's pause.
  void forgiven(policy::TargetSlot slot);
  /// How many chances to heal the breaker was given; see BreakerWatch.
  unsigned chances(const policy::Target& target, Family family) const;
  void forget_chances();

 private:
  struct Slot {
    WindowBound bound;
    std::array<BreakerWatch, kFamilyCount> breakers;
    std::int64_t in_flight = 0;
    MonotonicTime wait_until;
  };
  Slot& slot_of(const policy::Target& target, MonotonicTime now);

  Ledger& ledger_;
  std::vector<Slot> slots_;
};

/// The fleet of a simulated process: the real one, with every question and settlement shown to the watch.
class WatchedFleet final : public policy::FleetPort {
 public:
  /// Borrows both.
  WatchedFleet(policy::Fleet& fleet, FleetWatch& watch) : fleet_(fleet), watch_(watch) {}

  policy::Admission admit(const policy::AdmissionAsk& ask, MonotonicTime now, Random& random) override;
  void settle(const policy::Settlement& settlement, MonotonicTime now, Random& random) override;
  /// Tokens taken for retries so far.
  std::uint64_t charges() const { return charges_; }

 private:
  FleetWatch::Before before(const policy::Target& target, Family family, MonotonicTime now);
  /// What a shadow must leave as it is.
  struct Known {
    record::BreakerState breaker;
    std::uint32_t epoch;
    std::uint32_t in_flight;
    std::uint32_t budget_milli;
    MonotonicTime paused_until;
    friend bool operator==(const Known&, const Known&) = default;
  };
  Known known(const policy::Target& target, Family family, MonotonicTime now);

  policy::Fleet& fleet_;
  FleetWatch& watch_;
  std::uint64_t charges_ = 0;
};

}  // namespace jurymast::sim
