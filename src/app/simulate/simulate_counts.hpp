#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "app/simulate/simulate_plan.hpp"

namespace jurymast::app {

/// A count over the runs of several seeds.
struct CountRange {
  std::uint64_t least = 0;
  std::uint64_t median = 0;  ///< of an even number of runs the lower one in the middle
  std::uint64_t most = 0;
  friend bool operator==(const CountRange&, const CountRange&) = default;
};
/// Of at least one count.
CountRange range_of(std::vector<std::uint64_t> counts);

/// How many attempts one target gets in one outage.
struct TargetCounts {
  std::string name;
  CountRange in_fault;
  CountRange in_all;
};

/// One outage with the policy in full, seed after seed.
struct OutageCounts {
  sim::Scenario scenario = sim::Scenario::HardOutage;
  std::vector<TargetCounts> targets;  ///< the primary first
};

struct SeedCounts {
  SimulatePlan plan;
  std::vector<OutageCounts> outages;
  bool held = true;  ///< no bound broke with any seed
};

/// Plays every scenario of the plan with the policy in full, for as many seeds as the plan says from its own on. Fails where the simulator
/// cannot play the route.
Result<SeedCounts> count_attempts(SimulatePlan plan);

/// The counts as a table.
std::string counts_text(const SeedCounts& counts);
/// The counts as one JSON object on one line.
std::string counts_json(const SeedCounts& counts);

}  // namespace jurymast::app
