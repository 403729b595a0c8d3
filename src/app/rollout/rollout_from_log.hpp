#pragma once
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// Where a route's rollout stands by its record alone, as rollout_json() tells it; for when no gateway can be asked. Fails with NotFound
/// where the record has none.
Result<std::string> rollout_from_log(const policy::Snapshot& snapshot, const std::string& route, WallTime now);

}  // namespace jurymast::app
