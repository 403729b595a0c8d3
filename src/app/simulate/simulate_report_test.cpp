#include "app/simulate/simulate_report.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using nlohmann::json;

std::string contents(const std::string& path) {
  std::ifstream file(std::string(JURYMAST_SOURCE_DIR) + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// What a terminal shows that is a little higher than the smallest.
constexpr std::size_t kScreenLines = 32;

/// Compares with that file of tests/golden/simulate; GOLDEN_UPDATE=1 writes it instead.
void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = "/tests/golden/simulate/" + name;
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(std::string(JURYMAST_SOURCE_DIR) + path, std::ios::trunc) << text;
  EXPECT_EQ(text, contents(path)) << "see " << path;
}

Simulation played(const std::string& scenario) { return *simulate(*make_plan({.scenario = scenario})); }

void expect_one_screen(const std::string& text) {
  std::stringstream stream(text);
  std::size_t lines = 0;
  for (std::string line; std::getline(stream, line); ++lines) EXPECT_LE(columns_of(line), kScreenColumns) << line;
  EXPECT_LE(lines, kScreenLines) << text;
}

sim::ScenarioReport report_of(std::uint64_t attempts, std::uint32_t served, std::optional<Duration> recovered) {
  sim::ScenarioReport report;
  report.targets = {{"main", attempts, attempts + 100}};
  report.fault.offered = 600;
  report.fault.served = served;
  report.recovered = recovered;
  return report;
}

/// A comparison made by hand: the policy in full against plain retries.
Simulation made(const sim::ScenarioReport& full, const sim::ScenarioReport& naive) {
  Simulation simulation;
  simulation.plan = *make_plan({.scenario = "hard_outage"});
  simulation.comparisons.push_back({sim::Scenario::HardOutage, {full, full, naive, naive, naive}, {}});
  return simulation;
}

/// The text without its line breaks, so that sentences can be found wherever they are broken.
std::string flowing(const std::string& text) {
  std::stringstream stream(text);
  std::string flow;
  for (std::string word; stream >> word;) flow += word + ' ';
  return flow;
}

TEST(SimulateReport, OfAHardOutageWithTheDefaultPolicy) {
  const std::string text = simulate_text(played("hard_outage"));
  expect_golden("hard_outage.txt", text);
  expect_one_screen(text);
}

TEST(SimulateReport, OfABrownOutWithTheDefaultPolicy) {
  const std::string text = simulate_text(played("brown_out"));
  expect_golden("brown_out.txt", text);
  expect_one_screen(text);
}

TEST(SimulateReport, OfABrownOutWithShortClocks_TellsThatPlainRetriesKeepItAlive) {
  SimulatePlan plan = *make_plan({.scenario = "brown_out"});
  plan.snapshot.routes[0].fallback.clear();
  plan.snapshot.routes[0].deadline = std::chrono::seconds(20);
  plan.snapshot.targets[0].timeouts.first_token = std::chrono::seconds(2);
  plan.snapshot.targets[0].timeouts.stall = std::chrono::seconds(2);
  const Simulation simulation = *simulate(std::move(plan));
  EXPECT_TRUE(simulation.held());
  EXPECT_TRUE(simulation.comparisons[0].full().recovered);
  EXPECT_FALSE(simulation.comparisons[0].naive().recovered);
  EXPECT_NE(flowing(simulate_text(simulation)).find("without the breaker: attempts"), std::string::npos)
      << simulate_text(simulation);
  EXPECT_NE(flowing(simulate_text(simulation)).find("with them not within 120 s."), std::string::npos) << simulate_text(simulation);
}

TEST(SimulateReport, StandsInTheDocumentationAsItIs) {
  const std::string page = contents("/docs/simulate.md");
  for (const std::string name : {"hard_outage", "brown_out"}) {
    const std::string golden = contents("/tests/golden/simulate/" + name + ".txt");
    ASSERT_FALSE(golden.empty());
    EXPECT_NE(page.find("```\n" + golden + "```\n"), std::string::npos) << "docs/simulate.md holds another output of " << name;
  }
}

TEST(SimulateReport, TheDocumentationNamesEveryOutage_Protection_AndSettingThatIsChanged) {
  const std::string page = contents("/docs/simulate.md");
  const auto expect_named = [&](std::string_view name) {
    EXPECT_NE(page.find('`' + std::string(name) + '`'), std::string::npos) << name;
  };
  for (const std::string_view name : sim::kScenarioNames) expect_named(name);
  for (const sim::Protection protection : kComparedProtections) expect_named(name_of(protection));
  for (const sim::Variation& variation : sim::variations()) expect_named(variation.setting);
}

TEST(SimulateReport, SaysWhatThePolicySaved) {
  const std::string text = flowing(simulate_text(made(report_of(630, 598, Duration{0}), report_of(6300, 3, std::nullopt))));
  EXPECT_NE(
      text.find(
          "the policy saved 5670 of the 6300 attempts that plain retries make and served 598 of 600 calls where they serve 3; "
          "the route was well again after 0 s, with them not within 120 s."),
      std::string::npos)
      << text;
}

TEST(SimulateReport, SaysWherePlainRetriesDoAsWellOrBetter) {
  const Duration second = std::chrono::seconds(1);
  const std::string equal = flowing(simulate_text(made(report_of(600, 600, second), report_of(600, 600, second))));
  EXPECT_NE(equal.find("the policy made the 600 attempts that plain retries make too and served 600 of 600 calls, as they do. "),
            std::string::npos)
      << equal;
  const std::string worse = flowing(simulate_text(made(report_of(650, 590, 4 * second), report_of(640, 600, second))));
  EXPECT_NE(worse.find("the policy made 650 attempts, 10 more than plain retries and served 590 of 600 calls where they serve 600; "
                       "the route was well again after 4 s, with them after 1 s."),
            std::string::npos)
      << worse;
}

TEST(SimulateReport, NamesTheBoundThatBroke_WhenAndByHowMuch) {
  sim::ScenarioReport broken = report_of(700, 500, std::nullopt);
  broken.violation = sim::Violation{sim::Invariant::WireBound, std::chrono::milliseconds(12'345), 0, 105'200, 100'000};
  const Simulation simulation = made(broken, broken);
  EXPECT_FALSE(simulation.held());
  const std::string text = simulate_text(simulation);
  EXPECT_NE(flowing(text).find(
                "DOES NOT HOLD: wire_bound broke at 12.345 s: 105200 where 100000 is the bound, 5200 over it (attempts sent since"),
            std::string::npos)
      << text;
  expect_one_screen(text);
  const json scenario = json::parse(simulate_json(simulation)).at("scenarios").at(0);
  EXPECT_EQ(scenario.at("held"), false);
  EXPECT_EQ(scenario.at("violation").at("invariant"), "wire_bound");
  EXPECT_EQ(scenario.at("violation").at("at_ms"), 12'345);
  EXPECT_EQ(scenario.at("violation").at("value"), 105'200);
  EXPECT_EQ(scenario.at("violation").at("bound"), 100'000);
}

TEST(SimulateReport, WithoutACallInTheFault_SaysSoInsteadOfZero) {
  sim::ScenarioReport quiet = report_of(0, 0, Duration{0});
  quiet.fault.offered = 0;
  const std::string text = simulate_text(made(quiet, quiet));
  EXPECT_NE(text.find("no calls"), std::string::npos) << text;
  EXPECT_NE(text.find("No call began while the fault stood"), std::string::npos) << text;
  EXPECT_EQ(text.find(" 0.0 %"), std::string::npos) << text;
  const json full = json::parse(simulate_json(made(quiet, quiet))).at("scenarios").at(0).at("protections").at(0);
  EXPECT_EQ(full.at("served_milli"), nullptr);
  EXPECT_EQ(full.at("attempts_per_call_milli"), nullptr);
}

TEST(SimulateReport, RoundsRatiosAndPercentagesFromThousandths) {
  const std::string text = simulate_text(made(report_of(6, 599, Duration{0}), report_of(6003, 0, std::nullopt)));
  EXPECT_NE(text.find(" 0.01×"), std::string::npos) << text;
  EXPECT_NE(text.find("10.01×"), std::string::npos) << text;
  EXPECT_NE(text.find(" 99.8 %"), std::string::npos) << text;
}

TEST(SimulateReport, AsJsonHoldsEverySecondOfEveryProtection) {
  const json all = json::parse(simulate_json(played("flapping")));
  EXPECT_EQ(all.at("config"), nullptr);
  EXPECT_EQ(all.at("route"), "chat");
  EXPECT_EQ(all.at("seed"), 1);
  EXPECT_EQ(all.at("fault_length_ms"), 30'000);
  EXPECT_EQ(all.at("held"), true);
  const json& scenario = all.at("scenarios").at(0);
  EXPECT_EQ(scenario.at("scenario"), "flapping");
  EXPECT_EQ(scenario.at("violation"), nullptr);
  std::vector<std::string> protections;
  for (const json& one : scenario.at("protections")) {
    protections.push_back(one.at("protection").get<std::string>());
    std::uint64_t offered = 0;
    std::uint64_t at_primary = 0;
    for (const json& second : one.at("seconds")) {
      offered += second.at("offered").get<std::uint64_t>();
      at_primary += second.at("attempts").at(0).get<std::uint64_t>();
    }
    EXPECT_EQ(offered, one.at("all").at("offered"));
    EXPECT_EQ(at_primary, one.at("targets").at(0).at("attempts_in_all"));
    EXPECT_EQ(one.at("targets").size(), 2U);
    EXPECT_TRUE(one.contains("recovered_ms") && one.contains("worst_wait_ms") && one.contains("served_milli"));
  }
  EXPECT_EQ(protections, (std::vector<std::string>{"full", "budget_alone", "off", "capped", "naive"}));
}

sim::Difference made_difference(std::string_view setting, std::string_view change, const sim::Figures& changed,
                                const sim::Figures& full) {
  return {{setting, change, nullptr}, changed, sim::effect_of(full, changed, std::chrono::seconds(120))};
}

/// A comparison made by hand, in which so many settings made a difference and one made none.
Simulation with_settings(std::size_t made_ones) {
  Simulation simulation = made(report_of(186, 590, std::chrono::seconds(4)), report_of(6300, 3, std::nullopt));
  const sim::Figures full = figures_of(simulation.comparisons[0].full());
  std::vector<sim::Difference>& all = simulation.comparisons[0].differences.emplace();
  const sim::Figures worse{.attempts_milli = 1080, .served_milli = full.served_milli, .recovered = std::chrono::seconds(31)};
  for (std::size_t i = 0; i < made_ones; ++i) all.push_back(made_difference("breaker.enabled", "without the breaker", worse, full));
  all.push_back(made_difference("deadline", "with a deadline of 600 s", full, full));
  return simulation;
}

TEST(SimulateReport, NamesTheSettingsThatMadeTheDifference) {
  const std::string text = flowing(simulate_text(with_settings(1)));
  EXPECT_NE(
      text.find("Of 2 settings changed one at a time 1 made a difference: without the breaker: attempts 0.31× → 1.08× a call, "
                "well again after 4 s → after 31 s Every bound held."),
      std::string::npos)
      << text;
  EXPECT_EQ(text.find("deadline"), std::string::npos) << "what made none is not named";
  const std::string many = flowing(simulate_text(with_settings(6)));
  EXPECT_NE(many.find("and 2 more in the other formats"), std::string::npos) << many;
}

TEST(SimulateReport, SaysWhereNoSettingMadeADifference_OrNobodyLooked) {
  const std::string none = flowing(simulate_text(with_settings(0)));
  EXPECT_NE(none.find("Of 1 setting changed one at a time none made a difference. Every"), std::string::npos) << none;
  const std::string unknown = flowing(simulate_text(made(report_of(1, 1, Duration{0}), report_of(1, 1, Duration{0}))));
  EXPECT_NE(unknown.find("The settings were not changed one by one: the run has more than 20000 calls."), std::string::npos)
      << unknown;
}

TEST(SimulateReport, AsJsonHoldsEverySettingThatWasChanged) {
  const json all = json::parse(simulate_json(with_settings(1)));
  EXPECT_EQ(all.at("thresholds"),
            json({{"attempts_per_call_milli", 50}, {"served_milli", 10}, {"worst_wait_ms", 1000}, {"recovered_ms", 2000}}));
  const json& settings = all.at("scenarios").at(0).at("settings");
  ASSERT_EQ(settings.size(), 2U);
  EXPECT_EQ(settings[0].at("setting"), "breaker.enabled");
  EXPECT_EQ(settings[0].at("made_a_difference"), true);
  EXPECT_EQ(settings[0].at("attempts_per_call_milli"), 1080);
  EXPECT_EQ(settings[0].at("recovered_ms"), 31'000);
  EXPECT_EQ(settings[1].at("made_a_difference"), false);
  const Simulation unknown = made(report_of(1, 1, Duration{0}), report_of(1, 1, Duration{0}));
  EXPECT_EQ(json::parse(simulate_json(unknown)).at("scenarios").at(0).at("settings"), nullptr);
}

TEST(SimulateReport, AsJsonOfAShortRun) {
  SimulatePlan plan = *make_plan({.scenario = "hard_outage", .rate = "4", .fault = "4s"});
  plan.settings.fault_begin = std::chrono::seconds(2);
  plan.settings.afterwards = std::chrono::seconds(5);
  expect_golden("short.json", simulate_json(*simulate(std::move(plan))));
}

}  // namespace
}  // namespace jurymast::app
