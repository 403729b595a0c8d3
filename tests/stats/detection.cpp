#include <fmt/format.h>

#include <array>
#include <cmath>

#include "evidence/class_mixture.hpp"
#include "evidence/late_change.hpp"
#include "evidence/relative_harm.hpp"
#include "evidence/test_trial.hpp"
#include "tables.hpp"

namespace jurymast::stats {
namespace {

using evidence::LateChange;
using evidence::RelativeHarm;
using evidence::Side;
using evidence::testing::trial_operation;
using evidence::testing::TrialArms;
using evidence::testing::TrialOperation;

constexpr std::uint32_t kPercent = 10'000;
constexpr double kLogHundred = 4.605170185988092;
/// Whoever waits longer has found nothing.
constexpr std::uint64_t kOperationsMax = 50'000;

/// Harm as rollouts judge it by default: all classes within one alpha, here with failures of one class alone.
struct DefaultHarm {
  evidence::ClassMixture mixture;
  void add_failure(evidence::Draw draw) { mixture.add_failure(draw, FailureClass::UpstreamError); }
  double log_e() const { return mixture.log_e(); }
};

template <class Harm>
void detect(const TrialArms& arms, double log_threshold, Random random, Detection& seen) {
  Harm harm;
  std::uint64_t operations = 0;
  std::uint64_t canary = 0;
  std::uint64_t failures = 0;
  bool decided = false;
  while (!decided && operations < kOperationsMax) {
    const TrialOperation operation = trial_operation(arms, random);
    ++operations;
    if (operation.draw.side == Side::Canary) {
      ++canary;
      failures += operation.failed ? 1U : 0U;
    }
    if (!operation.failed) continue;
    harm.add_failure(operation.draw);
    decided = harm.log_e() >= log_threshold;
  }
  seen.operations.push_back(operations);
  seen.canary.push_back(canary);
  seen.failures.push_back(failures);
}

struct DetectionCase {
  std::uint32_t fallback_percent;
  std::uint32_t primary_percent;
  std::array<ExpectedDetection, 3> expected;  ///< at the weights below
};

constexpr std::array<std::uint32_t, 3> kWeights{5, 25, 50};

constexpr std::array kCases = std::to_array<DetectionCase>({
    {100, 1, {{{65, 129, 4, 4}, {25, 36, 6, 6}, {20, 26, 10, 10}}}},
    {30, 1, {{{290, 501, 14, 4}, {83, 135, 22, 6}, {72, 115, 35, 10}}}},
    {10, 1, {{{881, 1922, 43, 5}, {326, 471, 75, 8}, {250, 470, 130, 13}}}},
    {5, 1, {{{3147, 6969, 158, 9}, {799, 1625, 201, 9}, {631, 1203, 325, 17}}}},
    {40, 10, {{{429, 1056, 22, 9}, {119, 243, 29, 12}, {109, 205, 58, 24}}}},
    {10, 5, {{{5779, 9575, 298, 30}, {1231, 2631, 315, 35}, {1025, 2444, 509, 52}}}},
});

constexpr std::uint64_t kHealthyOperations = 5000;
constexpr std::uint32_t kUsualPpm = 2 * kPercent;
constexpr std::uint32_t kBrokenPpm = 30 * kPercent;
constexpr std::uint32_t kWeightPpm = 25 * kPercent;

/// How many operations after the change, which comes after a long time in which both arms were alike.
template <class Test, class Decides>
std::uint64_t operations_after_the_change(Test test, Decides decides, Random random) {
  for (std::uint64_t i = 0; i < kHealthyOperations; ++i) {
    const TrialOperation operation = trial_operation({kWeightPpm, kUsualPpm, kUsualPpm}, random);
    if (operation.failed) test.add_failure(operation.draw);
  }
  for (std::uint64_t i = 1; i < kOperationsMax; ++i) {
    const TrialOperation operation = trial_operation({kWeightPpm, kUsualPpm, kBrokenPpm}, random);
    if (operation.failed) test.add_failure(operation.draw);
    if (decides(test)) return i;
  }
  return kOperationsMax;
}

bool alarms(const LateChange& late) { return late.log_statistic() >= std::log(evidence::kLateChangeThreshold); }

bool alarms_without_a_change(Random random) {
  constexpr std::uint64_t kOperations = 20'000;
  LateChange late;
  for (std::uint64_t i = 0; i < kOperations; ++i) {
    const TrialOperation operation = trial_operation({kWeightPpm, 20 * kPercent, 20 * kPercent}, random);
    if (!operation.failed) continue;
    late.add_failure(operation.draw);
    if (alarms(late)) return true;
  }
  return false;
}

}  // namespace

void tell_detection(Sheet& sheet) {
  sheet.section("Until a worse fallback is rolled back, alpha 1 %: requests (90th percentile), of the canary, failed there");
  for (const DetectionCase& row : kCases) {
    for (std::size_t i = 0; i < kWeights.size(); ++i) {
      if (!sheet.takes_row()) continue;
      Detection seen;
      const TrialArms arms{kWeights[i] * kPercent, row.primary_percent * kPercent, row.fallback_percent * kPercent};
      for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) detect<RelativeHarm>(arms, kLogHundred, Random(seed), seen);
      sheet.detection(fmt::format("{} % beside {} %, weight {} %", row.fallback_percent, row.primary_percent, kWeights[i]), seen,
                      row.expected[i]);
    }
  }
}

void tell_default_detection(Sheet& sheet) {
  constexpr double kLogFifty = 3.912023005428146;
  sheet.section("The same by default: all classes within one alpha of 2 %, failures of one class");
  for (const std::uint32_t fallback : {100U, 30U, 10U}) {
    for (const std::uint32_t weight : {5U, 25U}) {
      if (!sheet.takes_row()) continue;
      Detection seen;
      const TrialArms arms{weight * kPercent, kPercent, fallback * kPercent};
      for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) detect<DefaultHarm>(arms, kLogFifty, Random(seed), seen);
      const std::string what = fmt::format("{} % beside 1 %, weight {} %", fallback, weight);
      sheet.told_median(what + ": requests", seen.operations);
      sheet.told_median(what + ": of the canary", seen.canary);
      sheet.told_median(what + ": failed there", seen.failures);
    }
  }
}

void tell_late_change(Sheet& sheet) {
  sheet.section("A fallback that was as good as its primary for 5000 requests goes from 2 % to 30 %, weight 25 %: requests until");
  std::vector<std::uint64_t> plain;
  std::vector<std::uint64_t> forgetting;
  std::uint64_t false_alarms = 0;
  for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) {
    const Random random(seed);
    plain.push_back(
        operations_after_the_change(RelativeHarm(), [](const RelativeHarm& harm) { return harm.log_e() >= kLogHundred; }, random));
    forgetting.push_back(operations_after_the_change(LateChange(), alarms, random));
    false_alarms += alarms_without_a_change(random) ? 1U : 0U;
  }
  sheet.median_of("the e-process of harm decides (alpha 1 %)", plain, {331, 331});
  sheet.median_of("the e-CUSUM freezes (threshold 1000)", forgetting, {110, 110});
  sheet.share("the e-CUSUM alarms though nothing changed: 20 000, 20 % fail", false_alarms, {26, 26});
}

}  // namespace jurymast::stats
