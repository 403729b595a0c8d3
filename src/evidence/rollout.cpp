#include "evidence/rollout.hpp"

#include "evidence/rollout_plan_rules.hpp"
#include "evidence/rollout_tests.hpp"

namespace jurymast::evidence {
namespace {

using record::RolloutAction;
using record::RolloutState;

/// Suspensions are about a fallback's rescues and leave a rollout where it is.
bool is_of_rollout(const record::RolloutRecord& step) {
  return step.action != RolloutAction::Suspend && step.action != RolloutAction::Readmit;
}

}  // namespace

Rollout::Rollout(RolloutRules rules)
    : position_{.rules = rules, .configured = rules, .statistics = RolloutStatistics(rules), .last = {}} {}

void Rollout::configure(const RolloutRules& rules) { position_.configured = rules; }

void Rollout::take(const JudgedOperation& operation) {
  if (position_.planned) position_.statistics.take(operation);
}

void Rollout::take(const record::FeedbackRecord& feedback) {
  if (position_.planned) position_.statistics.take(feedback);
}

void Rollout::apply(const record::RolloutRecord& step) {
  if (!is_of_rollout(step)) return;
  if (!position_.planned || step.plan.id != plan().id) {
    position_.rules = rules_of(step.plan, position_.configured);
    position_.statistics = RolloutStatistics(position_.rules);
  }
  position_.last = step;
  position_.planned = true;
  position_.statistics.follow(step);
}

const record::RolloutPlan& Rollout::plan() const { return position_.last.plan; }

RolloutState Rollout::state() const { return position_.state(); }

record::Tri Rollout::helps() const { return mitigation_helps(position_); }

RolloutShare Rollout::share() const {
  if (position_.weight_ppm() == 0) return {};
  RolloutShare share;
  share.target = plan().target;
  share.weight_ppm = static_cast<std::uint32_t>(position_.weight_ppm());
  share.low_risk_only = position_.weight_ppm() <= plan().low_risk_until_ppm;
  share.restoring = state() == RolloutState::Restoring;
  return share;
}

}  // namespace jurymast::evidence
