#include <nlohmann/json.hpp>

#include "app/simulate/simulate_report.hpp"

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

Json recovered_json(const std::optional<Duration>& recovered) { return recovered ? Json(to_ms(*recovered)) : Json(nullptr); }

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
          {"recovered_ms", recovered_json(report.recovered)},
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

/// What became of the scenario with each setting changed alone, the greatest effect first; null where that was not looked for.
Json settings_json(const Comparison& comparison) {
  if (!comparison.differences) return nullptr;
  Json settings = Json::array();
  for (const sim::Difference& one : *comparison.differences) {
    settings.push_back({{"setting", one.variation.setting},
                        {"change", one.variation.change},
                        {"made_a_difference", one.made()},
                        {"attempts_per_call_milli", of_calls(comparison.full(), one.changed.attempts_milli)},
                        {"served_milli", of_calls(comparison.full(), one.changed.served_milli)},
                        {"worst_wait_ms", to_ms(one.changed.worst_wait)},
                        {"recovered_ms", recovered_json(one.changed.recovered)}});
  }
  return settings;
}

Json comparison_json(const Comparison& comparison) {
  Json protections = Json::array();
  for (std::size_t i = 0; i < kComparedProtections.size(); ++i) {
    protections.push_back(report_json(kComparedProtections[i], comparison.reports[i]));
  }
  return {{"scenario", name_of(comparison.scenario)},
          {"held", !comparison.full().violation},
          {"violation", violation_json(comparison.full().violation)},
          {"protections", std::move(protections)},
          {"settings", settings_json(comparison)}};
}

/// From when on a setting is said to have made a difference.
Json thresholds_json() {
  return {{"attempts_per_call_milli", sim::kAttemptsMilliThreshold},
          {"served_milli", sim::kServedMilliThreshold},
          {"worst_wait_ms", to_ms(sim::kWorstWaitThreshold)},
          {"recovered_ms", to_ms(sim::kRecoveryThreshold)}};
}

}  // namespace

std::string simulate_json(const Simulation& simulation) {
  const SimulatePlan& plan = simulation.plan;
  Json scenarios = Json::array();
  for (const Comparison& comparison : simulation.comparisons) scenarios.push_back(comparison_json(comparison));
  const Json all = {
      {"config", plan.config.empty() ? Json(nullptr) : Json(plan.config)},
      {"route", plan.settings.route},
      {"seed", plan.settings.seed},
      {"calls_per_second", plan.settings.call_every ? Json(nullptr) : Json(plan.settings.calls_per_second)},
      {"call_every_us", plan.settings.call_every ? Json(*plan.settings.call_every / std::chrono::microseconds(1)) : Json(nullptr)},
      {"sdk_retries", plan.settings.sdk_retries},
      {"answers", name_of(plan.settings.answers)},
      {"tokens", plan.settings.tokens},
      {"first_token_ms", to_ms(plan.settings.first_token)},
      {"token_gap_ms", to_ms(plan.settings.token_gap)},
      {"headroom_percent", plan.settings.slots ? Json(nullptr) : Json(plan.settings.headroom_percent)},
      {"slots", plan.settings.slots ? Json(*plan.settings.slots) : Json(nullptr)},
      {"fault_begin_ms", to_ms(plan.settings.fault_begin)},
      {"fault_length_ms", to_ms(plan.settings.fault_length)},
      {"afterwards_ms", to_ms(plan.settings.afterwards)},
      {"held", simulation.held()},
      {"thresholds", thresholds_json()},
      {"scenarios", std::move(scenarios)}};
  return all.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace jurymast::app
