#pragma once
#include <string>

#include "evidence/rollout.hpp"

namespace jurymast::app {

/// A rollout as it is shown.
struct RolloutView {
  evidence::RolloutStanding standing;
  evidence::RolloutShare share;  ///< what traffic does now
  WallTime now;
  bool busy = false;    ///< a step is on its way to the disk
  bool running = true;  ///< false: nobody runs it; this is what the log says
};

/// The view as JSON text, as the admin listener and `--json` give it.
std::string rollout_json(const RolloutView& view);
/// A step as the admin listener answers it: the record, and the command that takes it back.
std::string step_json(const record::RolloutRecord& step, bool dry_run);
/// The command that takes a step back, or says why none does.
std::string undo_of(const record::RolloutRecord& step);

}  // namespace jurymast::app
