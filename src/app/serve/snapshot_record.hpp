#pragma once
#include <string>

#include "policy/snapshot.hpp"
#include "record/events.hpp"

namespace jurymast::app {

/// What the record says of a configuration: names, origins and rules; of a credential only the kind of its reference.
record::SnapshotRecord snapshot_record(const policy::Snapshot& snapshot, WallTime at);

/// The kind of the reference to a target's key: env, file or none.
std::string credential_kind(const policy::Target& target);

}  // namespace jurymast::app
