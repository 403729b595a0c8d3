#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/rollout/recent_changes.hpp"
#include "app/rollout/rollout_memory.hpp"
#include "policy/traffic.hpp"
#include "record/gate.hpp"
#include "record/override.hpp"

namespace jurymast::app {

/// What rollouts must know besides their own steps and operations: verdicts, changes that a verdict must be newer than, and stops.
class RolloutBackground {
 public:
  void take(const record::GateRecord& gate);
  /// A person's decision past the configuration changes what a verdict was about.
  void take(const record::OverrideRecord& change);
  /// What a configuration changed as it came into force.
  void take(ConfigChange change) { changes_.take(std::move(change)); }
  std::vector<std::string> changed_paths(WallTime now) const { return changes_.paths(now); }
  /// Another configuration is in force since then.
  void config_changed(WallTime at) { config_since_ = at; }
  /// The routes whose rollouts an override stops, or `all`; in place of those before.
  void stop(std::set<std::string> routes) { stopped_ = std::move(routes); }

  std::optional<record::GateRecord> gate_for(const std::string& route, const std::string& target) const;
  /// The newest change that a verdict on this route must be newer than.
  std::optional<WallTime> changed_at(const std::string& route) const;
  bool stopped(const std::string& route) const;

 private:
  GateVerdicts gates_;
  std::map<std::string, WallTime, std::less<>> overridden_;  ///< by route, or `all`
  std::optional<WallTime> config_since_;
  std::set<std::string> stopped_;
  RecentChanges changes_;
};

/// Why these overrides keep every request of a route from being drawn between its primary and the target; empty: they do not.
std::string why_undrawn(const policy::RouteTraffic& overridden, const std::string& primary, const std::string& target);

}  // namespace jurymast::app
