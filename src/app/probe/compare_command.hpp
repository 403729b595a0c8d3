#pragma once
#include <string>

#include "app/probe/smoke_command.hpp"

namespace jurymast::app {

inline constexpr unsigned kComparedSamplesMax = 100;
/// After so many samples in a row that could not run the rest is not tried.
inline constexpr unsigned kBlockedInARowMax = 3;

/// What `jurymast compare` was asked.
struct CompareOptions {
  std::string route;
  std::string config = "jurymast.toml";
  std::string model{};    ///< the name by which the route is asked for; empty: the configuration's
  std::string target{};   ///< the fallback; empty: the route's first
  OtherGatewayAsk via{};  ///< the gateway that the application's requests take instead of this one
  unsigned samples = 20;
  bool canary_path = false;  ///< in production: what is sent goes where a person watches over it
  std::string format = "text";
};

/// Sends the same harmless request to a route's primary and to a fallback in turn, and compares. 0 the fallback is better or as good; 1 it is
/// worse, or not known; 2 usage, configuration or refused.
int run_compare(const CompareOptions& options, const policy::Snapshot& snapshot, CommandMeans means, CommandStreams streams);

}  // namespace jurymast::app
