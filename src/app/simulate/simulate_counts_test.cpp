#include "app/simulate/simulate_counts.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

SimulatePlan plan_of(const std::string& scenario, const std::string& seeds) {
  return *make_plan({.scenario = scenario, .rate = "10", .seeds = seeds});
}

TEST(CountRange, HasTheMiddleOne) {
  EXPECT_EQ(range_of({7, 1, 3}), (CountRange{1, 3, 7}));
  EXPECT_EQ(range_of({4, 1, 3, 9}), (CountRange{1, 3, 9})) << "of an even number the lower one";
  EXPECT_EQ(range_of({5}), (CountRange{5, 5, 5}));
}

TEST(SimulateCounts, AreThoseOfTheRunsOneByOne) {
  SimulatePlan plan = plan_of("hard_outage", "5");
  std::vector<std::uint64_t> at_primary;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    sim::ScenarioSettings settings = plan.settings;
    settings.seed = seed;
    at_primary.push_back(sim::run_scenario(sim::Scenario::HardOutage, plan.snapshot, settings)->targets[0].attempts);
  }
  const SeedCounts counts = *count_attempts(std::move(plan));
  ASSERT_EQ(counts.outages.size(), 1U);
  ASSERT_EQ(counts.outages[0].targets.size(), 2U);
  EXPECT_EQ(counts.outages[0].targets[0].name, "primary");
  EXPECT_EQ(counts.outages[0].targets[0].in_fault, range_of(at_primary));
  EXPECT_GT(counts.outages[0].targets[0].in_all.least, counts.outages[0].targets[0].in_fault.most);
  EXPECT_TRUE(counts.held);
}

TEST(SimulateCounts, AreTheSameTwice_AndOtherWithOtherSeeds) {
  SimulatePlan plan = plan_of("flapping", "3");
  const std::string first = counts_json(*count_attempts(plan));
  EXPECT_EQ(first, counts_json(*count_attempts(plan)));
  plan.settings.seed = 100;
  EXPECT_NE(first, counts_json(*count_attempts(plan)));
}

TEST(SimulateCounts, AsJson) {
  const json all = json::parse(counts_json(*count_attempts(plan_of("all", "2"))));
  EXPECT_EQ(all.at("seed"), 1);
  EXPECT_EQ(all.at("seeds"), 2);
  EXPECT_EQ(all.at("held"), true);
  ASSERT_EQ(all.at("scenarios").size(), sim::kScenarioNames.size());
  const json& target = all.at("scenarios").at(0).at("targets").at(0);
  EXPECT_EQ(target.at("name"), "primary");
  for (const char* counted : {"attempts_in_fault", "attempts_in_all"}) {
    EXPECT_LE(target.at(counted).at("least"), target.at(counted).at("median")) << counted;
    EXPECT_LE(target.at(counted).at("median"), target.at(counted).at("most")) << counted;
  }
}

TEST(SimulateCounts, AsText_SayWhereABoundBroke) {
  SeedCounts counts = *count_attempts(plan_of("hard_outage", "2"));
  EXPECT_NE(counts_text(counts).find("the median over 2 seeds"), std::string::npos);
  EXPECT_NE(counts_text(counts).find("Every bound held."), std::string::npos);
  counts.held = false;
  EXPECT_NE(counts_text(counts).find("DOES NOT HOLD"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::app
