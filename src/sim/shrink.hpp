#pragma once
#include <cstdint>
#include <string>

#include "sim/invariants/ledger.hpp"
#include "sim/timeline.hpp"

namespace jurymast::sim {

/// How many runs a search for a smaller timeline may take.
inline constexpr unsigned kShrinkRunsMax = 600;
/// How many lines tell a timeline.
inline constexpr std::size_t kTimelineLinesMax = 20;

/// A timeline that violates the same invariant, with as few faults, and then as few calls, as the search could find: parts are left out,
/// halves first and then smaller ones, as long as it still fails.
struct Shrunk {
  Timeline timeline;
  Violation violation;
  unsigned runs = 0;
};
Shrunk shrink(std::uint64_t seed, Timeline timeline, const Violation& violation);

/// The timeline in at most kTimelineLinesMax lines.
std::string describe(const Timeline& timeline);

}  // namespace jurymast::sim
