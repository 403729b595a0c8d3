#include "app/simulate_report.hpp"

#include <fmt/format.h>

#include <array>

#include "app/status_words.hpp"
#include "policy/setting_names.hpp"

namespace jurymast::app {
namespace {

using sim::ScenarioReport;

constexpr std::size_t kIndent = 2;
constexpr std::size_t kNameColumns = 20;
constexpr std::size_t kProtectionColumns = 14;

std::int64_t seconds_of(Duration span) { return std::chrono::duration_cast<std::chrono::seconds>(span).count(); }

/// What stands where a figure for each call would, and there was none.
constexpr std::string_view kNoCalls = "no calls";

/// `1.02×`: attempts for each call of the fault, given in thousandths.
std::string ratio_text(const ScenarioReport& report, std::uint64_t milli) {
  if (report.fault.offered == 0) return std::string(kNoCalls);
  const std::uint64_t hundredths = (milli + 5) / 10;
  return fmt::format("{}.{:02}×", hundredths / 100, hundredths % 100);
}

/// `99.8 %` of the calls of the fault.
std::string served_text(const ScenarioReport& report) {
  const std::uint64_t milli = report.served_milli();
  if (report.fault.offered == 0) return std::string(kNoCalls);
  return fmt::format("{}.{} %", milli / 10, milli % 10);
}

std::string recovery_text(const ScenarioReport& report, Duration afterwards) {
  if (report.recovered) return fmt::format("after {} s", seconds_of(*report.recovered));
  return fmt::format("not within {} s", seconds_of(afterwards));
}

std::string name_cell(const std::string& name) { return cell(clip_middle(name, kNameColumns), kNameColumns); }

std::string header(const SimulatePlan& plan) {
  const policy::Route& route = plan.route();
  std::string targets = clip_middle(plan.snapshot.target(route.primary).name, kNameColumns);
  for (const TargetIndex fallback : route.fallback)
    targets += " → " + clip_middle(plan.snapshot.target(fallback).name, kNameColumns);
  if (route.mode != policy::Mode::Automatic) targets += fmt::format(" [fallback is {}]", name_of(route.mode));
  const std::string policy = plan.config.empty() ? "the default policy" : plan.config;
  const sim::ScenarioSettings& settings = plan.settings;
  return wrap(fmt::format("{}, route {}: {}", policy, route.name, targets), kIndent) +
         wrap(
             fmt::format(
                 "{} calls a second, seed {}; the fault stands for {} s, from second {}; each provider can serve {} % of the calls",
                 settings.calls_per_second, settings.seed, seconds_of(settings.fault_length), seconds_of(settings.fault_begin),
                 settings.headroom_percent),
             kIndent);
}

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
    text += row_text({std::string(name_of(kComparedProtections[i])), ratio_text(report, report.attempts_milli()),
                      ratio_text(report, report.attempts_milli(0)), served_text(report), span_text(report.worst_wait),
                      recovery_text(report, afterwards)});
  }
  return text;
}

std::string target_table(const ScenarioReport& report) {
  std::string text = fmt::format("  {}{:>14}{:>16}{:>19}\n", cell("attempts with full", kNameColumns + 2), "in the fault",
                                 "per call", "in the whole run");
  for (std::size_t i = 0; i < report.targets.size(); ++i) {
    const ScenarioReport::TargetFigures& target = report.targets[i];
    text += fmt::format("    {}{:>14}{:>16}{:>19}\n", name_cell(target.name), target.attempts,
                        ratio_text(report, report.attempts_milli(i)), target.attempts_in_all);
  }
  return text;
}

std::uint64_t attempts_of(const ScenarioReport& report) {
  std::uint64_t attempts = 0;
  for (const ScenarioReport::TargetFigures& target : report.targets) attempts += target.attempts;
  return attempts;
}

std::string attempts_words(std::uint64_t full, std::uint64_t naive) {
  if (full < naive) return fmt::format("the policy saved {} of the {} attempts that plain retries make", naive - full, naive);
  if (full == naive) return fmt::format("the policy made the {} attempts that plain retries make too", naive);
  return fmt::format("the policy made {} attempts, {} more than plain retries", full, full - naive);
}

std::string served_words(const ScenarioReport& full, const ScenarioReport& naive) {
  if (full.fault.served == naive.fault.served)
    return fmt::format("and served {} of {} calls, as they do", full.fault.served, full.fault.offered);
  return fmt::format("and served {} of {} calls where they serve {}", full.fault.served, full.fault.offered, naive.fault.served);
}

/// What the policy came to, beside plain retries; it says so as well where they do better.
std::string saving_sentence(const Comparison& comparison, Duration afterwards) {
  const ScenarioReport& full = comparison.full();
  const ScenarioReport& naive = comparison.naive();
  if (full.fault.offered == 0) return "No call began while the fault stood; a longer fault or a higher rate would show something.";
  std::string sentence =
      fmt::format("While the fault stood {} {}", attempts_words(attempts_of(full), attempts_of(naive)), served_words(full, naive));
  if (full.recovered != naive.recovered) {
    sentence += fmt::format("; the route was well again {}, with them {}", recovery_text(full, afterwards),
                            recovery_text(naive, afterwards));
  }
  return sentence + '.';
}

std::string violation_sentence(const sim::Violation& violation) {
  const sim::InvariantRow& row = row_of(violation.invariant);
  return fmt::format("DOES NOT HOLD: {} broke at {}.{:03} s: {} where {} is the bound, {} over it ({}).", row.name,
                     to_ms(violation.at) / 1000, to_ms(violation.at) % 1000, violation.value, violation.bound,
                     violation.value - violation.bound, row.meaning);
}

std::string screen(const Comparison& comparison, const SimulatePlan& plan) {
  const Duration afterwards = plan.settings.afterwards;
  std::string text = fmt::format("{}\n", name_of(comparison.scenario));
  text += protection_table(comparison, afterwards) + target_table(comparison.full());
  if (comparison.scenario == sim::Scenario::BothDown && comparison.full().targets.size() == 1) {
    text += wrap("  The route has one target, so both_down is hard_outage here.", kIndent);
  }
  text += wrap("  " + saving_sentence(comparison, afterwards), kIndent);
  const auto& violation = comparison.full().violation;
  return text + wrap("  " + (violation ? violation_sentence(*violation) : std::string("Every bound held.")), kIndent);
}

}  // namespace

std::string simulate_text(const Simulation& simulation) {
  std::string text = header(simulation.plan);
  for (const Comparison& comparison : simulation.comparisons) text += '\n' + screen(comparison, simulation.plan);
  return text + '\n' + wrap("more: --json has every second; docs/simulate.md says what the model leaves out", kIndent);
}

}  // namespace jurymast::app
