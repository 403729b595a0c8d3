#include "evidence/rollout_tests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace jurymast::evidence {
namespace {

using record::RolloutState;
using record::RolloutTrigger;

constexpr std::uint64_t kFailuresInARow = 5;

std::string leading_class_name(const RolloutPosition& position) {
  const std::optional<FailureClass> leading = position.statistics.harm().leading_class();
  return leading ? std::string(name_of(*leading)) : "";
}

/// Errors that are answers of no use are the trigger of invalid answers, whichever test noticed them first.
RolloutTrigger trigger_of(const HarmTest& test, const RolloutPosition& position) {
  const std::optional<FailureClass> leading = position.statistics.harm().leading_class();
  const bool is_invalid = test.trigger == RolloutTrigger::ErrorRate && leading && is_invalid_answer(*leading);
  return is_invalid ? RolloutTrigger::InvalidOutput : test.trigger;
}

bool is_about_class(RolloutTrigger trigger) {
  return trigger == RolloutTrigger::ErrorRate || trigger == RolloutTrigger::InvalidOutput;
}

bool frozen_for_small_difference(const RolloutPosition& position) {
  const record::RolloutRecord& last = position.last;
  return last.action == record::RolloutAction::Freeze && last.trigger && is_about_class(*last.trigger);
}

/// Whether the difference of the arms in this stage is large enough to matter. Few operations veto nothing: the test alone holds at any number.
bool difference_matters(const HarmTest& test, const RolloutPosition& position) {
  if (!test.compared || !is_about_class(test.trigger)) return true;
  const auto difference = position.statistics.stage().difference(test.trigger == RolloutTrigger::InvalidOutput);
  if (!difference) return !frozen_for_small_difference(position);
  return *difference >= position.rules.difference_min;
}

HarmFound found(const HarmTest& test, const RolloutPosition& position, bool rolls_back) {
  HarmFound harm;
  harm.trigger = trigger_of(test, position);
  harm.rolls_back = rolls_back;
  if (is_about_class(harm.trigger)) harm.failure_class = leading_class_name(position);
  harm.words = fmt::format("the test {} stands at {:.3g}, where it decides at {:.3g}", test.name, test.e, test.threshold);
  if (!rolls_back) harm.words += "; the difference to the primary is too small to roll back";
  return harm;
}

HarmTest slow_tail(const RolloutPosition& position) {
  return {"slow_tail", RolloutTrigger::SlowTail, position.statistics.stage().slow_tail().e(), 1 / position.rules.freeze_alpha};
}

HarmTest sample_ratio(const RolloutPosition& position) {
  const SampleRatio& ratio = position.statistics.stage().sample_ratio();
  return {"sample_ratio", RolloutTrigger::Unobservable, std::exp(ratio.log_e()), 1 / kSampleRatioAlpha};
}

std::string words_of(const SampleRatio& ratio) {
  return fmt::format("the arms do not come into the record as they are drawn: {} operations of the fallback and {} of the primary",
                     ratio.canary(), ratio.control());
}

const BurnRule* burn_rule(std::string_view name) {
  const auto found = std::find_if(kBurnRules.begin(), kBurnRules.end(), [&](const BurnRule& rule) { return rule.name == name; });
  return found == kBurnRules.end() ? nullptr : &*found;
}

std::optional<HarmFound> burning_fast(const RolloutPosition& position) {
  for (const HarmTest& test : position.statistics.harm().burn_rates()) {
    if (!test.decided() || !burn_rule(test.name)->rolls_back) continue;
    return HarmFound{test.trigger, true, "",
                     fmt::format("callers without a good answer use up what may fail {:.3g} times as fast as they may; {} rolls "
                                 "back at {:.3g}",
                                 test.e, test.name, test.threshold)};
  }
  return std::nullopt;
}

TestStanding standing_of(const HarmTest& test) { return {std::string(test.name), test.e, test.threshold, std::nullopt}; }

}  // namespace

