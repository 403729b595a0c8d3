#pragma once
#include <span>
#include <string_view>

#include "policy/snapshot.hpp"

namespace jurymast::sim {

/// One setting of a route's policy that two configurations may have differently.
struct PolicySetting {
  std::string_view name;  ///< its key, below the target, the route or the server
  /// Takes it from the other configuration's route and its targets; false where it is the same there. Targets are known by their names.
  bool (*take)(policy::Snapshot& into, policy::Route& route, const policy::Snapshot& other, const policy::Route& other_route);
};

/// Every setting that decides about attempts, fallbacks and waits. What a target is (its address, key or model) is none of it.
std::span<const PolicySetting> policy_settings();

}  // namespace jurymast::sim
