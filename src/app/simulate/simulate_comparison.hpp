#pragma once
#include <array>
#include <optional>
#include <vector>

#include "app/simulate/simulate_plan.hpp"
#include "sim/difference.hpp"

namespace jurymast::app {

/// What the policy is compared with, itself first and plain retries last.
inline constexpr std::array kComparedProtections{sim::Protection::Full, sim::Protection::BudgetAlone, sim::Protection::Off,
                                                 sim::Protection::Capped, sim::Protection::Naive};

/// One scenario with each protection: the same calls and the same fault.
struct Comparison {
  sim::Scenario scenario = sim::Scenario::HardOutage;
  std::array<sim::ScenarioReport, kComparedProtections.size()> reports;  ///< in the order of kComparedProtections
  std::optional<std::vector<sim::Difference>> differences;  ///< by setting, the greatest first; none: the run is too long for it

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

/// Runs every scenario of the plan with each protection, and with each setting changed alone. Fails where the simulator cannot play the route.
Result<Simulation> simulate(SimulatePlan plan);

}  // namespace jurymast::app
