#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "evidence/absolute_harm.hpp"
#include "evidence/absolute_safety.hpp"
#include "evidence/late_change.hpp"
#include "evidence/likelihood.hpp"
#include "evidence/relative_harm.hpp"
#include "evidence/relative_safety.hpp"

namespace jurymast::evidence {
namespace {

constexpr std::array<std::uint32_t, 8> kWeights{1, 10'000, 50'000, 100'000, 250'000, 500'000, 900'000, 999'999};

/// The golden values were computed apart from this code: products of exact fractions (Python's `fractions`), whose average is made decimal
/// with 60 digits and whose logarithm is `decimal`'s.
constexpr std::array<Draw, 12> kFailures{{{50'000, Side::Canary},
                                          {50'000, Side::Control},
                                          {250'000, Side::Canary},
                                          {250'000, Side::Canary},
                                          {500'000, Side::Control},
                                          {10'000, Side::Canary},
                                          {250'000, Side::Control},
                                          {500'000, Side::Canary},
                                          {0, Side::Canary},
                                          {1'000'000, Side::Control},
                                          {100'000, Side::Canary},
                                          {50'000, Side::Control}}};
constexpr std::array<bool, 10> kBad{false, false, true, false, true, true, false, false, false, true};

struct Golden {
  std::size_t after;
  double log_e;
};

void expect_golden(double value, double golden) {
  EXPECT_LE(std::fabs(value - golden), 1e-12 * std::fmax(1, std::fabs(golden))) << golden;
}

template <class Test>
void expect_failures_give(Test test, const std::vector<Golden>& golden) {
  std::size_t taken = 0;
  for (const Golden& expected : golden) {
    while (taken < expected.after) test.add_failure(kFailures[taken++]);
    expect_golden(test.log_e(), expected.log_e);
    expect_golden(test.e() / std::exp(expected.log_e), 1);
  }
}

template <class Test>
void expect_operations_give(Test test, const std::vector<Golden>& golden) {
  std::size_t taken = 0;
  for (const Golden& expected : golden) {
    while (taken < expected.after) test.add(kBad[taken++]);
    expect_golden(test.log_e(), expected.log_e);
  }
}

TEST(RelativeHarm, IsWhatExactFractionsGive) {
  expect_failures_give(RelativeHarm(), {{0, 0},
                                        {1, 1.233065536244583},
                                        {2, 1.0260117878459116},
                                        {4, 2.8193580644216816},
                                        {6, 3.2856767777634479},
                                        {8, 2.9482063016058704},
                                        {12, 4.052670762999}});
  expect_failures_give(RelativeHarm(1.25), {{0, 0},
                                            {1, 1.1907424381126874},
                                            {2, 0.94865163400834351},
                                            {4, 2.5364540824494375},
                                            {6, 2.9079791115825775},
                                            {8, 2.4494456543226839},
                                            {12, 3.3939931165101096}});
}

TEST(RelativeSafety, IsWhatExactFractionsGive) {
  expect_failures_give(RelativeSafety(), {{0, 0},
                                          {1, -1.0851473944107839},
                                          {2, -1.061493039638578},
                                          {4, -1.9782065188436242},
                                          {6, -2.209651374980707},
                                          {8, -2.3443698686368539},
                                          {12, -2.6592674723940508}});
}

TEST(AbsoluteHarm, IsWhatExactFractionsGive_WithDuplicateAlternativesMerged) {
  expect_operations_give(
      AbsoluteHarm(0.02),
      {{0, 0}, {1, -0.11447219600908215}, {3, 1.4107406029158924}, {6, 5.8605320134913148}, {10, 7.5101949744274057}});
  expect_operations_give(AbsoluteHarm(0.1), {{10, 1.930163293267017}});
  expect_operations_give(AbsoluteHarm(0.5),
                         {{1, -1.2039728043259359}, {3, -1.6245515502441485}, {6, -1.540065779542515}, {10, -3.2300050935705755}});
}

TEST(AbsoluteSafety, IsWhatExactFractionsGive) {
  expect_operations_give(AbsoluteSafety(0.05),
                         {{0, 0}, {2, 0.083844867269308551}, {3, -1.6107090628012954}, {10, -3.9752491357089075}});
}

TEST(LateChange, IsWhatExactFractionsGive_AndForgetsCredit) {
  constexpr std::array<Draw, 6> kLate{{{500'000, Side::Control},
                                       {500'000, Side::Control},
                                       {500'000, Side::Control},
                                       {250'000, Side::Canary},
                                       {250'000, Side::Canary},
                                       {250'000, Side::Control}}};
  LateChange late;
  RelativeHarm harm;
  for (const Draw& draw : kLate) {
    late.add_failure(draw);
    harm.add_failure(draw);
  }
  expect_golden(late.log_statistic(), 0.9028388069356128);
  expect_golden(harm.log_e(), -0.97684555632598946);
  late.restart();
  EXPECT_EQ(late.log_statistic(), 0);
}

/// The expected factor of one failure where the canary fails `times` as often as the control.
double expected_factor(Draw draw, double margin, double ratio, double times) {
  const double w = draw.weight();
  const double canary = w * times / (w * times + 1 - w);
  return canary * std::exp(log_ratio_of_failure({draw.weight_ppm, Side::Canary}, margin, ratio)) +
         (1 - canary) * std::exp(log_ratio_of_failure({draw.weight_ppm, Side::Control}, margin, ratio));
}

TEST(RelativeHarm, ExpectsNoGainFromAnyStep_WhileTheCanaryIsWithinTheMargin) {
  double largest = 0;
  for (const std::uint32_t weight : kWeights) {
    for (const double margin : {1.0, 1.1, 1.25, 2.0}) {
      for (const double ratio : {1.5, 2.0, 3.0, 5.0, 10.0}) {
        for (const double part : {0.0, 0.01, 0.25, 0.5, 0.9, 0.99, 1.0}) {
          largest = std::fmax(largest, expected_factor({weight, Side::Canary}, margin, ratio, part * margin));
        }
        EXPECT_GT(expected_factor({weight, Side::Canary}, margin, ratio, 1.2 * margin), 1);
      }
    }
  }
  EXPECT_LE(largest, 1 + 1e-14);
}

TEST(RelativeSafety, ExpectsNoGainFromAnyStep_WhileTheCanaryIsNoBetter) {
  double largest = 0;
  for (const std::uint32_t weight : kWeights) {
    for (const double ratio : {0.05, 0.1, 0.25, 0.5, 0.75}) {
      for (const double times : {1.0, 1.01, 1.5, 4.0, 100.0}) {
        largest = std::fmax(largest, expected_factor({weight, Side::Canary}, 1, ratio, times));
      }
      EXPECT_GT(expected_factor({weight, Side::Canary}, 1, ratio, 0.8), 1);
    }
  }
  EXPECT_LE(largest, 1 + 1e-14);
}

/// The expected factor of one operation of which a share `share` is bad, for a test that begins at 1.
template <class Test>
double expected_first_factor(Test test, double share) {
  Test bad = test;
  bad.add(true);
  test.add(false);
  return share * bad.e() + (1 - share) * test.e();
}

TEST(AbsoluteHarm, ExpectsNoGainFromAnyStep_WhileTheShareIsWithinTheBudget) {
  for (const double budget : {kBudgetMin, 0.01, 0.05, 0.2, kBudgetMax}) {
    for (const double part : {0.0, 0.5, 0.99, 1.0})
      EXPECT_LE(expected_first_factor(AbsoluteHarm(budget), part * budget), 1 + 1e-14);
    EXPECT_GT(expected_first_factor(AbsoluteHarm(budget), 1.1 * budget), 1);
  }
}

TEST(AbsoluteSafety, ExpectsNoGainFromAnyStep_WhileTheShareIsNotBelowTheBudget) {
  for (const double budget : {kBudgetMin, 0.01, 0.05, 0.2, kBudgetMax}) {
    for (const double part : {1.0, 1.01, 2.0}) EXPECT_LE(expected_first_factor(AbsoluteSafety(budget), part * budget), 1 + 1e-14);
    EXPECT_GT(expected_first_factor(AbsoluteSafety(budget), 0.9 * budget), 1);
  }
}

TEST(RelativeTests, AControlFailureNeverRaisesHarm_ACanaryFailureNeverLowersIt_AndSafetyIsTheOtherWayRound) {
  Random random(11);
  RelativeHarm harm;
  RelativeSafety safety;
  LateChange late;
  for (int i = 0; i < 20'000; ++i) {
    const Draw draw{kWeights[random.below(kWeights.size())], random.chance(1, 2) ? Side::Canary : Side::Control};
    const std::array before{harm.log_e(), safety.log_e(), late.log_statistic()};
    harm.add_failure(draw);
    safety.add_failure(draw);
    late.add_failure(draw);
    const double toward_canary = draw.side == Side::Canary ? 1 : -1;
    EXPECT_GE(toward_canary * (harm.log_e() - before[0]), 0);
    EXPECT_LE(toward_canary * (safety.log_e() - before[1]), 0);
    if (draw.side == Side::Canary) {
      EXPECT_GE(late.log_statistic(), before[2]);
    }
  }
}

TEST(AbsoluteTests, ABadOperationNeverLowersHarm_AndNeverRaisesSafety) {
  Random random(12);
  AbsoluteHarm harm(0.05);
  AbsoluteSafety safety(0.05);
  for (int i = 0; i < 20'000; ++i) {
    const bool bad = random.chance(1, 12);
    const double harm_before = harm.log_e();
    const double safety_before = safety.log_e();
    harm.add(bad);
    safety.add(bad);
    EXPECT_EQ(harm.log_e() > harm_before, bad);
    EXPECT_EQ(safety.log_e() < safety_before, bad);
  }
}

TEST(AbsoluteHarm, AnOperationThatTurnsOutBadCountsAsIfItHadBeenFromTheStart) {
  AbsoluteHarm known(0.02);
  AbsoluteHarm late(0.02);
  for (const bool bad : kBad) {
    known.add(bad);
    late.add(false);
  }
  for (int i = 0; i < 4; ++i) late.turn_bad();
  expect_golden(late.log_e(), known.log_e());
}

TEST(RelativeTests, ACoinWithOneSideChangesNothing_AndNoTrafficSaysNothing) {
  RelativeHarm harm;
  RelativeSafety safety;
  LateChange late;
  for (const std::uint32_t weight : {0U, kWholePpm, kWholePpm + 1}) {
    for (const Side side : {Side::Canary, Side::Control}) {
      harm.add_failure({weight, side});
      safety.add_failure({weight, side});
      late.add_failure({weight, side});
    }
  }
  EXPECT_EQ(harm.e(), 1);
  EXPECT_EQ(safety.e(), 1);
  EXPECT_EQ(late.log_statistic(), 0);
  EXPECT_EQ(AbsoluteHarm(0.05).e(), 1);
  EXPECT_EQ(AbsoluteSafety(0.05).e(), 1);
}

TEST(EProcesses, StayNumbersOverAMillionFailures) {
  constexpr int kFailuresInARow = 1'000'000;
  for (const Side side : {Side::Canary, Side::Control}) {
    RelativeHarm harm;
    RelativeSafety safety;
    LateChange late;
    AbsoluteHarm budget(0.02);
    AbsoluteSafety ceiling(0.02);
    for (int i = 0; i < kFailuresInARow; ++i) {
      const Draw draw{kWeights[static_cast<std::size_t>(i) % kWeights.size()], side};
      harm.add_failure(draw);
      safety.add_failure(draw);
      late.add_failure(draw);
      budget.add(side == Side::Canary);
      ceiling.add(side == Side::Canary);
    }
    for (const double log_e : {harm.log_e(), safety.log_e(), late.log_statistic(), budget.log_e(), ceiling.log_e()}) {
      EXPECT_TRUE(std::isfinite(log_e));
    }
    EXPECT_EQ(harm.log_e() > 0, side == Side::Canary);
    EXPECT_EQ(safety.log_e() < 0, side == Side::Canary);
    EXPECT_FALSE(std::isnan(harm.e()) || std::isnan(budget.e()) || std::isnan(ceiling.e()));
  }
}

TEST(AbsoluteSafety, SaysHowManyCleanOperationsAreNeeded_AndThatIsTrue) {
  AbsoluteSafety safety(0.05);
  for (const int failures : {0, 1, 2}) {
    const std::uint64_t needed = safety.clean_needed(0.05);
    for (std::uint64_t i = 1; i < needed; ++i) safety.add(false);
    EXPECT_LT(safety.e(), 20) << failures;
    safety.add(false);
    EXPECT_GE(safety.e(), 20) << failures;
    EXPECT_EQ(safety.clean_needed(0.05), 0U);
    safety.add(true);
  }
}

TEST(AbsoluteSafety, NeedsTheTabulatedNumberOfCleanOperations) {
  EXPECT_EQ(AbsoluteSafety(0.10).clean_needed(0.05), 33U);
  EXPECT_EQ(AbsoluteSafety(0.05).clean_needed(0.05), 68U);
  EXPECT_EQ(AbsoluteSafety(0.02).clean_needed(0.05), 172U);
  EXPECT_EQ(AbsoluteSafety(0.01).clean_needed(0.05), 344U);
}

}  // namespace
}  // namespace jurymast::evidence
