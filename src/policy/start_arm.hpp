#pragma once
#include "policy/request_facts.hpp"
#include "policy/snapshot.hpp"
#include "record/start_arm.hpp"

namespace jurymast::policy {

/// The arm in which an operation of these facts begins. Its names are the snapshot's.
record::StartArm start_arm(const RequestFacts& facts, const Snapshot& snapshot);

}  // namespace jurymast::policy
