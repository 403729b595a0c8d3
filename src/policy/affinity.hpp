#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/limits.hpp"
#include "policy/bounded_map.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::policy {

/// Where a provider's state lives: the keyed hash of an answer's id or of a conversation, and the target that returned it.
class Affinity {
 public:
  /// Remembers for a day from now; the oldest of too many is forgotten.
  void remember(std::uint64_t id_hash, TargetSlot target, MonotonicTime now) { known_.put(id_hash, target, now); }
  /// The target that returned this id, if it is known.
  std::optional<TargetSlot> find(std::uint64_t id_hash, MonotonicTime now) const {
    const TargetSlot* const slot = known_.find(id_hash, now);
    return slot == nullptr ? std::nullopt : std::optional(*slot);
  }
  std::size_t size() const { return known_.size(); }

 private:
  struct AsIs {
    std::size_t operator()(std::uint64_t hash) const { return static_cast<std::size_t>(hash); }
  };

  BoundedMap<std::uint64_t, TargetSlot, AsIs> known_{limits::kAffinityEntriesMax, limits::kAffinityTimeMax};
};

}  // namespace jurymast::policy
