#pragma once
#include <string>

#include "app/probe/smoke_command.hpp"

namespace jurymast::app {

/// What `jurymast preflight` was asked.
struct PreflightOptions {
  std::string route;
  std::string config = "jurymast.toml";
  std::string model{};  ///< the name by which the route is asked for; empty: the configuration's
  std::string ticket{};
  std::string person{};
  bool canary_path = false;  ///< in production: what is sent goes where a person watches over it
  bool drill_in_production = false;
  std::string format = "text";
};

/// Answers eight questions that must be answered before a fallback is switched on: those of a run of smoke tests, and a rollback for practice. 0
/// all passed; 1 one failed or is not known; 2 usage, configuration or refused.
int run_preflight(const PreflightOptions& options, const policy::Snapshot& snapshot, CommandMeans means, CommandStreams streams);

}  // namespace jurymast::app
