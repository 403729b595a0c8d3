#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/ids.hpp"
#include "base/limits.hpp"
#include "policy/bounded_map.hpp"

namespace jurymast::policy {

/// How many requests are remembered, two minutes' worth at the rates one process sees.
inline constexpr std::size_t kReplayEntriesMax = 100'000;

/// What makes two requests the same one, sent twice; texts as keyed hashes. Made only where the caller gave an id of its own: equal
/// bodies alone prove nothing.
struct ReplayKey {
  std::uint64_t client = 0;
  std::uint64_t path = 0;
  std::uint64_t caller_id = 0;
  std::uint64_t body_bytes = 0;
  std::uint64_t body = 0;
  friend bool operator==(const ReplayKey&, const ReplayKey&) = default;
};

/// Knows a caller's retry of a request that came within the last two minutes.
class ReplayDetector {
 public:
  /// The operation that this request repeats; nothing, and it is remembered, where it is the first of its kind.
  std::optional<OperationId> see(const ReplayKey& key, OperationId id, MonotonicTime now) {
    if (const OperationId* const first = seen_.find(key, now)) return *first;
    seen_.put(key, id, now);
    return std::nullopt;
  }
  std::size_t size() const { return seen_.size(); }

 private:
  /// The parts are keyed hashes already; this only mixes them.
  struct Mix {
    std::size_t operator()(const ReplayKey& key) const {
      std::uint64_t mixed = key.caller_id;
      for (const std::uint64_t part : {key.body, key.client, key.path, key.body_bytes}) mixed = (mixed ^ part) * kOddFactor;
      return static_cast<std::size_t>(mixed);
    }
    static constexpr std::uint64_t kOddFactor = 0x9e3779b97f4a7c15;
  };

  BoundedMap<ReplayKey, OperationId, Mix> seen_{kReplayEntriesMax, limits::kReplayWindow};
};

}  // namespace jurymast::policy
