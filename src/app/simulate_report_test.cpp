#include "app/simulate_report.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/status_words.hpp"

namespace jurymast::app {
namespace {

using nlohmann::json;

std::string contents(const std::string& path) {
  std::ifstream file(std::string(JURYMAST_SOURCE_DIR) + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Compares with tests/golden/simulate/NAME.txt; GOLDEN_UPDATE=1 writes it instead.
void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = "/tests/golden/simulate/" + name + ".txt";
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(std::string(JURYMAST_SOURCE_DIR) + path, std::ios::trunc) << text;
  EXPECT_EQ(text, contents(path)) << "see " << path;
}

Simulation played(const std::string& scenario) { return *simulate(*make_plan({.scenario = scenario})); }

void expect_one_screen(const std::string& text) {
  std::stringstream stream(text);
  std::size_t lines = 0;
  for (std::string line; std::getline(stream, line); ++lines) EXPECT_LE(columns_of(line), kScreenColumns) << line;
  EXPECT_LE(lines, 24U) << text;
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
  simulation.comparisons.push_back({sim::Scenario::HardOutage, {full, full, naive, naive}});
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
  expect_golden("hard_outage", text);
  expect_one_screen(text);
}

TEST(SimulateReport, OfABrownOutWithTheDefaultPolicy) {
  const std::string text = simulate_text(played("brown_out"));
  expect_golden("brown_out", text);
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
  EXPECT_NE(flowing(simulate_text(simulation)).find("with them not within 120 s. Every bound held."), std::string::npos)
      << simulate_text(simulation);
}

TEST(SimulateReport, StandsInTheDocumentationAsItIs) {
  const std::string page = contents("/docs/simulate.md");
  for (const std::string name : {"hard_outage", "brown_out"}) {
    const std::string golden = contents("/tests/golden/simulate/" + name + ".txt");
    ASSERT_FALSE(golden.empty());
    EXPECT_NE(page.find("```\n" + golden + "```\n"), std::string::npos) << "docs/simulate.md holds another output of " << name;
  }
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
  EXPECT_EQ(protections, (std::vector<std::string>{"full", "budget_alone", "off", "naive"}));
}

}  // namespace
}  // namespace jurymast::app
