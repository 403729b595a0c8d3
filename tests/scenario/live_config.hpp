#pragma once
#include <string>
#include <vector>

#include "policy/test_world.hpp"

namespace jurymast::scenario {

/// Where the parts of a live scenario stand.
struct LivePlaces {
  std::string state;                   ///< a directory
  std::vector<std::string> origins;    ///< `http://HOST:PORT` of each target
  std::vector<std::string> key_files;  ///< one for each target
};

/// The configuration that makes a gateway's snapshot what the scenario's world is, but for where its targets stand.
std::string live_config(policy::World& world, const LivePlaces& places);

}  // namespace jurymast::scenario
