#include "app/simulate/simulate_comparison.hpp"

#include <algorithm>

namespace jurymast::app {
namespace {

Result<Comparison> compare(sim::Scenario scenario, const SimulatePlan& plan) {
  Comparison comparison;
  comparison.scenario = scenario;
  for (std::size_t i = 0; i < kComparedProtections.size(); ++i) {
    sim::ScenarioSettings settings = plan.settings;
    settings.protection = kComparedProtections[i];
    Result<sim::ScenarioReport> report = sim::run_scenario(scenario, plan.snapshot, settings);
    if (!report) return tl::unexpected(report.error());
    comparison.reports[i] = *std::move(report);
  }
  auto differences = sim::find_differences(scenario, plan.snapshot, plan.settings, comparison.full());
  if (!differences) return tl::unexpected(differences.error());
  comparison.differences = *std::move(differences);
  return comparison;
}

}  // namespace

bool Simulation::held() const {
  return std::none_of(comparisons.begin(), comparisons.end(),
                      [](const Comparison& one) { return one.full().violation.has_value(); });
}

Result<Simulation> simulate(SimulatePlan plan) {
  Simulation simulation;
  for (const sim::Scenario scenario : plan.scenarios) {
    Result<Comparison> comparison = compare(scenario, plan);
    if (!comparison) return tl::unexpected(comparison.error());
    simulation.comparisons.push_back(*std::move(comparison));
  }
  simulation.plan = std::move(plan);
  return simulation;
}

}  // namespace jurymast::app
