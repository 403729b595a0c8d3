#pragma once
#include "sim/invariants/caller_story.hpp"
#include "sim/invariants/coverage.hpp"
#include "sim/invariants/fleet_watch.hpp"
#include "sim/invariants/ledger.hpp"
#include "sim/invariants/operation_watch.hpp"
#include "sim/invariants/record_watch.hpp"
#include "sim/invariants/recovery_watch.hpp"

namespace jurymast::sim {

/// All that watches one run.
struct Watch {
  Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  Ledger ledger;
  FleetWatch fleet{ledger};
  OperationWatch operations{ledger};
  RecordWatch records{ledger};
  RecoveryWatch recovery{ledger};
  Coverage coverage;
  CallerStory callers;
};

}  // namespace jurymast::sim
