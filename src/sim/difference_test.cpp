#include "sim/difference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "sim/test_configuration.hpp"

namespace jurymast::sim {
namespace {

using namespace std::chrono_literals;

std::vector<Difference> differences(Scenario scenario, const policy::Snapshot& configuration) {
  const ScenarioSettings settings;
  const ScenarioReport full = *run_scenario(scenario, configuration, settings);
  return **find_differences(scenario, configuration, settings, full);
}

const Difference* of(const std::vector<Difference>& all, std::string_view setting) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Difference& one) { return one.variation.setting == setting; });
  return found == all.end() ? nullptr : &*found;
}

TEST(Variation, ChangesWhatItNames_AndSaysWhereNothingIsLeftToChange) {
  for (const Variation& variation : variations()) {
    policy::Snapshot snapshot = testing::configuration(2);
    EXPECT_TRUE(variation.apply(snapshot, snapshot.routes[0])) << variation.setting;
    EXPECT_FALSE(variation.apply(snapshot, snapshot.routes[0])) << variation.setting << " changed again";
  }
}

TEST(Variation, ChangesEveryTargetOfTheRoute) {
  policy::Snapshot snapshot = testing::configuration(3);
  ASSERT_EQ(variations()[0].setting, "breaker.enabled");
  variations()[0].apply(snapshot, snapshot.routes[0]);
  for (const policy::Target& target : snapshot.targets) EXPECT_FALSE(target.breaker.enabled) << target.name;
}

TEST(Difference, OfAHardOutageWithoutASecondTarget_IsTheBreaker) {
  const std::vector<Difference> all = differences(Scenario::HardOutage, testing::configuration(1));
  EXPECT_EQ(of(all, "fallback"), nullptr) << "there is none to take away";
  const Difference* const breaker = of(all, "breaker.enabled");
  ASSERT_NE(breaker, nullptr);
  EXPECT_TRUE(breaker->moved(Measure::Attempts));
  EXPECT_GE(breaker->changed.attempts_milli, 900U);
  EXPECT_EQ(breaker, &all.front()) << "nothing else matters as much";
}

TEST(Difference, OfAHardOutageWithASecondTarget_IsTheFallback) {
  const std::vector<Difference> all = differences(Scenario::HardOutage, testing::configuration(2));
  EXPECT_EQ(all.front().variation.setting, "fallback");
  EXPECT_TRUE(all.front().moved(Measure::Served));
  const Difference* const shedding = of(all, "server.max_inflight");
  ASSERT_NE(shedding, nullptr);
  EXPECT_FALSE(shedding->made()) << "nothing was shed";
}

TEST(Difference, AreTheGreatestFirst) {
  const std::vector<Difference> all = differences(Scenario::BrownOut, testing::configuration(1));
  EXPECT_GE(all.size(), 8U);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.effect() > b.effect(); }));
  EXPECT_TRUE(all.front().made());
}

TEST(Difference, IsMeasuredInThresholds) {
  const Figures full{.attempts_milli = 310, .served_milli = 990, .worst_wait = 2s, .recovered = 4s};
  const Figures changed{.attempts_milli = 1080, .served_milli = 981, .worst_wait = 3s, .recovered = 31s};
  EXPECT_EQ(effect_of(full, changed, 120s), (std::array<std::uint64_t, kMeasureCount>{15'400, 900, 1000, 13'500}));
  EXPECT_EQ(effect_of(changed, full, 120s), effect_of(full, changed, 120s)) << "for better or worse";
}

TEST(Difference, CountsNoRecoveryAsOneAtTheEnd) {
  const Figures well{.recovered = 4s};
  const Figures never{.recovered = std::nullopt};
  EXPECT_EQ(effect_of(well, never, 120s)[static_cast<std::size_t>(Measure::Recovery)], 58'000U);
  EXPECT_EQ(effect_of(never, never, 120s)[static_cast<std::size_t>(Measure::Recovery)], 0U);
}

TEST(Difference, OfARunWithTooManyCalls_IsNotLookedFor) {
  ScenarioReport full;
  full.all.offered = static_cast<std::uint32_t>(kVariedCallsMax) + 1;
  EXPECT_EQ(*find_differences(Scenario::Flapping, testing::configuration(1), {}, full), std::nullopt);
}

}  // namespace
}  // namespace jurymast::sim
