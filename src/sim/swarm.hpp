#pragma once
#include <cstdint>

#include "sim/timeline.hpp"

namespace jurymast::sim {

/// Three targets behind eight routes of both families, each the primary of some of them; with short clocks, so that much can happen in
/// two minutes. The second configuration has other models for all, and another credential for one.
Installation swarm_installation();

/// A run of that length with faults and callers at random: each seed takes a subset of the fault kinds, and rates and times of its own.
/// Faults end early enough that the recovery from them is part of the run.
Timeline swarm_timeline(std::uint64_t seed, Duration length);

}  // namespace jurymast::sim
