#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>

#include "crypto/siphash.hpp"
#include "policy/affinity.hpp"
#include "policy/replay.hpp"

namespace jurymast::proxy {

/// What is remembered of callers and of the state that providers keep for them; keyed hashes only, behind one short lock.
class CallerMemory {
 public:
  explicit CallerMemory(const crypto::SipKey& state_key) : state_key_(state_key) {}

  struct Call {
    std::string_view client;
    std::string_view path;
    std::uint64_t caller_id = 0;  ///< hashed
    std::uint64_t body_bytes = 0;
    std::uint64_t body = 0;  ///< hashed
  };
  /// The operation that this call repeats, by caller, path, the caller's own id, and body; remembered where it is the first.
  std::optional<OperationId> see(const Call& call, OperationId id, MonotonicTime now);

  /// An answer or conversation of this id is kept by that target.
  void remember_state(std::string_view id, policy::TargetSlot target, MonotonicTime now);
  std::optional<policy::TargetSlot> find_state(std::string_view id, MonotonicTime now);

 private:
  std::uint64_t hash(std::string_view text) const { return crypto::siphash24(state_key_, text); }

  crypto::SipKey state_key_;
  std::mutex mutex_;
  policy::ReplayDetector replays_;
  policy::Affinity affinity_;
};

}  // namespace jurymast::proxy
