#include "app/simulate/simulate_report.hpp"

#include <fmt/format.h>

#include <array>

#include "app/simulate/simulate_words.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using sim::ScenarioReport;

constexpr std::size_t kIndent = 2;
constexpr std::size_t kNameColumns = 20;
constexpr std::size_t kProtectionColumns = 14;
/// How many settings the screen names; the other forms name all.
constexpr std::size_t kSettingsShownMax = 4;

/// What stands in one line of the table of protections, from left to right; its heading too.
using ProtectionRow = std::array<std::string, 6>;

std::string row_text(const ProtectionRow& row) {
  return fmt::format("  {}{:>8}{:>13}{:>11}{:>12}   {}\n", cell(row[0], kProtectionColumns), row[1], row[2], row[3], row[4],
                     row[5]);
}

std::string protection_table(const Comparison& comparison, Duration afterwards) {
  std::string text = row_text({"", "attempts", "of these", "served in", "worst wait", "well again"});
  text += row_text({"", "per call", "at primary", "the fault", "of a call", "after the fault"});
  for (std::size_t i = 0; i < kComparedProtections.size(); ++i) {
    const ScenarioReport& report = comparison.reports[i];
    text += row_text({std::string(name_of(kComparedProtections[i])), attempts_text(report, report.attempts_milli()),
                      attempts_text(report, report.attempts_milli(0)), served_text(report), span_text(report.worst_wait),
                      recovery_text(report.recovered, afterwards)});
  }
  return text;
}

std::string target_table(const ScenarioReport& report) {
  std::string text = fmt::format("  {}{:>14}{:>16}{:>19}\n", cell("attempts with full", kNameColumns + 2), "in the fault",
                                 "per call", "in the whole run");
  for (std::size_t i = 0; i < report.targets.size(); ++i) {
    const ScenarioReport::TargetFigures& target = report.targets[i];
    text += fmt::format("    {}{:>14}{:>16}{:>19}\n", cell(clip_middle(target.name, kNameColumns), kNameColumns), target.attempts,
                        attempts_text(report, report.attempts_milli(i)), target.attempts_in_all);
  }
  return text;
}

std::string settings_list(const Comparison& comparison, Duration afterwards) {
  std::string text = wrap("  " + settings_sentence(comparison), kIndent);
  const std::size_t made = differences_made(comparison);
  for (std::size_t i = 0; i < std::min(made, kSettingsShownMax); ++i) {
    text += wrap("    " + difference_text((*comparison.differences)[i], comparison, afterwards), 3 * kIndent);
  }
  if (made > kSettingsShownMax) text += fmt::format("    and {} more in the other formats\n", made - kSettingsShownMax);
  return text;
}

std::string screen(const Comparison& comparison, const SimulatePlan& plan) {
  const Duration afterwards = plan.settings.afterwards;
  std::string text = fmt::format("{}\n", name_of(comparison.scenario));
  text += protection_table(comparison, afterwards) + target_table(comparison.full());
  const std::string one_target = one_target_sentence(comparison);
  if (!one_target.empty()) text += wrap("  " + one_target, kIndent);
  text += wrap("  " + saving_sentence(comparison, afterwards), kIndent);
  text += settings_list(comparison, afterwards);
  return text + wrap("  " + bounds_sentence(comparison), kIndent);
}

}  // namespace

std::string simulate_text(const Simulation& simulation) {
  const SimulatePlan& plan = simulation.plan;
  std::string text = wrap(policy_sentence(plan), kIndent) + wrap(load_sentence(plan), kIndent);
  for (const Comparison& comparison : simulation.comparisons) text += '\n' + screen(comparison, plan);
  return text + '\n' +
         wrap("more: --format html draws it, --format json has every second; docs/simulate.md says what the model leaves out",
              kIndent);
}

}  // namespace jurymast::app
