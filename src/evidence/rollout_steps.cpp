#include <fmt/format.h>

#include "evidence/rollout.hpp"
#include "evidence/rollout_conditions.hpp"
#include "evidence/rollout_tests.hpp"

namespace jurymast::evidence {
namespace {

using record::RolloutAction;
using record::RolloutRecord;
using record::RolloutState;
using record::RolloutTrigger;
using Step = std::optional<RolloutRecord>;

/// Everything that a look at a rollout can lead to, each in a function of its own; the first that gives a step decides.
class Look {
 public:
  Look(const RolloutPosition& position, const RolloutSurroundings& surroundings)
      : position_(position), surroundings_(surroundings) {}

  Step step() const {
    if (!position_.planned) return std::nullopt;
    if (Step stopped = stop()) return stopped;
    switch (position_.state()) {
      case RolloutState::Idle:
        return start();
      case RolloutState::Synthetic:
        return rise();
      case RolloutState::Ramping:
      case RolloutState::Held:
        return watch();
      case RolloutState::RollingBack:
      case RolloutState::Restoring:
        return restore();
      case RolloutState::Warm:
        return position_.weight_ppm() > 0 ? finish() : std::nullopt;
      default:
        return std::nullopt;
    }
  }

 private:
  RolloutRecord step_to(RolloutAction action, RolloutState state, std::optional<RolloutTrigger> trigger,
                        const std::string& why) const {
    RolloutRecord record = step_from(position_, surroundings_, action, state);
    record.trigger = trigger;
    record.reason = words(why);
    return record;
  }

  Step to_nothing(RolloutTrigger trigger, const std::string& why) const {
    return to_warm(step_to(RolloutAction::RollBack, RolloutState::Warm, trigger, why));
  }

  /// What takes the weight away whatever the statistics say.
  Step stop() const {
    if (position_.weight_ppm() == 0) return std::nullopt;
    if (surroundings_.killed) return to_nothing(RolloutTrigger::KillSwitch, "the kill switch stands");
    if (surroundings_.stopped) return to_nothing(RolloutTrigger::Operator, "an override stops this rollout");
    if (position_.state() == RolloutState::Closed) return std::nullopt;
    if (is_expired(position_, surroundings_)) return to_nothing(RolloutTrigger::Expired, "the time of the manual plan is over");
    if (!surroundings_.blind_for || *surroundings_.blind_for <= position_.rules.blind_max) return std::nullopt;
    return to_nothing(RolloutTrigger::Unobservable, "records have been lost for too long to tell the fallback from the primary");
  }

  /// A mitigation that was planned for a degraded primary. It has no share yet: that waits for a verdict, as every increase does.
  Step start() const {
    if (!starts_itself(position_) || !missing_for_start(position_, surroundings_).empty()) return std::nullopt;
    const PrimaryStanding& primary = *surroundings_.primary;
    RolloutRecord step = step_to(RolloutAction::Start, RolloutState::Synthetic, RolloutTrigger::PrimaryDegraded,
                                 fmt::format("{} of {} operations of the primary failed", primary.failures, primary.operations));
    if (primary.failure_class) step.failure_class = name_of(*primary.failure_class);
    step.gate = surroundings_.gate->id;
    begin_stage(step);
    return step;
  }

  Step watch() const {
    if (Step harmed = harm()) return harmed;
    if (primary_recovered(position_)) {
      RolloutRecord step = step_to(RolloutAction::RollBack, RolloutState::RollingBack, RolloutTrigger::PrimaryRecovered,
                                   "the primary was well on its own slice; it is restored in slices");
      begin_stage(step);
      return step;
    }
    if (const auto found = freeze_found(position_)) return freeze(*found);
    if (position_.state() == RolloutState::Ramping) {
      if (!surroundings_.undrawn.empty()) {
        return step_to(RolloutAction::Hold, RolloutState::Held, RolloutTrigger::Operator, surroundings_.undrawn);
      }
      if (Step risen = rise()) return risen;
    }
    return remind();
  }

  /// Where the primary has a slice, the test has shown it to do better, and it takes everything at once. Where it has none, nobody knows how it
  /// does: it gets slices.
  Step harm() const {
    const std::optional<HarmFound> found = harm_found(position_);
    if (!found) return std::nullopt;
    if (!found->rolls_back) return freeze(*found);
    const bool in_slices = position_.is_mitigation() && position_.weight_ppm() == kWholePpm;
    RolloutRecord step =
        step_to(RolloutAction::RollBack, in_slices ? RolloutState::RollingBack : RolloutState::Warm, found->trigger, found->words);
    step.failure_class = found->failure_class;
    if (!in_slices) return to_warm(std::move(step));
    begin_stage(step);
    return step;
  }

  /// Evidence from before a freeze has been heard; what follows is judged for itself.
  Step freeze(const HarmFound& found) const {
    RolloutRecord step = step_to(RolloutAction::Freeze, RolloutState::Held, found.trigger, found.words);
    step.failure_class = found.failure_class;
    begin_stage(step);
    if (found.trigger != RolloutTrigger::LateChange) return step;
    step.harm_since = step.at;
    ++step.confirmations;
    return step;
  }

  Step rise() const {
    if (position_.last.plan.manual || !missing_for_rise(position_, surroundings_).empty()) return std::nullopt;
    return raised(position_, step_to(RolloutAction::Advance, RolloutState::Ramping, RolloutTrigger::StagePassed, ""),
                  surroundings_);
  }

  Step remind() const {
    if (position_.last.trigger == RolloutTrigger::Timeout || !needs_decision(position_, surroundings_)) return std::nullopt;
    return step_to(RolloutAction::Hold, RolloutState::Held, RolloutTrigger::Timeout,
                   "needs_decision: it has not risen for as long as a hold may last");
  }

  Step restore() const {
    if (!missing_for_restore(position_, surroundings_).empty()) return std::nullopt;
    const bool first = position_.state() == RolloutState::RollingBack;
    const std::optional<RolloutTrigger> trigger = first ? std::nullopt : std::optional(RolloutTrigger::StagePassed);
    return restored(position_, step_to(RolloutAction::Restore, RolloutState::Restoring, trigger, ""));
  }

  Step finish() const {
    if (Step harmed = harm()) return harmed;
    if (!missing_for_close(position_, surroundings_).empty()) return std::nullopt;
    const record::RolloutPlan& plan = position_.last.plan;
    return step_to(RolloutAction::Close, RolloutState::Closed, RolloutTrigger::StagePassed,
                   fmt::format("the move is done; write primary = \"{}\" into [routes.{}]", plan.target, plan.route));
  }

  const RolloutPosition& position_;
  const RolloutSurroundings& surroundings_;
};

}  // namespace

Step Rollout::next(const RolloutSurroundings& surroundings) const { return Look(position_, surroundings).step(); }

}  // namespace jurymast::evidence