std::optional<HarmFound> harm_found(const RolloutPosition& position) {
  const SampleRatio& ratio = position.statistics.stage().sample_ratio();
  if (ratio.decided() && ratio.lacks_an_arm()) return HarmFound{RolloutTrigger::Unobservable, true, "", words_of(ratio)};
  std::optional<HarmFound> too_small;
  for (const HarmTest& test : position.statistics.harm().tests(position.last.confirmations)) {
    if (!test.decided()) continue;
    if (difference_matters(test, position)) return found(test, position, true);
    if (!too_small) too_small = found(test, position, false);
  }
  if (const auto burning = burning_fast(position)) return burning;
  return position.state() == RolloutState::Ramping ? too_small : std::nullopt;
}

std::optional<HarmFound> freeze_found(const RolloutPosition& position) {
  if (const auto change = position.statistics.harm().late_change(); change && change->decided()) {
    return HarmFound{change->trigger, false, leading_class_name(position),
                     "the fallback was well for long and is not any more; the tests begin anew"};
  }
  if (position.state() != RolloutState::Ramping) return std::nullopt;
  if (position.statistics.stage().failures_in_a_row() >= kFailuresInARow) {
    return HarmFound{RolloutTrigger::ConsecutiveFailures, false, leading_class_name(position),
                     fmt::format("{} operations of the fallback failed in a row", kFailuresInARow)};
  }
  if (const SampleRatio& ratio = position.statistics.stage().sample_ratio(); ratio.decided()) {
    return HarmFound{RolloutTrigger::Unobservable, false, "", words_of(ratio)};
  }
  if (!slow_tail(position).decided()) return std::nullopt;
  return HarmFound{RolloutTrigger::SlowTail, false, "", "more answers come later than users wait than the plan's share allows"};
}

std::vector<TestStanding> harm_standing(const RolloutPosition& position) {
  std::vector<TestStanding> standing;
  for (const HarmTest& test : position.statistics.harm().tests(position.last.confirmations)) standing.push_back(standing_of(test));
  if (const auto change = position.statistics.harm().late_change()) standing.push_back(standing_of(*change));
  standing.push_back(standing_of(slow_tail(position)));
  standing.push_back(standing_of(sample_ratio(position)));
  for (const HarmTest& test : position.statistics.harm().burn_rates()) standing.push_back(standing_of(test));
  return standing;
}

std::vector<TestStanding> safety_standing(const RolloutPosition& position) {
  const RolloutStage& stage = position.statistics.stage();
  const double alpha = position.rules.promote_alpha;
  const auto below_ceiling = [&](const char* name, const AbsoluteSafety& test) {
    return TestStanding{name, test.e(), 1 / alpha, test.clean_needed(alpha)};
  };
  if (position.state() == RolloutState::Restoring) return {below_ceiling("primary_ceiling", stage.primary_below_ceiling())};
  if (!position.is_mitigation()) return {below_ceiling("failure_ceiling", stage.canary_below_ceiling())};
  return {{"better_at_any", stage.better_at_any().e(), 1 / alpha, std::nullopt},
          {"better_at_class", stage.better_at_active_class().e(), 1 / alpha, std::nullopt}};
}

std::optional<double> burning_slowly(const RolloutPosition& position) {
  for (const HarmTest& test : position.statistics.harm().burn_rates()) {
    if (test.decided() && !burn_rule(test.name)->rolls_back) return test.e;
  }
  return std::nullopt;
}

bool primary_recovered(const RolloutPosition& position) {
  return position.is_mitigation() && position.statistics.stage().primary_recovered().e() >= 1 / position.rules.promote_alpha;
}

record::Tri mitigation_helps(const RolloutPosition& position) {
  const RolloutStage& stage = position.statistics.stage();
  if (!position.is_mitigation() || position.weight_ppm() == 0) return record::Tri::Unknown;
  if (stage.too_many_unserved().e() >= 1 / position.rules.error_alpha) return record::Tri::False;
  return stage.few_unserved().e() >= 1 / position.rules.promote_alpha ? record::Tri::True : record::Tri::Unknown;
}

bool restore_fails(const RolloutPosition& position) {
  return position.statistics.stage().restore_harm().e() >= 1 / position.rules.error_alpha;
}

}  // namespace jurymast::evidence
