#pragma once
#include <optional>
#include <string>
#include <vector>

#include "evidence/rollout.hpp"
#include "record/override.hpp"

namespace jurymast::app {

/// How the primary of a rollout's route does.
struct PrimaryView {
  std::string target;
  evidence::PrimaryStanding standing;
};

/// A rollout as it is shown.
struct RolloutView {
  evidence::RolloutStanding standing;
  evidence::RolloutShare share;                     ///< what traffic does now
  std::optional<PrimaryView> primary{};             ///< nothing: nobody watches it
  std::vector<record::OverrideRecord> overrides{};  ///< that stand for its route
  WallTime now;
  bool suspended = false;  ///< the fallback lost its place in the route's list
  bool busy = false;       ///< a step is on its way to the disk
  bool running = true;     ///< false: nobody runs it; this is what the log says
};

/// Those of the overrides that bear on a route.
std::vector<record::OverrideRecord> overrides_for(const std::string& route, std::vector<record::OverrideRecord> standing);
/// Nothing for a watch that there is not.
std::optional<PrimaryView> view_of(const evidence::PrimaryWatch* watch);
/// How the primary of a route does, as JSON text.
std::string primary_json(const std::string& route, const PrimaryView& primary);
/// The view as JSON text, as the admin listener and `--json` give it.
std::string rollout_json(const RolloutView& view);
/// A step as the admin listener answers it: the record, and the command that takes it back.
std::string step_json(const record::RolloutRecord& step, bool dry_run);
/// The command that takes a step back, or says why none does.
std::string undo_of(const record::RolloutRecord& step);

}  // namespace jurymast::app
