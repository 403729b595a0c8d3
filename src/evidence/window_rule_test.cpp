#include "evidence/window_rule.hpp"

#include <gtest/gtest.h>

#include "evidence/test_trial.hpp"

namespace jurymast::evidence {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

struct Window {
  std::uint64_t control;
  std::uint64_t control_failures;
  std::uint64_t canary;
  std::uint64_t canary_failures;
};

void fill(WindowRule& rule, const Window& window) {
  for (std::uint64_t i = 0; i < window.control; ++i) rule.add(Side::Control, i < window.control_failures);
  for (std::uint64_t i = 0; i < window.canary; ++i) rule.add(Side::Canary, i < window.canary_failures);
}

WindowVerdict verdict_on(WindowRule& rule, const Window& window) {
  fill(rule, window);
  return rule.close();
}

TEST(WindowRule, RollsBackAfterTwoWorseWindowsInARow) {
  WindowRule rule;
  EXPECT_EQ(verdict_on(rule, {100, 2, 60, 6}), WindowVerdict::Worse);
  EXPECT_FALSE(rule.rolls_back());
  EXPECT_EQ(verdict_on(rule, {100, 2, 60, 0}), WindowVerdict::NotWorse);
  EXPECT_EQ(verdict_on(rule, {100, 2, 60, 6}), WindowVerdict::Worse);
  EXPECT_FALSE(rule.rolls_back());
  EXPECT_EQ(verdict_on(rule, {100, 2, 60, 6}), WindowVerdict::Worse);
  EXPECT_TRUE(rule.rolls_back());
}

TEST(WindowRule, SaysNothingOfAWindowBelowItsFloor_AndCountsOnOverIt) {
  WindowRule rule;
  EXPECT_EQ(verdict_on(rule, {100, 0, 60, 5}), WindowVerdict::Worse);
  EXPECT_EQ(verdict_on(rule, {100, 0, 49, 49}), WindowVerdict::Insufficient);
  EXPECT_EQ(verdict_on(rule, {49, 0, 60, 60}), WindowVerdict::Insufficient);
  EXPECT_FALSE(rule.rolls_back());
  EXPECT_EQ(verdict_on(rule, {100, 0, 60, 5}), WindowVerdict::Worse);
  EXPECT_TRUE(rule.rolls_back());
}

TEST(WindowRule, WantsFiveFailures_AndAQuarterMoreThanThePrimarys) {
  WindowRule rule;
  EXPECT_EQ(verdict_on(rule, {1000, 0, 1000, 4}), WindowVerdict::NotWorse);
  EXPECT_EQ(verdict_on(rule, {1000, 100, 1000, 125}), WindowVerdict::NotWorse);
  EXPECT_EQ(verdict_on(rule, {1000, 100, 1000, 126}), WindowVerdict::Worse);
}

TEST(WindowRule, ClosesAWindowWithEnoughOfBothAfterAMinute_AndAnyAfterFifteen) {
  WindowRule rule;
  fill(rule, {49, 0, 50, 0});
  EXPECT_FALSE(rule.due(minutes(14)));
  EXPECT_TRUE(rule.due(minutes(15)));
  rule.add(Side::Control, false);
  EXPECT_FALSE(rule.due(seconds(59)));
  EXPECT_TRUE(rule.due(minutes(1)));
}

/// How many of 200 equal fallbacks the rule throws out within 24 windows of `operations`.
std::uint64_t thrown_out(const WindowSettings& settings, std::uint64_t operations, const testing::TrialArms& arms) {
  std::uint64_t thrown = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    WindowRule rule(settings);
    for (int window = 0; window < 24 && !rule.rolls_back(); ++window) {
      for (std::uint64_t i = 0; i < operations; ++i) {
        const testing::TrialOperation operation = testing::trial_operation(arms, random);
        rule.add(operation.draw.side, operation.failed);
      }
      rule.close();
    }
    thrown += rule.rolls_back() ? 1U : 0U;
  }
  return thrown;
}

TEST(WindowRule, Bare_ThrowsNearlyEveryEqualFallbackOut_AndMoreTrafficMakesItWorse) {
  const testing::TrialArms equal{250'000, 20'000, 20'000};
  const std::uint64_t with_little = thrown_out(bare_windows(), 50, equal);
  const std::uint64_t with_more = thrown_out(bare_windows(), 200, equal);
  EXPECT_GT(with_more, 190U);
  EXPECT_LT(with_little, with_more);
}

TEST(WindowRule, WithItsFloor_StillThrowsSomeEqualFallbacksOut) {
  const std::uint64_t thrown = thrown_out(WindowSettings(), 1000, {250'000, 50'000, 50'000});
  EXPECT_GT(thrown, 20U);
  EXPECT_LT(thrown, thrown_out(bare_windows(), 1000, {250'000, 50'000, 50'000}));
}

}  // namespace
}  // namespace jurymast::evidence
