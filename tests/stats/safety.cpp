#include <fmt/format.h>

#include <array>
#include <cmath>

#include "evidence/absolute_safety.hpp"
#include "evidence/clopper_pearson.hpp"
#include "evidence/relative_safety.hpp"
#include "evidence/test_trial.hpp"
#include "tables.hpp"

namespace jurymast::stats {
namespace {

using evidence::AbsoluteSafety;
using evidence::RelativeSafety;
using evidence::Side;
using evidence::testing::ever_decides;
using evidence::testing::trial_operation;
using evidence::testing::TrialArms;
using evidence::testing::TrialOperation;

constexpr std::uint32_t kPercent = 10'000;
constexpr double kAlpha = 0.05;
constexpr double kLogTwenty = 2.995732273553991;
constexpr std::uint64_t kOperationsMax = 20'000;

std::uint64_t operations_until_better(const TrialArms& arms, Random random) {
  RelativeSafety safety;
  for (std::uint64_t i = 1; i < kOperationsMax; ++i) {
    const TrialOperation operation = trial_operation(arms, random);
    if (operation.failed) safety.add_failure(operation.draw);
    if (safety.log_e() >= kLogTwenty) return i;
  }
  return kOperationsMax;
}

struct BetterCase {
  std::uint32_t fallback_percent;
  std::uint32_t primary_percent;
  std::uint32_t weight_percent;
  double expected;
};

void tell_mitigation(Sheet& sheet) {
  sheet.section("Mitigation, until a better fallback may have more, alpha 5 %: requests (90th percentile)");
  for (const BetterCase& row : {BetterCase{2, 40, 5, 202}, BetterCase{2, 40, 10, 104}, BetterCase{2, 40, 25, 47},
                                BetterCase{2, 40, 50, 31}, BetterCase{2, 20, 25, 107}}) {
    if (!sheet.takes_row()) continue;
    const TrialArms arms{row.weight_percent * kPercent, row.primary_percent * kPercent, row.fallback_percent * kPercent};
    std::vector<std::uint64_t> all;
    for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) all.push_back(operations_until_better(arms, Random(seed)));
    sheet.median_of(fmt::format("{} % beside {} %, weight {} %", row.fallback_percent, row.primary_percent, row.weight_percent),
                    all, {row.expected, row.expected});
  }
  for (const std::uint32_t weight : {5U, 25U, 50U}) {
    constexpr std::uint64_t kOperations = 5000;
    std::uint64_t promoted = 0;
    for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) {
      const auto arms = [weight](std::uint64_t) { return TrialArms{weight * kPercent, 20 * kPercent, 20 * kPercent}; };
      promoted += ever_decides(RelativeSafety(), arms, kOperations, kLogTwenty, Random(seed)) ? 1U : 0U;
    }
    sheet.at_most(fmt::format("an equal fallback gets more: 20 % beside 20 %, weight {} %", weight), promoted, 100 * kAlpha);
  }
}

/// How many operations with so many failures exclude a share, looked at once.
std::uint64_t operations_for_one_look(std::uint64_t failures, double share) {
  std::uint64_t operations = failures + 1;
  while (evidence::upper_limit(failures, operations, 1 - kAlpha) > share) ++operations;
  return operations;
}

struct CeilingCase {
  double ceiling;
  std::uint64_t clean;
  std::array<std::uint64_t, 4> one_look;  ///< with 0 to 3 failures
};

void tell_planned_moves(Sheet& sheet) {
  constexpr std::array kCeilings = std::to_array<CeilingCase>({{0.10, 33, {29, 46, 61, 76}},
                                                               {0.05, 68, {59, 93, 124, 153}},
                                                               {0.02, 172, {149, 236, 313, 386}},
                                                               {0.01, 344, {299, 473, 628, 773}}});
  sheet.section("Planned moves, canary requests until the share of failures is below a ceiling, alpha 5 %");
  for (const CeilingCase& row : kCeilings) {
    if (!sheet.takes_row()) continue;
    sheet.exact(fmt::format("ceiling {:g} %, no failure, at any look", 100 * row.ceiling),
                AbsoluteSafety(row.ceiling).clean_needed(kAlpha), row.clean);
    for (std::uint64_t failures = 0; failures < row.one_look.size(); ++failures) {
      sheet.exact(fmt::format("  at one look alone, {} failures (Clopper-Pearson)", failures),
                  operations_for_one_look(failures, row.ceiling), row.one_look[failures]);
    }
  }
}

}  // namespace

void tell_safety(Sheet& sheet) {
  tell_mitigation(sheet);
  tell_planned_moves(sheet);
}

}  // namespace jurymast::stats
