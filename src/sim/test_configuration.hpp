#pragma once
#include <chrono>
#include <string>
#include <utility>

#include "policy/snapshot.hpp"

/// What scenarios are tried against: for the tests of this room, and for the figures that its program prints.
namespace jurymast::sim::testing {

/// One route over so many targets, with clocks as short as an interactive application wants them.
inline policy::Snapshot configuration(unsigned targets) {
  policy::Snapshot snapshot;
  policy::Route route;
  route.name = "assistant";
  route.deadline = std::chrono::seconds(20);
  for (unsigned i = 0; i < targets; ++i) {
    policy::Target target;
    target.name = std::string(1, static_cast<char>('a' + i));
    target.origin.host = target.name + ".example";
    target.credential = "env:KEY_" + target.name;
    target.families = {true, true};
    target.timeouts.first_token = target.timeouts.stall = std::chrono::seconds(2);
    snapshot.targets.push_back(std::move(target));
    if (i > 0) route.fallback.push_back({static_cast<std::uint16_t>(i)});
  }
  snapshot.routes.push_back(std::move(route));
  return snapshot;
}

}  // namespace jurymast::sim::testing
