#pragma once
#include <cstdio>
#include <string>

#include "app/rollout/rollout_order.hpp"
#include "base/time.hpp"

namespace jurymast::app {

/// What `jurymast rollout` was asked.
struct RolloutOptions {
  std::string route{};
  std::string config = "jurymast.toml";
  bool json = false;
  RolloutOrder order{};               ///< of a change
  std::string reason{};               ///< as typed
  std::string purpose{};              ///< as typed; empty: as configured
  std::string lasts{};                ///< as typed; empty: a plan without an expiry
  std::vector<std::string> stages{};  ///< percentages as typed; empty: as configured
};

/// Shows where a route's rollout stands: as the gateway says, or without one as its record does. 0 it goes its way, 3 it is held, 2 there is
/// none, 5 it cannot be known.
int run_rollout_status(const RolloutOptions& options, Clock& clock, std::FILE* out, std::FILE* complaints);
/// Has the gateway take a step, or tell with --dry-run which it would be. 0 taken, 2 refused, 5 nobody took it.
int run_rollout_change(const RolloutOptions& options, std::FILE* out, std::FILE* complaints);

}  // namespace jurymast::app
