#include "app/simulate_comparison.hpp"

#include <algorithm>

namespace jurymast::app {

bool Simulation::held() const {
  return std::none_of(comparisons.begin(), comparisons.end(),
                      [](const Comparison& one) { return one.full().violation.has_value(); });
}

Result<Simulation> simulate(SimulatePlan plan) {
  Simulation simulation;
  for (const sim::Scenario scenario : plan.scenarios) {
    Comparison& comparison = simulation.comparisons.emplace_back();
    comparison.scenario = scenario;
    for (std::size_t i = 0; i < kComparedProtections.size(); ++i) {
      sim::ScenarioSettings settings = plan.settings;
      settings.protection = kComparedProtections[i];
      Result<sim::ScenarioReport> report = sim::run_scenario(scenario, plan.snapshot, settings);
      if (!report) return tl::unexpected(report.error());
      comparison.reports[i] = *std::move(report);
    }
  }
  simulation.plan = std::move(plan);
  return simulation;
}

}  // namespace jurymast::app
