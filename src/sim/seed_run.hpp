#pragma once
#include <cstdint>

#include "sim/invariants/coverage.hpp"
#include "sim/invariants/ledger.hpp"
#include "sim/timeline.hpp"
#include "sim/trace.hpp"

namespace jurymast::sim {

/// What a run of one seed's swarm showed.
struct SeedRun {
  Ledger ledger;
  Coverage coverage;
  std::uint64_t trace_hash = 0;
  std::uint64_t callers_hash = 0;  ///< see CallerStory
  std::uint64_t events = 0;
  std::uint64_t calls = 0;
};

/// Runs this timeline on the swarm's installation, to the end or to the first violation.
SeedRun run_timeline(std::uint64_t seed, const Timeline& timeline, Trace::Listener listener = {});
/// The same on another installation.
SeedRun run_timeline_on(const Installation& installation, std::uint64_t seed, const Timeline& timeline,
                        Trace::Listener listener = {});

}  // namespace jurymast::sim
