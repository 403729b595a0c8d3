#include "proxy/caller_memory.hpp"

namespace jurymast::proxy {

std::optional<OperationId> CallerMemory::see(const Call& call, OperationId id, MonotonicTime now) {
  const policy::ReplayKey key{.client = hash(call.client),
                              .path = hash(call.path),
                              .caller_id = call.caller_id,
                              .body_bytes = call.body_bytes,
                              .body = call.body};
  const std::lock_guard lock(mutex_);
  return replays_.see(key, id, now);
}

void CallerMemory::remember_state(std::string_view id, policy::TargetSlot target, MonotonicTime now) {
  const std::uint64_t id_hash = hash(id);
  const std::lock_guard lock(mutex_);
  affinity_.remember(id_hash, target, now);
}

std::optional<policy::TargetSlot> CallerMemory::find_state(std::string_view id, MonotonicTime now) {
  const std::uint64_t id_hash = hash(id);
  const std::lock_guard lock(mutex_);
  return affinity_.find(id_hash, now);
}

}  // namespace jurymast::proxy
