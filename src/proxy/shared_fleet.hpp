#pragma once
#include <array>
#include <mutex>

#include "policy/fleet.hpp"
#include "policy/fleet_port.hpp"

namespace jurymast::proxy {

/// The fleet as all loops share it: a short lock a target, then one a credential, never held across a wait. What is decided stands in
/// `policy`.
class SharedFleet final : public policy::FleetPort {
 public:
  policy::Admission admit(const policy::AdmissionAsk& ask, MonotonicTime now, Random& random) override;
  void settle(const policy::Settlement& settlement, MonotonicTime now, Random& random) override;

  /// Fills the slots of a snapshot that no loop has yet, and voids the pauses of what was reconfigured. One thread at a time.
  Result<void> adopt(policy::Snapshot& snapshot);
  /// Forgets what keeps requests away from a target, once; from any thread.
  void retry_now(const policy::Target& target);
  policy::TargetStatus status(const policy::Target& target, Family family, MonotonicTime now);

 private:
  // Slots share locks by their remainder: two targets on one lock wait for each other for well under a microsecond.
  static constexpr std::size_t kLocks = 256;
  std::mutex& lock_of(policy::TargetSlot slot) { return target_locks_[slot.value % kLocks]; }
  std::mutex& lock_of(policy::CredentialSlot slot) { return credential_locks_[slot.value % kLocks]; }
  /// Calls `work(target state, credential state or null)` under the locks of `target`.
  template <class Work>
  auto locked(const policy::Target& target, Work work);

  policy::Fleet fleet_;
  std::array<std::mutex, kLocks> target_locks_;
  std::array<std::mutex, kLocks> credential_locks_;
};

}  // namespace jurymast::proxy
