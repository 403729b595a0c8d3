#pragma once
#include <array>
#include <vector>

#include "app/simulate_plan.hpp"
#include "sim/scenario.hpp"

namespace jurymast::app {

/// What the policy is compared with, itself first and plain retries last.
inline constexpr std::array kComparedProtections{sim::Protection::Full, sim::Protection::BudgetAlone, sim::Protection::Off,
                                                 sim::Protection::Naive};

/// One scenario with each protection: the same calls and the same fault.
struct Comparison {
  sim::Scenario scenario = sim::Scenario::HardOutage;
  std::array<sim::ScenarioReport, kComparedProtections.size()> reports;  ///< in the order of kComparedProtections

  const sim::ScenarioReport& full() const { return reports.front(); }
  const sim::ScenarioReport& naive() const { return reports.back(); }
};

/// Everything that was run.
struct Simulation {
  SimulatePlan plan;
  std::vector<Comparison> comparisons;

  /// No bound broke with the policy in full.
  bool held() const;
};

/// Runs every scenario of the plan with each protection. Fails where the simulator cannot play the route.
Result<Simulation> simulate(SimulatePlan plan);

}  // namespace jurymast::app
