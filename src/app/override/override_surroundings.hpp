#pragma once
#include <string>
#include <vector>

#include "evidence/override_book.hpp"
#include "policy/snapshot.hpp"
#include "policy/traffic.hpp"
#include "proxy/plane.hpp"

namespace jurymast::app {

/// The routes in force, with what is known now of moving all of a route's requests to each of its targets.
std::vector<evidence::OverridableRoute> overridable_routes(proxy::Shared& shared, const policy::Snapshot& snapshot,
                                                           MonotonicTime now);

/// What overrides want of the traffic, in the words of the data path. A pin at a target that its route does not list any more is none.
policy::Traffic traffic_of(const evidence::OverriddenTraffic& overridden, const policy::Snapshot& snapshot);

std::vector<std::string> route_names(const policy::Snapshot& snapshot);

}  // namespace jurymast::app
