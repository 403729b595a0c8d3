#pragma once
#include <deque>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace jurymast::app {

/// Settings that changed when a configuration came into force.
struct ConfigChange {
  WallTime at;
  std::vector<std::string> paths;
};

/// How far a person's decision looks back for settings that changed, and how many configurations are remembered.
inline constexpr Duration kChangesLookBack = std::chrono::hours(24);
inline constexpr std::size_t kConfigChangesMax = 64;

/// What configurations changed lately, so that a decision for a failing signal can be held against it.
class RecentChanges {
 public:
  void take(ConfigChange change);
  /// The settings that changed within kChangesLookBack of `now`, each once and in their order; as many of them as a record takes.
  std::vector<std::string> paths(WallTime now) const;

 private:
  std::deque<ConfigChange> changes_;
};

}  // namespace jurymast::app
