#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/family.hpp"
#include "base/result.hpp"
#include "policy/breaker.hpp"
#include "policy/budget.hpp"
#include "policy/credential_breaker.hpp"
#include "policy/fleet_port.hpp"
#include "policy/in_flight.hpp"
#include "policy/pause.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::policy {

/// How many targets and how many credentials one process can learn about in its life, reloads included.
inline constexpr std::size_t kFleetSlotsMax = 4096;

/// All that is learned about one target. One lock guards it where loops share it.
struct TargetState {
  Bucket budget;
  Pause pause;
  InFlight in_flight;
  std::array<Breaker, kFamilyCount> breakers;

  Breaker& breaker(Family family) { return breakers[static_cast<std::size_t>(family)]; }
};

/// All that is learned about one credential, shared by the targets that use it. Locked after the target's lock.
struct CredentialState {
  CredentialBreaker breaker;
};

/// Answers one question about one target, and takes the place, the probe and the token where it says yes. `credential` is null for
/// a target without one.
Admission admit(TargetState& target, CredentialState* credential, const AdmissionAsk& ask, MonotonicTime now, Random& random);
/// Gives the place back and counts the result.
void settle(TargetState& target, CredentialState* credential, const Settlement& settlement, MonotonicTime now, Random& random);
/// What an operator may do: nothing that was learned against the target keeps requests away any more, nor against its credential. Its budget
/// and its requests in flight stay as they are.
void retry_now(TargetState& target, CredentialState* credential);

/// What status pages and metrics show of a target.
struct TargetStatus {
  record::BreakerState breaker = record::BreakerState::Closed;
  std::uint32_t breaker_epoch = 0;
  std::optional<MonotonicTime> opened_at;  ///< of the breaker; none while it is closed
  Duration open_left{0};
  Duration pause_left{0};
  std::uint32_t budget_milli = 0;
  std::uint32_t in_flight = 0;
  std::uint32_t in_flight_limit = 0;
  bool credential_open = false;
};
TargetStatus status_of(TargetState& state, const CredentialState* credential, const Target& target, Family family, MonotonicTime now);

/// The state of all targets and credentials that this process has known. Slots are only ever added and never move, so whoever holds a
/// snapshot whose slots were filled here can reach their states while a newer snapshot is adopted.
class Fleet {
 public:
  /// What adopting a snapshot found changed; pauses and refusals of these are void, see forgive().
  struct Adopted {
    std::vector<TargetSlot> targets;
    std::vector<CredentialSlot> credentials;
  };

  Fleet();
  /// Fills the slots of the snapshot's targets, making new ones where name, origin or credential are new; touches no state. Fails
  /// with Exhausted where no slot is left. One thread at a time.
  Result<Adopted> adopt(Snapshot& snapshot);
  /// Ends the pauses and refusals of what was reconfigured. Where loops share the fleet, do it slot by slot under their locks.
  void forgive(const Adopted& adopted);
  /// The slot for this name, origin and credential; the same for the life of the process.
  Result<TargetSlot> slot_for(std::string_view name, const Origin& origin, std::string_view credential);
  Result<CredentialSlot> credential_slot_for(std::string_view credential);
  /// What an operator may do: end a target's pause.
  void clear_pause(TargetSlot slot) { target(slot).pause.clear(); }

  TargetState& target(TargetSlot slot) { return targets_[slot.value]->state; }
  CredentialState& credential(CredentialSlot slot) { return credentials_[slot.value]->state; }
  /// The state of the target's credential; null where it has none.
  CredentialState* credential_of(const Target& target) {
    return target.credential.empty() ? nullptr : &credential(target.credential_slot);
  }
  TargetStatus status(const Target& target, Family family, MonotonicTime now);
  std::size_t target_count() const { return target_count_; }
  std::size_t credential_count() const { return credential_count_; }

 private:
  struct TargetEntry {
    std::string key;
    std::unique_ptr<Target> configured;  // as last adopted
    TargetState state;
  };
  struct CredentialEntry {
    std::string reference;
    std::shared_ptr<const Secret> value;  // as last adopted
    CredentialState state;
  };

  void adopt_target(const Target& target, Adopted& adopted);
  void adopt_credential(const Target& target, Adopted& adopted);

  // Of full size from the start: a reader never sees them move.
  std::vector<std::unique_ptr<TargetEntry>> targets_;
  std::vector<std::unique_ptr<CredentialEntry>> credentials_;
  std::size_t target_count_ = 0;
  std::size_t credential_count_ = 0;
};

}  // namespace jurymast::policy
