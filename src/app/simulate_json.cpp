#include <nlohmann/json.hpp>

#include "app/simulate_report.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using sim::ScenarioReport;
using sim::TallySecond;

/// The attempts are in the order of the targets.
Json tally_json(const TallySecond& tally, std::size_t targets) {
  Json attempts = Json::array();
  for (std::size_t i = 0; i < targets; ++i) attempts.push_back(tally.attempts[i]);
  return {{"offered", tally.offered},
          {"served", tally.served},
          {"failed", tally.failed},
          {"left", tally.left},
          {"attempts", std::move(attempts)}};
}

/// Null where no call began while the fault stood: nothing is known for each call then.
Json of_calls(const ScenarioReport& report, std::uint64_t milli) { return report.fault.offered == 0 ? Json(nullptr) : Json(milli); }

Json seconds_json(const ScenarioReport& report) {
  Json seconds = Json::array();
  for (std::size_t i = 0; i < report.seconds.size(); ++i) {
    Json& second = seconds.emplace_back(Json{{"at_s", i}});
    second.update(tally_json(report.seconds[i], report.targets.size()));
  }
  return seconds;
}

Json targets_json(const ScenarioReport& report) {
  Json targets = Json::array();
  for (std::size_t i = 0; i < report.targets.size(); ++i) {
    targets.push_back({{"name", report.targets[i].name},
                       {"attempts_in_fault", report.targets[i].attempts},
                       {"attempts_in_all", report.targets[i].attempts_in_all},
                       {"attempts_per_call_milli", of_calls(report, report.attempts_milli(i))}});
  }
  return targets;
}

Json report_json(sim::Protection protection, const ScenarioReport& report) {
  return {{"protection", name_of(protection)},
          {"attempts_per_call_milli", of_calls(report, report.attempts_milli())},
          {"served_milli", of_calls(report, report.served_milli())},
          {"worst_wait_ms", to_ms(report.worst_wait)},
          {"recovered_ms", report.recovered ? Json(to_ms(*report.recovered)) : Json(nullptr)},
          {"targets", targets_json(report)},
          {"fault", tally_json(report.fault, report.targets.size())},
          {"all", tally_json(report.all, report.targets.size())},
          {"seconds", seconds_json(report)}};
}

Json violation_json(const std::optional<sim::Violation>& violation) {
  if (!violation) return nullptr;
  const sim::InvariantRow& row = row_of(violation->invariant);
  return {{"invariant", row.name},         {"meaning", row.meaning},    {"at_ms", to_ms(violation->at)},
          {"subject", violation->subject}, {"value", violation->value}, {"bound", violation->bound}};
}

Json comparison_json(const Comparison& comparison) {
  Json protections = Json::array();
  for (std::size_t i = 0; i < kComparedProtections.size(); ++i) {
    protections.push_back(report_json(kComparedProtections[i], comparison.reports[i]));
  }
  return {{"scenario", name_of(comparison.scenario)},
          {"held", !comparison.full().violation},
          {"violation", violation_json(comparison.full().violation)},
          {"protections", std::move(protections)}};
}

}  // namespace

std::string simulate_json(const Simulation& simulation) {
  const SimulatePlan& plan = simulation.plan;
  Json scenarios = Json::array();
  for (const Comparison& comparison : simulation.comparisons) scenarios.push_back(comparison_json(comparison));
  const Json all = {{"config", plan.config.empty() ? Json(nullptr) : Json(plan.config)},
                    {"route", plan.settings.route},
                    {"seed", plan.settings.seed},
                    {"calls_per_second", plan.settings.calls_per_second},
                    {"headroom_percent", plan.settings.headroom_percent},
                    {"fault_begin_ms", to_ms(plan.settings.fault_begin)},
                    {"fault_length_ms", to_ms(plan.settings.fault_length)},
                    {"afterwards_ms", to_ms(plan.settings.afterwards)},
                    {"held", simulation.held()},
                    {"scenarios", std::move(scenarios)}};
  return all.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace jurymast::app
