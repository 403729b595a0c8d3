#pragma once
#include "policy/snapshot.hpp"
#include "record/events.hpp"

namespace jurymast::app {

/// What the record says of a configuration: names, origins and rules; of a credential only the kind of its reference.
record::SnapshotRecord snapshot_record(const policy::Snapshot& snapshot, WallTime at);

}  // namespace jurymast::app
