#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>

#include "evidence/absolute_harm.hpp"
#include "evidence/absolute_safety.hpp"
#include "evidence/class_mixture.hpp"
#include "evidence/late_change.hpp"
#include "evidence/relative_harm.hpp"
#include "evidence/relative_safety.hpp"
#include "evidence/test_trial.hpp"

/// What the tests promise, tried out: how often they decide wrongly, looked at after every failure, over many seeded runs.
namespace jurymast::evidence {
namespace {

using testing::ArmsAt;
using testing::ever_decides;
using testing::happens;
using testing::trial_operation;
using testing::TrialArms;

constexpr std::uint64_t kRuns = 1000;
constexpr std::uint64_t kOperations = 5000;

/// Both arms fail equally often.
TrialArms equal_arms(std::uint32_t weight_ppm, std::uint32_t share_ppm) { return {weight_ppm, share_ppm, share_ppm}; }

/// From `low` up to `high` and back within a day of 2000 operations.
std::uint32_t diurnal(std::uint64_t operation, std::uint32_t low, std::uint32_t high) {
  constexpr std::uint64_t kHalfDay = 1000;
  const std::uint64_t hour = operation % (2 * kHalfDay);
  const std::uint64_t height = hour < kHalfDay ? hour : 2 * kHalfDay - hour;
  return low + static_cast<std::uint32_t>((high - low) * height / kHalfDay);
}

std::uint32_t rising_weight(std::uint64_t operation) {
  constexpr std::array<std::uint32_t, 5> kStages{10'000, 50'000, 100'000, 250'000, 500'000};
  return kStages[operation / 1000 % kStages.size()];
}

struct Setting {
  const char* name;
  ArmsAt arms_at;
  std::uint64_t operations = kOperations;
};

std::array<Setting, 6> settings() {
  return {{{"2 %, weight 5 %", [](std::uint64_t) { return equal_arms(50'000, 20'000); }},
           {"10 %, weight 25 %", [](std::uint64_t) { return equal_arms(250'000, 100'000); }},
           {"30 %, weight 50 %", [](std::uint64_t) { return equal_arms(500'000, 300'000); }},
           {"5 %, weight rising in mid-run", [](std::uint64_t i) { return equal_arms(rising_weight(i), 50'000); }},
           {"1 to 20 % in a day, weight 10 %", [](std::uint64_t i) { return equal_arms(100'000, diurnal(i, 10'000, 200'000)); }},
           {"1 to 40 % in a day, weight rising",
            [](std::uint64_t i) { return equal_arms(rising_weight(i), diurnal(i, 10'000, 400'000)); }}}};
}

/// alpha and three standard deviations of a share seen in kRuns runs.
double allowed(double alpha) { return alpha + 3 * std::sqrt(alpha * (1 - alpha) / kRuns); }

template <class Test>
double share_decided(const Test& test, const Setting& setting, double alpha) {
  std::uint64_t decided = 0;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    decided += ever_decides(test, setting.arms_at, setting.operations, -std::log(alpha), Random(seed)) ? 1U : 0U;
  }
  return static_cast<double>(decided) / kRuns;
}

TEST(Calibration, AnEqualFallbackIsRolledBackNoMoreOftenThanAlpha_WhateverTheBaseRateAndTheWeightsDo) {
  for (const Setting& setting : settings()) {
    EXPECT_LE(share_decided(RelativeHarm(), setting, 0.05), allowed(0.05)) << setting.name;
  }
}

TEST(Calibration, AnEqualFallbackIsPromotedNoMoreOftenThanAlpha) {
  for (const Setting& setting : settings()) {
    EXPECT_LE(share_decided(RelativeSafety(), setting, 0.05), allowed(0.05)) << setting.name;
  }
}

TEST(Calibration, ATestThatIgnoresTheWeightWouldBeFoundOut) {
  struct WeightIgnored {
    RelativeHarm harm;
    void add_failure(Draw draw) { harm.add_failure({100'000, draw.side}); }
    double log_e() const { return harm.log_e(); }
  };
  EXPECT_GT(share_decided(WeightIgnored(), settings()[1], 0.05), 0.9);
}

/// Both arms at 1 % for a while, then both at 40 %: the provider behind both is in trouble.
TEST(Calibration, BothArmsDegradeTogether_AndNothingIsRolledBackForIt) {
  const ArmsAt arms = [](std::uint64_t i) { return equal_arms(250'000, i < 2000 ? 10'000 : 400'000); };
  EXPECT_LE(share_decided(RelativeHarm(), {"both degrade", arms}, 0.02), allowed(0.02));
}

/// A primary that is not asked at all, its breaker being open, fails with every operation drawn to it.
TEST(Calibration, ADeadPrimaryDoesNotCostAGoodFallbackItsPlace) {
  for (const std::uint32_t weight : {50'000U, 250'000U, 500'000U}) {
    const ArmsAt arms = [weight](std::uint64_t) { return TrialArms{weight, kWholePpm, 50'000}; };
    EXPECT_LT(share_decided(RelativeHarm(), {"dead primary", arms, kOperations / 5}, 0.02), 0.02) << weight;
    EXPECT_EQ(share_decided(RelativeSafety(), {"dead primary", arms, kOperations / 5}, 0.05), 1) << weight;
  }
}

struct MixtureOfClasses {
  ClassMixture mixture;
  std::uint64_t taken = 0;
  void add_failure(Draw draw) {
    constexpr std::array<FailureClass, 4> kClasses{FailureClass::UpstreamError, FailureClass::TimeoutFirstToken,
                                                   FailureClass::InvalidRequest, FailureClass::Malformed};
    mixture.add_failure(draw, kClasses[taken++ % kClasses.size()]);
  }
  double log_e() const { return mixture.log_e(); }
};

TEST(Calibration, ManyClassesCostOneAlpha) {
  for (const std::size_t i : {1U, 5U}) {
    Setting setting = settings()[i];
    setting.operations = kOperations / 4;
    EXPECT_LE(share_decided(MixtureOfClasses(), setting, 0.05), allowed(0.05)) << setting.name;
  }
}

/// Counted in failures, a change is alarmed about at most once in kLateChangeThreshold on average, where nothing changed.
TEST(Calibration, ALateChangeIsSeldomAlarmedAboutWhereThereIsNone) {
  Random random(21);
  LateChange late;
  std::uint64_t failures = 0;
  std::uint64_t alarms = 0;
  constexpr std::uint64_t kFailures = 400'000;
  while (failures < kFailures) {
    const auto operation = trial_operation(equal_arms(250'000, 500'000), random);
    if (!operation.failed) continue;
    ++failures;
    late.add_failure(operation.draw);
    if (late.log_statistic() < std::log(kLateChangeThreshold)) continue;
    ++alarms;
    late.restart();
  }
  EXPECT_LE(static_cast<double>(alarms), static_cast<double>(kFailures) / kLateChangeThreshold);
}

template <class Test>
double share_decided_absolutely(const Test& fresh, std::uint32_t share_ppm, double alpha) {
  std::uint64_t decided = 0;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    Random random(seed);
    Test test = fresh;
    bool reached = false;
    for (std::uint64_t i = 0; i < kOperations / 5 && !reached; ++i) {
      test.add(happens(random, share_ppm));
      reached = test.log_e() >= -std::log(alpha);
    }
    decided += reached ? 1U : 0U;
  }
  return static_cast<double>(decided) / kRuns;
}

TEST(Calibration, ATargetAtItsBudgetIsBlamedNoMoreOftenThanAlpha) {
  EXPECT_LE(share_decided_absolutely(AbsoluteHarm(0.01), 10'000, 0.01), allowed(0.01));
  EXPECT_LE(share_decided_absolutely(AbsoluteHarm(0.05), 50'000, 0.05), allowed(0.05));
  EXPECT_LE(share_decided_absolutely(AbsoluteHarm(0.5), 500'000, 0.05), allowed(0.05));
}

TEST(Calibration, ATargetAtTheCeilingIsCalledSafeNoMoreOftenThanAlpha) {
  EXPECT_LE(share_decided_absolutely(AbsoluteSafety(0.02), 20'000, 0.05), allowed(0.05));
  EXPECT_LE(share_decided_absolutely(AbsoluteSafety(0.1), 100'000, 0.05), allowed(0.05));
}

}  // namespace
}  // namespace jurymast::evidence
