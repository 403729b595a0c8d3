#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/units.hpp"
#include "evidence/rollout.hpp"
#include "evidence/rollout_conditions.hpp"

namespace jurymast::evidence {
namespace {

using record::RolloutAction;
using record::RolloutRecord;
using record::RolloutState;

/// One person's wish, and all that it is held against.
struct Wish {
  const RolloutPosition& position;
  const RolloutAsk& asked;
  const RolloutSurroundings& surroundings;

  RolloutState state() const { return position.state(); }
  RolloutRecord step(RolloutState state_to) const {
    RolloutRecord record = step_from(position, surroundings, asked.action, state_to);
    record.trigger = record::RolloutTrigger::Operator;
    record.decided_by = record::DecidedBy::Operator;
    record.person = asked.person;
    record.approver = asked.approver;
    record.reason = asked.reason;
    return record;
  }
  auto denied(std::string_view why) const {
    return fail(Code::Denied, "rollout of route {} is {}: {}", position.last.plan.route, name_of(state()), why);
  }
};

bool stages_rise(const std::vector<record::Share>& stages) {
  const auto not_above = [](const record::Share& a, const record::Share& b) { return a.ppm >= b.ppm; };
  return stages.size() >= 2 && stages.size() <= kStagesMax && stages.front().ppm == 0 && stages.back().ppm <= kWholePpm &&
         std::adjacent_find(stages.begin(), stages.end(), not_above) == stages.end();
}

/// What is wrong with the plan's end, in words; empty: nothing.
std::string fault_of_end(const record::RolloutPlan& plan, WallTime now) {
  if (!plan.manual && plan.expires_at) return "only a manual plan has an expiry; leave it out, or plan it with --manual";
  if (!plan.manual) return "";
  if (!plan.expires_at) return "a manual plan needs an expiry, at which what it moved goes back; give --expires";
  const bool within = *plan.expires_at > now && *plan.expires_at - now <= kManualPlanTimeMax;
  return within ? "" : fmt::format("it has to expire within {} days from now", kManualPlanTimeMax / std::chrono::hours(24));
}

/// What the plan lacks, in words; empty: nothing.
std::string fault_of(const record::RolloutPlan& plan, const RolloutRules& rules, WallTime now) {
  if (plan.route.empty() || plan.target.empty()) return "it names no route or no target";
  if (plan.rollback_owner.empty()) return "nobody is named to take the fallback back; set routes.*.rollback_owner";
  if (plan.stop_condition.empty()) return "no stop condition was agreed; set routes.*.stop_condition";
  if (plan.ticket.empty() && (rules.ticket_required || plan.manual)) return "it needs a ticket";
  if (!plan.failing_signal.empty() && !failure_class_named(plan.failing_signal))
    return fmt::format("`{}` is no failure class; docs/failure-modes.md lists them", plan.failing_signal);
  if (std::string fault = fault_of_end(plan, now); !fault.empty()) return fault;
  if (!stages_rise(plan.stages))
    return fmt::format("its stages must begin at 0 and rise to at most 100 %, {} of them at most", kStagesMax);
  const bool mitigation = plan.purpose == record::RolloutPurpose::Mitigation;
  if (mitigation && plan.stages[1].ppm > rules.ceiling_ppm) {
    return fmt::format("its first share is above the ceiling of {}", share_to_text(rules.ceiling_ppm));
  }
  return "";
}

Result<RolloutRecord> planned(const Wish& wish) {
  const bool free =
      wish.state() == RolloutState::Idle || wish.state() == RolloutState::Warm || wish.state() == RolloutState::Closed;
  if (!free) return wish.denied("close it before another is planned");
  if (wish.position.weight_ppm() > 0) return wish.denied("its target has traffic; roll it back before another is planned");
  if (!wish.asked.plan) return fail(Code::Invalid, "a plan was asked for and none was given");
  if (const std::string fault = fault_of(*wish.asked.plan, wish.position.configured, wish.surroundings.now); !fault.empty()) {
    return fail(Code::Invalid, "the plan is not accepted: {}", fault);
  }
  RolloutRecord step = wish.step(RolloutState::Idle);
  step.plan = *wish.asked.plan;
  step.plan.id = wish.surroundings.next_id;
  step.plan.since_seq = wish.surroundings.last_seq;
  step.plan.rules = recorded_rules(wish.position.configured);
  if (step.plan.expires_at) step.plan.expires_at = as_recorded(*step.plan.expires_at);
  step.changed_paths = wish.surroundings.changed_paths;
  step.statistics.clear();
  step.harm_since.reset();
  step.operations_canary = step.operations_control = step.confirmations = step.stage = 0;
  begin_stage(step);
  return step;
}

Result<RolloutRecord> start(const Wish& wish) {
  if (wish.state() != RolloutState::Idle) return wish.denied("only what was planned and not started can be started");
  RolloutRecord step = wish.step(RolloutState::Synthetic);
  begin_stage(step);
  return step;
}

Result<RolloutRecord> advance(const Wish& wish) {
  if (wish.state() != RolloutState::Synthetic && wish.state() != RolloutState::Ramping) {
    return wish.denied("the share of the fallback rises from synthetic and ramping alone");
  }
  if (wish.position.last.plan.manual && (wish.asked.approver.empty() || wish.asked.approver == wish.asked.person)) {
    return fail(Code::Invalid, "the plan is manual: each increase needs an approver who is not the person that asks");
  }
  const std::vector<std::string> missing = missing_for_rise(wish.position, wish.surroundings);
  if (!missing.empty()) return wish.denied(fmt::format("{}", fmt::join(missing, "; ")));
  return raised(wish.position, wish.step(RolloutState::Ramping), wish.surroundings);
}

Result<RolloutRecord> hold(const Wish& wish) {
  if (wish.state() != RolloutState::Ramping) return wish.denied("only a ramping rollout is held; `resume` leaves a restore first");
  return wish.step(RolloutState::Held);
}

/// From a hold, and from a restore that shall not go on: the weight stays, so no verdict is needed.
Result<RolloutRecord> resume(const Wish& wish) {
  if (wish.state() != RolloutState::Held && wish.state() != RolloutState::Restoring && wish.state() != RolloutState::RollingBack) {
    return wish.denied("there is nothing to resume");
  }
  RolloutRecord step = wish.step(RolloutState::Ramping);
  step.stage = stage_reached(wish.position);
  return step;
}

/// A planned move goes to zero at once, for its primary was never in trouble; so does whatever is asked for a second time. A mitigation gives
/// its primary small slices first.
Result<RolloutRecord> roll_back(const Wish& wish) {
  if (wish.position.weight_ppm() == 0) return wish.denied("the fallback has no traffic; `close` ends the rollout");
  const bool carries = wish.state() == RolloutState::Ramping || wish.state() == RolloutState::Held;
  if (!wish.position.is_mitigation() || !carries) return to_warm(wish.step(RolloutState::Warm));
  RolloutRecord step = wish.step(RolloutState::RollingBack);
  begin_stage(step);
  return step;
}

Result<RolloutRecord> restore(const Wish& wish) {
  if (wish.state() != RolloutState::RollingBack && wish.state() != RolloutState::Restoring) {
    return wish.denied("the primary has its slices back after `roll_back`");
  }
  return restored(wish.position, wish.step(RolloutState::Restoring));
}

Result<RolloutRecord> close(const Wish& wish) {
  const bool begun = wish.state() != RolloutState::Idle && wish.state() != RolloutState::Synthetic;
  if (wish.state() == RolloutState::Closed) return wish.denied("it is closed already");
  if (begun && wish.state() != RolloutState::Warm) return wish.denied("the fallback has traffic; roll it back first");
  if (begun) {
    const std::vector<std::string> missing = missing_for_close(wish.position, wish.surroundings);
    if (!missing.empty()) return wish.denied(fmt::format("{}", fmt::join(missing, "; ")));
  }
  return wish.step(RolloutState::Closed);
}

}  // namespace

Result<RolloutRecord> Rollout::ask(const RolloutAsk& asked, const RolloutSurroundings& surroundings) const {
  if (asked.person.empty()) return fail(Code::Invalid, "nobody is named who asks; give a person");
  const Wish wish{position_, asked, surroundings};
  if (asked.action == RolloutAction::Plan) return planned(wish);
  if (!position_.planned) return fail(Code::Denied, "there is no plan; `jurymast rollout plan` makes one");
  switch (asked.action) {
    case RolloutAction::Start:
      return start(wish);
    case RolloutAction::Advance:
      return advance(wish);
    case RolloutAction::Hold:
      return hold(wish);
    case RolloutAction::Resume:
      return resume(wish);
    case RolloutAction::RollBack:
      return roll_back(wish);
    case RolloutAction::Restore:
      return restore(wish);
    case RolloutAction::Close:
      return close(wish);
    default:
      return fail(Code::Invalid, "{} is nothing that a person asks of a rollout", name_of(asked.action));
  }
}

}  // namespace jurymast::evidence
