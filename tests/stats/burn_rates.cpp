#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "evidence/burn_rate.hpp"
#include "evidence/test_trial.hpp"
#include "tables.hpp"

namespace jurymast::stats {
namespace {

using evidence::BurnRate;
using evidence::BurnRule;
using evidence::kBurnRules;
using evidence::testing::happens;

constexpr double kBudget = 0.02;
constexpr std::uint64_t kMinutes = 24 * 60;

struct BurnCase {
  std::uint64_t per_minute;
  std::uint32_t unserved_percent;
  std::optional<double> at_most{};  ///< of runs, where something is promised
};

bool rolls_back(const BurnRate& burn) {
  return std::any_of(kBurnRules.begin(), kBurnRules.end(), [&](const BurnRule& rule) {
    const auto rate = burn.rate(rule);
    return rule.rolls_back && rate && *rate >= rule.rate;
  });
}

/// How many requests it takes within a day until one of the fast rules decides; nothing where none does.
std::optional<std::uint64_t> requests_until(const BurnCase& row, Random random) {
  constexpr std::uint32_t kPercent = 10'000;
  BurnRate burn(kBudget);
  const std::uint64_t apart_ms = 60'000 / row.per_minute;
  for (std::uint64_t i = 0; i < kMinutes * row.per_minute; ++i) {
    const bool unserved = happens(random, row.unserved_percent * kPercent);
    burn.take(WallTime{std::chrono::milliseconds(1'782'000'000'000 + static_cast<std::int64_t>(i * apart_ms))}, unserved);
    if (unserved && rolls_back(burn)) return i + 1;
  }
  return std::nullopt;
}

}  // namespace

void tell_burn_rates(Sheet& sheet) {
  sheet.section(
      "Burn rates at full weight, ceiling 2 %: runs in which 14.4 times over an hour or 6 times over six is reached in a day");
  for (const BurnCase& row : {BurnCase{1, 2, 1.0}, BurnCase{1, 10}, BurnCase{1, 30}, BurnCase{1, 100}, BurnCase{10, 2, 1.0},
                              BurnCase{10, 10}, BurnCase{10, 30}, BurnCase{10, 100}}) {
    if (!sheet.takes_row()) continue;
    Detection seen;
    for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) {
      if (const auto requests = requests_until(row, Random(seed))) seen.operations.push_back(*requests);
    }
    const std::string what = fmt::format("{} requests a minute, {} % get no answer", row.per_minute, row.unserved_percent);
    if (row.at_most) {
      sheet.at_most(what, seen.operations.size(), *row.at_most);
    } else {
      sheet.told(what, seen.operations.size());
    }
    if (!seen.operations.empty()) sheet.told_median("  requests until then", seen.operations);
  }
}

}  // namespace jurymast::stats
