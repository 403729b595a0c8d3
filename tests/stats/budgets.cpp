#include <fmt/format.h>

#include <array>

#include "evidence/absolute_harm.hpp"
#include "evidence/rescue_watch.hpp"
#include "evidence/test_trial.hpp"
#include "tables.hpp"

namespace jurymast::stats {
namespace {

using evidence::AbsoluteHarm;
using evidence::AssignedOutcome;
using evidence::JudgedOperation;
using evidence::RescueWatch;
using evidence::testing::happens;

constexpr std::uint32_t kPercent = 10'000;
constexpr double kLogHundred = 4.605170185988092;
constexpr std::uint64_t kOperationsMax = 20'000;

/// How many operations until the test decides at alpha 1 %; `most` where it does not.
std::uint64_t operations_until(double budget, std::uint32_t share_ppm, std::uint64_t most, Random random) {
  AbsoluteHarm harm(budget);
  for (std::uint64_t i = 1; i < most; ++i) {
    harm.add(happens(random, share_ppm));
    if (harm.log_e() >= kLogHundred) return i;
  }
  return most;
}

std::vector<std::uint64_t> all_until(const Sheet& sheet, double budget, std::uint32_t share_ppm, std::uint64_t most) {
  std::vector<std::uint64_t> all;
  for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) all.push_back(operations_until(budget, share_ppm, most, Random(seed)));
  return all;
}

struct BudgetCase {
  std::uint32_t budget_percent;
  std::uint32_t share_percent;
  double expected;
};

enum class Harm : unsigned char { Useless, Invalid };

/// A rescue that does harm or not, as its record would tell it.
JudgedOperation rescue(Harm harm, bool harms) {
  JudgedOperation operation;
  operation.route = "route";
  operation.assigned = "primary";
  operation.outcome = AssignedOutcome::Failed;
  evidence::RescueSeen& rescue = operation.rescues.emplace_back();
  rescue.target = "spare";
  if (harms && harm == Harm::Useless) rescue.failure_class = FailureClass::UpstreamError;
  if (harms && harm == Harm::Invalid) rescue.invalid = true;
  return operation;
}

std::uint64_t rescues_until_suspended(Harm harm, std::uint32_t percent, std::uint64_t most, Random random) {
  RescueWatch watch({"route", "spare", "primary"});
  for (std::uint64_t i = 1; i < most; ++i) {
    watch.take(rescue(harm, happens(random, percent * kPercent)));
    if (watch.next({})) return i;
  }
  return most;
}

std::vector<std::uint64_t> all_rescues(const Sheet& sheet, Harm harm, std::uint32_t percent) {
  constexpr std::uint64_t kRescuesMax = 1000;
  std::vector<std::uint64_t> all;
  for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed)
    all.push_back(rescues_until_suspended(harm, percent, kRescuesMax, Random(seed)));
  return all;
}

std::uint64_t count_suspended(const Sheet& sheet, std::uint32_t percent) {
  constexpr std::uint64_t kRescuesMax = 500;
  std::uint64_t suspended = 0;
  for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) {
    suspended += rescues_until_suspended(Harm::Useless, percent, kRescuesMax, Random(seed)) < kRescuesMax ? 1U : 0U;
  }
  return suspended;
}

}  // namespace

void tell_budgets(Sheet& sheet) {
  sheet.section("Until a target that fails more often than a fixed budget is rolled back, alpha 1 %: requests (90th percentile)");
  for (const BudgetCase& row : {BudgetCase{1, 2, 1330}, BudgetCase{1, 4, 176}, BudgetCase{1, 10, 35}, BudgetCase{1, 90, 3},
                                BudgetCase{5, 10, 219}, BudgetCase{5, 20, 42}, BudgetCase{5, 50, 7}, BudgetCase{5, 90, 3}}) {
    if (!sheet.takes_row()) continue;
    sheet.median_of(fmt::format("budget {} %, {} % fail", row.budget_percent, row.share_percent),
                    all_until(sheet, row.budget_percent / 100.0, row.share_percent * kPercent, kOperationsMax),
                    {row.expected, row.expected});
  }
  for (const std::uint32_t budget : {1U, 5U}) {
    constexpr std::uint64_t kOperations = 3000;
    std::uint64_t blamed = 0;
    for (const std::uint64_t after : all_until(sheet, budget / 100.0, budget * kPercent, kOperations))
      blamed += after < kOperations ? 1U : 0U;
    sheet.at_most(fmt::format("false rollback in 3000 requests, budget {} %, {} % fail", budget, budget), blamed, 1);
  }
}

void tell_rescues(Sheet& sheet) {
  sheet.section("Until a fallback is suspended whose rescues do harm: rescues (90th percentile)");
  sheet.median_of("70 % of rescues fail", all_rescues(sheet, Harm::Useless, 70), {55, 55});
  sheet.median_of("90 % of rescues fail", all_rescues(sheet, Harm::Useless, 90), {13, 13});
  sheet.median_of("all rescues fail", all_rescues(sheet, Harm::Useless, 100), {9, 9});
  sheet.median_of("10 % of answers are no use", all_rescues(sheet, Harm::Invalid, 10), {60, 60});
  sheet.median_of("30 % of answers are no use", all_rescues(sheet, Harm::Invalid, 30), {9, 9});
  sheet.median_of("all answers are no use", all_rescues(sheet, Harm::Invalid, 100), {3, 3});
  sheet.at_most("suspended within 500 rescues, 50 % of rescues fail", count_suspended(sheet, 50), 1);
  sheet.at_most("suspended within 500 rescues, 30 % of rescues fail", count_suspended(sheet, 30), 0);
}

}  // namespace jurymast::stats
