#include <fmt/format.h>

#include <string_view>

#include "tables.hpp"

/// Prints what the statistics of rollouts do, and what other rules do in their place, beside what is expected of each.
namespace jurymast::stats {
namespace {

constexpr std::uint64_t kRuns = 400;
constexpr std::uint64_t kRunsShort = 200;

int tell(bool whole) {
  Sheet sheet(whole ? kRuns : kRunsShort, whole);
  fmt::print("{} seeded runs a row. Shares may differ by 3 points and 3 standard deviations, medians by 20 %.\n", sheet.runs());
  tell_false_rollbacks(sheet);
  tell_detection(sheet);
  tell_default_detection(sheet);
  tell_late_change(sheet);
  tell_budgets(sheet);
  tell_rescues(sheet);
  tell_primaries(sheet);
  tell_safety(sheet);
  tell_units(sheet);
  tell_burn_rates(sheet);
  fmt::print("\n{} figures, {} outside\n", sheet.figures(), sheet.outside());
  return sheet.outside() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace jurymast::stats

int main(int count, char** texts) {
  const bool is_short = count == 2 && std::string_view(texts[1]) == "--short";
  if (count > 1 && !is_short) {
    fmt::print(stderr, "usage: jurymast_stats [--short]    fewer runs, and every third row\n");
    return 2;
  }
  return jurymast::stats::tell(!is_short);
}
