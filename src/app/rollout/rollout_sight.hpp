#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "store/journal.hpp"

namespace jurymast::app {

/// A log that is written and read as it should be is seen within this time.
inline constexpr Duration kSightLagMax = std::chrono::seconds(2);

/// Knows for how long nobody has seen what requests come to: since then records were lost, the log was not written, or not read.
class RolloutSight {
 public:
  explicit RolloutSight(MonotonicTime now) : seen_until_(now), wanted_since_(now) {}
  /// The newest line of the log that has come through.
  void told(std::uint64_t seq) { told_seq_ = seq; }
  /// To be called often, with what the journal says of itself.
  void look(const store::JournalStats& journal, MonotonicTime now);
  /// Nothing while everything is seen that should be by now.
  std::optional<Duration> blind_for(MonotonicTime now) const;

 private:
  std::uint64_t told_seq_ = 0;
  std::uint64_t wanted_seq_ = 0;
  MonotonicTime seen_until_;    ///< every record up to then that the log took has come through
  MonotonicTime wanted_since_;  ///< when `wanted_seq_` was the newest line
  std::optional<MonotonicTime> losing_since_;
  std::optional<MonotonicTime> unwritten_since_;
};

}  // namespace jurymast::app
