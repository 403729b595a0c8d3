#include "app/simulate/simulate_plan.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

#include "app/status/status_config.hpp"
#include "base/assert.hpp"
#include "config/did_you_mean.hpp"
#include "config/load_scenario.hpp"
#include "config/system_secrets.hpp"

namespace jurymast::app {
namespace {

/// Who complains where no file is to blame.
constexpr std::string_view kSpeaker = "jurymast simulate";
constexpr std::string_view kTomlEnding = ".toml";

bool is_file(const std::string& scenario) {
  std::error_code ignored;
  return scenario.ends_with(kTomlEnding) || std::filesystem::exists(scenario, ignored);
}

Result<config::ScenarioFile> read_scenario(const std::string& scenario, config::Times times) {
  const std::optional<config::Problem> unknown = config::check_scenario_name(scenario);
  if (!unknown) return config::ScenarioFile{.scenario = scenario, .settings = {}};
  if (!is_file(scenario)) {
    return fail(Code::Invalid, "{}: --scenario: {}, and there is no such file — {}\n", kSpeaker, unknown->message, unknown->remedy);
  }
  const Result<std::string> text = config::read_config_file(scenario);
  if (!text) return fail(Code::Invalid, "{}: {} — name a scenario file that can be read\n", scenario, text.error().message);
  config::LoadedScenario loaded = config::load_scenario(*text, scenario, times);
  if (!loaded.scenario) return fail(Code::Invalid, "{}", loaded.problem_text());
  return *std::move(loaded.scenario);
}

std::optional<std::uint64_t> number_of_seeds(std::string_view text) {
  std::uint64_t seeds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seeds);
  if (error != std::errc() || end != text.data() + text.size() || seeds == 0 || seeds > kSeedsMax) return std::nullopt;
  return seeds;
}

/// What is wrong with the number of seeds; nothing where none was asked for.
std::optional<config::Problem> check_seeds(const std::string& text, const sim::ScenarioSettings& settings) {
  if (text.empty()) return std::nullopt;
  config::Problem problem{{}, "--seeds", {}, {}};
  const std::optional<std::uint64_t> seeds = number_of_seeds(text);
  if (!seeds) {
    problem.message = config::in_quotes(text) + " is no number of seeds";
    problem.remedy = fmt::format("write an integer from 1 to {}", kSeedsMax);
    return problem;
  }
  const std::uint64_t calls = *seeds * config::scenario_calls(settings);
  if (calls <= kCountedCallsMax) return std::nullopt;
  problem.message = fmt::format("{} runs have {} calls, where at most {} are counted", *seeds, calls, kCountedCallsMax);
  problem.remedy = "ask for fewer seeds, or for fewer calls in each run";
  return problem;
}

Result<void> put_over(const SimulateOptions& options, config::ScenarioFile& scenario) {
  std::vector<config::Problem> errors;
  const auto put = [&](std::string_view place, std::string_view key, const std::string& text) {
    if (!text.empty()) config::override_scenario({place, key, text}, scenario, errors);
  };
  put("--rate", "calls_per_second", options.rate);
  put("--fault", "fault_length", options.fault);
  put("--seed", "seed", options.seed);
  if (!options.route.empty()) scenario.settings.route = options.route;
  if (errors.empty()) {
    if (const auto problem = config::check_scenario_load(scenario.settings)) errors.push_back(*problem);
  }
  if (const auto problem = check_seeds(options.seeds, scenario.settings)) errors.push_back(*problem);
  std::string text;
  for (const config::Problem& error : errors) text += config::render(kSpeaker, error) + '\n';
  if (!text.empty()) return fail(Code::Invalid, "{}", text);
  return {};
}

/// Fills in the first route where none was named.
Result<void> settle_route(const policy::Snapshot& snapshot, std::string& name) {
  if (name.empty()) name = snapshot.routes.front().name;
  std::vector<std::string_view> known;
  for (const policy::Route& route : snapshot.routes) known.push_back(route.name);
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  const std::string_view meant = config::did_you_mean(name, known);
  const std::string remedy =
      meant.empty() ? fmt::format("there are: {}", fmt::join(known, ", ")) : fmt::format("did you mean \"{}\"?", meant);
  return fail(Code::Invalid, "{}: no route is called {} — {}\n", kSpeaker, config::in_quotes(name), remedy);
}

std::vector<sim::Scenario> scenarios_named(std::string_view name) {
  std::vector<sim::Scenario> scenarios;
  for (std::size_t i = 0; i < sim::kScenarioNames.size(); ++i) {
    if (name == config::kEveryScenario || name == sim::kScenarioNames[i]) scenarios.push_back(static_cast<sim::Scenario>(i));
  }
  return scenarios;
}

policy::Target default_target(const std::string& name) {
  policy::Target target;
  target.name = name;
  target.origin.host = name + ".example";
  target.credential = "env:" + name;
  target.families = {true, true};
  return target;
}

}  // namespace

const policy::Route& SimulatePlan::route() const {
  const auto found = std::find_if(snapshot.routes.begin(), snapshot.routes.end(),
                                  [&](const policy::Route& one) { return one.name == settings.route; });
  JURYMAST_ASSERT(found != snapshot.routes.end());
  return *found;
}

policy::Snapshot default_policy() {
  policy::Snapshot snapshot;
  snapshot.targets = {default_target("primary"), default_target("fallback")};
  policy::Route route;
  route.name = "chat";
  route.primary = TargetIndex{0};
  route.fallback = {TargetIndex{1}};
  snapshot.routes.push_back(std::move(route));
  return snapshot;
}

Result<SimulatePlan> make_plan(const SimulateOptions& options) {
  Result<config::ScenarioFile> scenario =
      read_scenario(options.scenario, options.seeds.empty() ? config::Times::WholeSeconds : config::Times::Exact);
  if (!scenario) return tl::unexpected(scenario.error());
  const Result<void> put = put_over(options, *scenario);
  if (!put) return tl::unexpected(put.error());
  Result<policy::Snapshot> snapshot = options.config.empty() ? default_policy() : read_config_for_looking(options.config);
  if (!snapshot) return tl::unexpected(snapshot.error());
  const Result<void> settled = settle_route(*snapshot, scenario->settings.route);
  if (!settled) return tl::unexpected(settled.error());
  return SimulatePlan{options.config, *std::move(snapshot), scenarios_named(scenario->scenario),
                      number_of_seeds(options.seeds).value_or(0), std::move(scenario->settings)};
}

}  // namespace jurymast::app
