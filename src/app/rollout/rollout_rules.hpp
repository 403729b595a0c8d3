#pragma once
#include "evidence/rollout_rules.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// The rules of a rollout on this route, as configured.
evidence::RolloutRules rollout_rules(const policy::Route& route);

}  // namespace jurymast::app
