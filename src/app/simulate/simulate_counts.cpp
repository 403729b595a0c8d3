#include "app/simulate/simulate_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/simulate/simulate_words.hpp"
#include "app/status/status_words.hpp"
#include "base/assert.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kIndent = 2;
constexpr std::size_t kNameColumns = 20;

Result<OutageCounts> count_outage(sim::Scenario scenario, const SimulatePlan& plan, bool& held) {
  sim::ScenarioSettings settings = plan.settings;
  settings.protection = sim::Protection::Full;
  std::vector<sim::ScenarioReport> reports;
  for (std::uint64_t i = 0; i < plan.seeds; ++i, ++settings.seed) {
    Result<sim::ScenarioReport> report = sim::run_scenario(scenario, plan.snapshot, settings);
    if (!report) return tl::unexpected(report.error());
    held = held && !report->violation;
    reports.push_back(*std::move(report));
  }
  OutageCounts counts{.scenario = scenario, .targets = {}};
  for (std::size_t target = 0; target < reports.front().targets.size(); ++target) {
    std::vector<std::uint64_t> in_fault;
    std::vector<std::uint64_t> in_all;
    for (const sim::ScenarioReport& report : reports) {
      in_fault.push_back(report.targets[target].attempts);
      in_all.push_back(report.targets[target].attempts_in_all);
    }
    counts.targets.push_back({reports.front().targets[target].name, range_of(in_fault), range_of(in_all)});
  }
  return counts;
}

std::string range_text(const CountRange& range) { return fmt::format("{} ({} to {})", range.median, range.least, range.most); }

Json range_json(const CountRange& range) { return {{"least", range.least}, {"median", range.median}, {"most", range.most}}; }

Json outage_json(const OutageCounts& outage) {
  Json targets = Json::array();
  for (const TargetCounts& target : outage.targets) {
    targets.push_back({{"name", target.name},
                       {"attempts_in_fault", range_json(target.in_fault)},
                       {"attempts_in_all", range_json(target.in_all)}});
  }
  return {{"scenario", name_of(outage.scenario)}, {"targets", std::move(targets)}};
}

}  // namespace

CountRange range_of(std::vector<std::uint64_t> counts) {
  JURYMAST_ASSERT(!counts.empty());
  std::sort(counts.begin(), counts.end());
  return {counts.front(), counts[(counts.size() - 1) / 2], counts.back()};
}

Result<SeedCounts> count_attempts(SimulatePlan plan) {
  SeedCounts counts;
  for (const sim::Scenario scenario : plan.scenarios) {
    Result<OutageCounts> outage = count_outage(scenario, plan, counts.held);
    if (!outage) return tl::unexpected(outage.error());
    counts.outages.push_back(*std::move(outage));
  }
  counts.plan = std::move(plan);
  return counts;
}

std::string counts_text(const SeedCounts& counts) {
  std::string text = wrap(policy_sentence(counts.plan), kIndent) + wrap(load_sentence(counts.plan), kIndent);
  text += fmt::format("the median over {} seeds, and in brackets the least and the most\n", counts.plan.seeds);
  for (const OutageCounts& outage : counts.outages) {
    text += fmt::format("\n{}\n  {}{:>26}{:>26}\n", name_of(outage.scenario), cell("attempts", kNameColumns), "in the fault",
                        "in the whole run");
    for (const TargetCounts& target : outage.targets) {
      text += fmt::format("  {}{:>26}{:>26}\n", cell(clip_middle(target.name, kNameColumns), kNameColumns),
                          range_text(target.in_fault), range_text(target.in_all));
    }
  }
  return text +
         (counts.held ? "\nEvery bound held.\n" : "\nDOES NOT HOLD: a bound broke; play the seeds one by one to see which.\n");
}

std::string counts_json(const SeedCounts& counts) {
  const SimulatePlan& plan = counts.plan;
  Json scenarios = Json::array();
  for (const OutageCounts& outage : counts.outages) scenarios.push_back(outage_json(outage));
  const Json all = {{"config", plan.config.empty() ? Json(nullptr) : Json(plan.config)},
                    {"route", plan.settings.route},
                    {"seed", plan.settings.seed},
                    {"seeds", plan.seeds},
                    {"held", counts.held},
                    {"scenarios", std::move(scenarios)}};
  return all.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace jurymast::app
