#pragma once
#include <cstdio>
#include <functional>
#include <optional>
#include <string>

#include "app/incident/incident_slice.hpp"
#include "base/random.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// What a command about one incident takes from outside: the time, ids, the facts, and where it writes.
struct IncidentWorld {
  WallTime now;
  Random& random;
  std::function<Result<review::IncidentFacts>(const IncidentAsk&)> facts;
  std::FILE* out;
  std::FILE* complaints;
};

/// Which incident a command is about.
struct ReviewPlace {
  std::string config = "jurymast.toml";
  std::string state{};  ///< the state directory; empty: the configuration's
  std::string what{};   ///< incident id or route
};

/// The facts of the incident; where there are none it says why, and gives the exit code.
struct FoundFacts {
  std::optional<review::IncidentFacts> facts;
  int exit = 0;
};
FoundFacts find_facts(const ReviewPlace& place, const IncidentWorld& world, const char* command);

}  // namespace jurymast::app
