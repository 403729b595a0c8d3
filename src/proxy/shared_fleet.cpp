#include "proxy/shared_fleet.hpp"

namespace jurymast::proxy {

template <class Work>
auto SharedFleet::locked(const policy::Target& target, Work work) {
  policy::CredentialState* const credential = fleet_.credential_of(target);
  const std::lock_guard target_lock(lock_of(target.slot));
  if (!credential) return work(fleet_.target(target.slot), nullptr);
  const std::lock_guard credential_lock(lock_of(target.credential_slot));
  return work(fleet_.target(target.slot), credential);
}

policy::Admission SharedFleet::admit(const policy::AdmissionAsk& ask, MonotonicTime now, Random& random) {
  return locked(*ask.target, [&](policy::TargetState& target, policy::CredentialState* credential) {
    return policy::admit(target, credential, ask, now, random);
  });
}

void SharedFleet::settle(const policy::Settlement& settlement, MonotonicTime now, Random& random) {
  locked(*settlement.target, [&](policy::TargetState& target, policy::CredentialState* credential) {
    policy::settle(target, credential, settlement, now, random);
  });
}

Result<void> SharedFleet::adopt(policy::Snapshot& snapshot) {
  const auto adopted = fleet_.adopt(snapshot);
  if (!adopted) return tl::unexpected(adopted.error());
  for (const policy::TargetSlot slot : adopted->targets) {
    const std::lock_guard lock(lock_of(slot));
    fleet_.forgive({.targets = {slot}, .credentials = {}});
  }
  for (const policy::CredentialSlot slot : adopted->credentials) {
    const std::lock_guard lock(lock_of(slot));
    fleet_.forgive({.targets = {}, .credentials = {slot}});
  }
  return {};
}

void SharedFleet::retry_now(const policy::Target& target) { locked(target, policy::retry_now); }

policy::TargetStatus SharedFleet::status(const policy::Target& target, Family family, MonotonicTime now) {
  return locked(target, [&](policy::TargetState& state, policy::CredentialState* credential) {
    return policy::status_of(state, credential, target, family, now);
  });
}

}  // namespace jurymast::proxy
