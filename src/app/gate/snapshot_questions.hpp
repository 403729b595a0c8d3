#pragma once
#include <string_view>

#include "base/result.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// The route of that name; fails with Invalid and the names there are.
Result<const policy::Route*> route_named(const policy::Snapshot& snapshot, std::string_view name);

/// True where the configuration says that users are served here, so that nothing may be tried out past the gateway.
bool is_production(const policy::Snapshot& snapshot);

}  // namespace jurymast::app
