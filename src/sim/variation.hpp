#pragma once
#include <span>
#include <string_view>

#include "policy/snapshot.hpp"

namespace jurymast::sim {

/// One setting of a policy put to what stacks have that protect nobody by it.
struct Variation {
  std::string_view setting;  ///< its key, below the target, the route or the server
  std::string_view change;   ///< completes "the same policy …"
  /// Changes the route and its targets; false where they are like that already.
  bool (*apply)(policy::Snapshot& snapshot, policy::Route& route);
};

/// Every setting whose part in an outage can be told by changing it alone.
std::span<const Variation> variations();

}  // namespace jurymast::sim
