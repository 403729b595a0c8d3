#include "app/simulate/simulate_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/status/status_words.hpp"
#include "base/units.hpp"
#include "policy/setting_names.hpp"

namespace jurymast::app {
namespace {

using sim::Measure;
using sim::ScenarioReport;

constexpr std::size_t kNameColumns = 20;
/// What stands where a figure for each call would, and there was none.
constexpr std::string_view kNoCalls = "no calls";

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

std::string violation_sentence(const sim::Violation& violation) {
  const sim::InvariantRow& row = row_of(violation.invariant);
  return fmt::format("DOES NOT HOLD: {} broke at {}.{:03} s: {} where {} is the bound, {} over it ({}).", row.name,
                     to_ms(violation.at) / 1000, to_ms(violation.at) % 1000, violation.value, violation.bound,
                     violation.value - violation.bound, row.meaning);
}

}  // namespace

std::string_view meaning_of(sim::Protection protection) {
  switch (protection) {
    case sim::Protection::Full:
      return "the policy as configured";
    case sim::Protection::BudgetAlone:
      return "the same without breaker";
    case sim::Protection::Off:
      return "without budget and breaker, telling no caller to stop";
    case sim::Protection::Capped:
      return "three attempts at the primary with waits between them";
    case sim::Protection::Naive:
      return "four attempts at the primary, one right after the other";
  }
  return {};
}

std::string seconds_text(Duration span) {
  const std::int64_t milli = to_ms(span) % 1000;
  return milli == 0 ? fmt::format("{} s", seconds_of(span)) : fmt::format("{}.{:03} s", seconds_of(span), milli);
}

std::int64_t seconds_of(Duration span) { return std::chrono::duration_cast<std::chrono::seconds>(span).count(); }

std::string ratio_text(std::uint64_t milli) {
  const std::uint64_t hundredths = (milli + 5) / 10;
  return fmt::format("{}.{:02}×", hundredths / 100, hundredths % 100);
}

std::string percent_text(std::uint64_t milli) { return fmt::format("{}.{} %", milli / 10, milli % 10); }

std::string attempts_text(const ScenarioReport& report, std::uint64_t milli) {
  return report.fault.offered == 0 ? std::string(kNoCalls) : ratio_text(milli);
}

std::string served_text(const ScenarioReport& report) {
  return report.fault.offered == 0 ? std::string(kNoCalls) : percent_text(report.served_milli());
}

std::string recovery_text(std::optional<Duration> recovered, Duration afterwards) {
  if (recovered) return fmt::format("after {} s", seconds_of(*recovered));
  return fmt::format("not within {} s", seconds_of(afterwards));
}

std::string policy_sentence(const SimulatePlan& plan) {
  const policy::Route& route = plan.route();
  std::string targets = clip_middle(plan.snapshot.target(route.primary).name, kNameColumns);
  for (const TargetIndex fallback : route.fallback)
    targets += " → " + clip_middle(plan.snapshot.target(fallback).name, kNameColumns);
  if (route.mode != policy::Mode::Automatic) targets += fmt::format(" [fallback is {}]", name_of(route.mode));
  const std::string policy = plan.config.empty() ? "the default policy" : plan.config;
  return fmt::format("{}, route {}: {}", policy, route.name, targets);
}

std::string load_sentence(const SimulatePlan& plan) {
  const sim::ScenarioSettings& settings = plan.settings;
  const std::string load = settings.call_every ? fmt::format("a call every {}", to_text(*settings.call_every))
                                               : fmt::format("{} calls a second", settings.calls_per_second);
  const std::string room = settings.slots ? fmt::format("has {} slots", *settings.slots)
                                          : fmt::format("can serve {} % of the calls", settings.headroom_percent);
  return fmt::format("{}, seed {}; the fault stands for {}, from {} on; each provider {}", load, settings.seed,
                     seconds_text(settings.fault_length), seconds_text(settings.fault_begin), room);
}

std::string saving_sentence(const Comparison& comparison, Duration afterwards) {
  const ScenarioReport& full = comparison.full();
  const ScenarioReport& naive = comparison.naive();
  if (full.fault.offered == 0) return "No call began while the fault stood; a longer fault or a higher rate would show something.";
  std::string sentence =
      fmt::format("While the fault stood {} {}", attempts_words(attempts_of(full), attempts_of(naive)), served_words(full, naive));
  if (full.recovered != naive.recovered) {
    sentence += fmt::format("; the route was well again {}, with them {}", recovery_text(full.recovered, afterwards),
                            recovery_text(naive.recovered, afterwards));
  }
  return sentence + '.';
}

std::string bounds_sentence(const Comparison& comparison) {
  const auto& violation = comparison.full().violation;
  return violation ? violation_sentence(*violation) : std::string("Every bound held.");
}

std::size_t differences_made(const Comparison& comparison) {
  if (!comparison.differences) return 0;
  return static_cast<std::size_t>(std::count_if(comparison.differences->begin(), comparison.differences->end(),
                                                [](const sim::Difference& one) { return one.made(); }));
}

std::string settings_sentence(const Comparison& comparison) {
  if (!comparison.differences) {
    return fmt::format("The settings were not changed one by one: the run has more than {} calls.", sim::kVariedCallsMax);
  }
  const std::size_t changed = comparison.differences->size();
  const std::size_t made = differences_made(comparison);
  const std::string of = fmt::format("Of {} {} changed one at a time", changed, changed == 1 ? "setting" : "settings");
  return made == 0 ? of + " none made a difference." : fmt::format("{} {} made a difference:", of, made);
}

std::string difference_text(const sim::Difference& difference, const Comparison& comparison, Duration afterwards) {
  const sim::Figures full = figures_of(comparison.full());
  const sim::Figures& changed = difference.changed;
  std::vector<std::string> moves;
  if (difference.moved(Measure::Attempts))
    moves.push_back(fmt::format("attempts {} → {} a call", ratio_text(full.attempts_milli), ratio_text(changed.attempts_milli)));
  if (difference.moved(Measure::Served))
    moves.push_back(fmt::format("served {} → {}", percent_text(full.served_milli), percent_text(changed.served_milli)));
  if (difference.moved(Measure::WorstWait))
    moves.push_back(fmt::format("worst wait {} → {}", span_text(full.worst_wait), span_text(changed.worst_wait)));
  if (difference.moved(Measure::Recovery))
    moves.push_back(
        fmt::format("well again {} → {}", recovery_text(full.recovered, afterwards), recovery_text(changed.recovered, afterwards)));
  return fmt::format("{}: {}", difference.variation.change, fmt::join(moves, ", "));
}

std::string one_target_sentence(const Comparison& comparison) {
  const bool same = comparison.scenario == sim::Scenario::BothDown && comparison.full().targets.size() == 1;
  return same ? "The route has one target, so both_down is hard_outage here." : std::string();
}

}  // namespace jurymast::app
