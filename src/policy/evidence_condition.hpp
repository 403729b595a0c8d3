#pragma once
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "base/time.hpp"
#include "policy/request_facts.hpp"
#include "policy/snapshot.hpp"
#include "record/standing.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::policy {

/// What is known of the smoke tests of one fallback when a request asks.
struct EvidenceFacts {
  record::Tri newest = record::Tri::Unknown;    ///< how the newest pair of happy and error path ended
  MonotonicTime at;                             ///< when that pair was made
  MonotonicTime first_passed;                   ///< when a pair first passed under the settings in force
  std::optional<MonotonicTime> primary_opened;  ///< when the primary's breaker opened; none while it is closed
  Duration age_max{0};
  MonotonicTime now;
};

/// The condition `evidence`: false where the newest pair failed, whatever its age; true where it passed, is young enough, and there was
/// proof before the trouble began that the fallback is now wanted for; else unknown.
record::Tri evidence_condition(const EvidenceFacts& facts);

/// The standings of a process, with their times on its own clock, so that a later jump of the wall clock changes nothing. Immutable.
class Standings {
 public:
  Standings() = default;
  /// What lies ahead of the wall clock counts as made now.
  Standings(std::span<const record::Standing> standings, WallTime wall, MonotonicTime now);

  bool empty() const { return routes_.empty(); }
  /// The condition `evidence` of each fallback of the route.
  FallbackEvidence evidence_for(const Snapshot& snapshot, const Route& route, std::optional<MonotonicTime> primary_opened,
                                MonotonicTime now) const;

 private:
  struct Shown {
    record::Tri newest = record::Tri::Unknown;
    MonotonicTime at;
    MonotonicTime first_passed;
  };
  using ByFamily = std::array<Shown, kFamilyCount>;
  using ByTarget = std::map<std::string, ByFamily, std::less<>>;
  std::map<std::string, ByTarget, std::less<>> routes_;
};

}  // namespace jurymast::policy
