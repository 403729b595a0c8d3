#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "evidence/likelihood.hpp"
#include "evidence/relative_harm.hpp"
#include "evidence/relative_safety.hpp"
#include "evidence/test_trial.hpp"
#include "evidence/window_rule.hpp"
#include "tables.hpp"

namespace jurymast::stats {
namespace {

using evidence::Side;
using evidence::WindowRule;
using evidence::WindowSettings;
using evidence::testing::ever_decides;
using evidence::testing::happens;
using evidence::testing::trial_operation;
using evidence::testing::TrialArms;
using evidence::testing::TrialOperation;

constexpr std::uint32_t kPercent = 10'000;
constexpr std::uint64_t kOperations = 5000;

TrialArms equal_arms(std::uint32_t share_percent, std::uint32_t weight_percent) {
  return {weight_percent * kPercent, share_percent * kPercent, share_percent * kPercent};
}

/// In how many runs a rule decides; it gets the seeded numbers of its run.
template <class Rule>
std::uint64_t count(const Sheet& sheet, Rule rolls_back) {
  std::uint64_t runs = 0;
  for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) runs += rolls_back(Random(seed)) ? 1U : 0U;
  return runs;
}

struct WindowCase {
  std::uint32_t share_percent;
  std::uint64_t operations;
  std::uint32_t weight_percent;
  Expected expected;
};

bool windows_roll_back(const WindowSettings& settings, const WindowCase& row, Random random) {
  constexpr int kWindows = 24;
  WindowRule rule(settings);
  for (int window = 0; window < kWindows && !rule.rolls_back(); ++window) {
    for (std::uint64_t i = 0; i < row.operations; ++i) {
      const TrialOperation operation = trial_operation(equal_arms(row.share_percent, row.weight_percent), random);
      rule.add(operation.draw.side, operation.failed);
    }
    rule.close();
  }
  return rule.rolls_back();
}

void tell_windows(Sheet& sheet) {
  sheet.section("False rollback of an equal fallback: worse in two windows in a row, of 24");
  for (const WindowCase& row : {WindowCase{1, 50, 10, {3, 3}}, WindowCase{1, 50, 25, {22, 22}}, WindowCase{2, 200, 10, {85, 85}},
                                WindowCase{2, 200, 25, {99, 99}}, WindowCase{5, 50, 10, {58, 58}}, WindowCase{5, 50, 25, {94, 94}},
                                WindowCase{5, 1000, 10, {98, 100}}, WindowCase{5, 1000, 25, {98, 100}}}) {
    if (!sheet.takes_row()) continue;
    const auto runs = [&](const WindowSettings& settings) {
      return count(sheet, [&](Random random) { return windows_roll_back(settings, row, random); });
    };
    const std::string what =
        fmt::format("{} % fail, {} requests a window, weight {} %", row.share_percent, row.operations, row.weight_percent);
    sheet.share(what, runs(evidence::bare_windows()), row.expected);
    sheet.told("  the same with an evidence floor", runs(WindowSettings()));
  }
}

/// How many requests come in a minute in which `mean` come on average, each by itself (Knuth's product of uniform numbers).
std::uint64_t poisson(double mean, Random& random) {
  constexpr std::uint64_t kFine = std::uint64_t{1} << 53;
  const double limit = std::exp(-mean);
  double product = 1;
  std::uint64_t events = 0;
  for (;; ++events) {
    product *= static_cast<double>(random.below(kFine) + 1) / static_cast<double>(kFine);
    if (product <= limit) return events;
  }
}

struct MinuteCase {
  std::uint32_t per_minute;
  std::uint32_t weight_percent;
  Expected expected;
};

/// As Flagger does it: each minute the canary's share of successes must be 99 % or more, a minute without requests is a failed check, and
/// the fifth failed check rolls back.
bool minutes_roll_back(const MinuteCase& row, Random random) {
  constexpr int kMinutes = 30;
  constexpr int kChecksFailedMax = 5;
  constexpr std::uint32_t kFailing = kPercent / 2;
  int failed_checks = 0;
  for (int minute = 0; minute < kMinutes; ++minute) {
    const std::uint64_t requests = poisson(row.per_minute * row.weight_percent / 100.0, random);
    std::uint64_t failures = 0;
    for (std::uint64_t i = 0; i < requests; ++i) failures += happens(random, kFailing) ? 1U : 0U;
    if (requests == 0 || failures * 100 > requests) ++failed_checks;
  }
  return failed_checks >= kChecksFailedMax;
}

void tell_minutes(Sheet& sheet) {
  sheet.section("Rollback of a fallback that fails 0.5 %: success below 99 % in five of 30 minutes (Flagger's analysis)");
  for (const MinuteCase& row :
       {MinuteCase{2, 5, {100, 100}}, MinuteCase{2, 25, {100, 100}}, MinuteCase{10, 5, {100, 100}}, MinuteCase{10, 25, {17, 17}},
        MinuteCase{60, 5, {5, 5}}, MinuteCase{600, 5, {42, 42}}, MinuteCase{600, 25, {62, 62}}}) {
    if (!sheet.takes_row()) continue;
    sheet.share(fmt::format("{} requests a minute, weight {} %", row.per_minute, row.weight_percent),
                count(sheet, [&](Random random) { return minutes_roll_back(row, random); }), row.expected);
  }
}

struct Counted {
  double operations = 0;
  double failures = 0;
  double share() const { return failures / operations; }
};

/// One-sided, 5 %, with the pooled variance.
bool is_significant(const Counted& canary, const Counted& control) {
  constexpr double kQuantile = 1.6448536269514722;
  if (canary.operations == 0 || control.operations == 0) return false;
  const double pooled = (canary.failures + control.failures) / (canary.operations + control.operations);
  const double variance = pooled * (1 - pooled) * (1 / canary.operations + 1 / control.operations);
  return variance > 0 && canary.share() - control.share() > kQuantile * std::sqrt(variance);
}

bool looks_roll_back(const TrialArms& arms, Random random) {
  constexpr std::uint64_t kBetweenLooks = 50;
  Counted canary;
  Counted control;
  for (std::uint64_t i = 1; i <= kOperations; ++i) {
    const TrialOperation operation = trial_operation(arms, random);
    Counted& arm = operation.draw.side == Side::Canary ? canary : control;
    arm.operations += 1;
    arm.failures += operation.failed ? 1U : 0U;
    if (i % kBetweenLooks == 0 && is_significant(canary, control)) return true;
  }
  return false;
}

void tell_looks(Sheet& sheet) {
  sheet.section("False rollback of an equal fallback: a z-test at 5 %, looked at every 50 of 5000 requests, weight 25 %");
  sheet.share("2 % fail", count(sheet, [](Random random) { return looks_roll_back(equal_arms(2, 25), random); }), {36, 36});
  sheet.share("10 % fail", count(sheet, [](Random random) { return looks_roll_back(equal_arms(10, 25), random); }), {28, 28});
}

void tell_e_process(Sheet& sheet) {
  sheet.section("False rollback of an equal fallback: the e-process, looked at after each of 5000 requests");
  for (const std::uint32_t alpha : {5U, 1U}) {
    for (const std::uint32_t share : {2U, 10U, 30U}) {
      for (const std::uint32_t weight : {5U, 25U, 50U}) {
        if (!sheet.takes_row()) continue;
        const std::uint64_t runs = count(sheet, [&](Random random) {
          return ever_decides(
              evidence::RelativeHarm(), [&](std::uint64_t) { return equal_arms(share, weight); }, kOperations,
              -std::log(alpha / 100.0), random);
        });
        sheet.at_most(fmt::format("alpha {} %, {} % fail, weight {} %", alpha, share, weight), runs, alpha);
      }
    }
  }
}

void tell_troubles(Sheet& sheet) {
  constexpr std::uint64_t kBefore = 2000;
  constexpr double kAlpha = 0.02;
  sheet.section("False rollback in the provider's trouble: the e-process, alpha 2 %, 5000 requests");
  for (const std::uint32_t weight : {5U, 25U, 50U}) {
    const auto both = [weight](std::uint64_t i) { return equal_arms(i < kBefore ? 1 : 40, weight); };
    const auto dead = [weight](std::uint64_t) { return TrialArms{weight * kPercent, 100 * kPercent, 5 * kPercent}; };
    const auto runs = [&](const evidence::testing::ArmsAt& arms) {
      return count(sheet, [&](Random random) {
        return ever_decides(evidence::RelativeHarm(), arms, kOperations, -std::log(kAlpha), random);
      });
    };
    sheet.at_most(fmt::format("both arms go from 1 % to 40 %, weight {} %", weight), runs(both), 100 * kAlpha);
    sheet.at_most(fmt::format("the primary is dead, 5 % fail on the fallback, weight {} %", weight), runs(dead), 100 * kAlpha);
  }
}

/// The largest expected factor of a failure where the canary fails `times` as often as the margin allows.
double largest_step(std::span<const double> ratios, std::span<const double> times) {
  double largest = 0;
  for (const std::uint32_t weight : {1U, 10'000U, 50'000U, 250'000U, 500'000U, 900'000U, 999'999U}) {
    const double w = weight / 1e6;
    for (const double ratio : ratios) {
      for (const double time : times) {
        const double canary = w * time / (w * time + 1 - w);
        largest = std::max(largest, canary * std::exp(evidence::log_ratio_of_failure({weight, Side::Canary}, 1, ratio)) +
                                        (1 - canary) * std::exp(evidence::log_ratio_of_failure({weight, Side::Control}, 1, ratio)));
      }
    }
  }
  return largest;
}

void tell_steps(Sheet& sheet) {
  constexpr double kRounding = 1 + 1e-14;
  constexpr std::array kWorse{1.5, 2.0, 3.0, 5.0, 10.0};
  constexpr std::array kBetter{0.05, 0.1, 0.25, 0.5, 0.75};
  constexpr std::array kNotWorse{0.0, 0.1, 0.5, 0.9, 1.0};
  constexpr std::array kNotBetter{1.0, 1.1, 2.0, 10.0};
  sheet.section("The expected factor of one step where the hypothesis holds, exactly, at its largest over a grid");
  sheet.bounded("harm, the fallback no worse", largest_step(kWorse, kNotWorse), kRounding);
  sheet.bounded("safety, the fallback no better", largest_step(kBetter, kNotBetter), kRounding);
}

}  // namespace

void tell_false_rollbacks(Sheet& sheet) {
  tell_windows(sheet);
  tell_minutes(sheet);
  tell_looks(sheet);
  tell_e_process(sheet);
  tell_troubles(sheet);
  tell_steps(sheet);
}

}  // namespace jurymast::stats
