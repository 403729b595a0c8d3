#include "sim/seed_run.hpp"

#include <utility>

#include "sim/swarm.hpp"
#include "sim/world.hpp"

namespace jurymast::sim {

SeedRun run_timeline(std::uint64_t seed, const Timeline& timeline, Trace::Listener listener) {
  return run_timeline_on(swarm_installation(), seed, timeline, std::move(listener));
}

SeedRun run_timeline_on(const Installation& installation, std::uint64_t seed, const Timeline& timeline, Trace::Listener listener) {
  World world(seed, timeline, installation, {}, std::move(listener));
  world.run();
  return {world.ledger(), world.coverage(), world.trace_hash(), world.callers_hash(), world.events(), timeline.calls.size()};
}

}  // namespace jurymast::sim
