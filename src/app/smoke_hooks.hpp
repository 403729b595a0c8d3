#pragma once
#include <functional>
#include <optional>
#include <string>

#include "evidence/smoke_verdict.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// What smoke tests ask of other parts; what is empty is not known, and so missing.
struct SmokeHooks {
  /// Digests of the settings that evidence for the target rests on, as a probe's record holds them.
  std::function<std::string(const policy::Snapshot&, const policy::Route&, const policy::Target&)> areas;
  /// The time that users of the route are promised for a whole answer.
  std::function<std::optional<Duration>(const policy::Route&)> time_max;
  /// Holds answers of the target against its documentation.
  std::function<evidence::ContractHook(const policy::Target&)> contract;
};

/// The hooks of this build.
SmokeHooks smoke_hooks();

}  // namespace jurymast::app
