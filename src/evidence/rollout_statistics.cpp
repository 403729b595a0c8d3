#include "evidence/rollout_statistics.hpp"

#include <algorithm>

namespace jurymast::evidence {

RolloutStatistics::RolloutStatistics(const RolloutRules& rules) : rules_(rules), harm_(rules), stage_(rules) {}

void RolloutStatistics::follow(const record::RolloutRecord& step) {
  if (step.plan.id != plan_.id) *this = RolloutStatistics(rules_);
  plan_ = step.plan;
  const WallTime harm_since = step.harm_since.value_or(WallTime());
  if (harm_since != harm_since_) harm_ = RolloutHarm(rules_);
  harm_since_ = harm_since;
  const WallTime stage_since = step.stage_since.value_or(step.at);
  if (stage_since != stage_since_ || step.weight_to_ppm != weight_ppm_) stage_ = RolloutStage(rules_);
  stage_since_ = stage_since;
  weight_ppm_ = step.weight_to_ppm;
}

/// A pin sends operations elsewhere, or here without a choice: only what was drawn between the plan's two targets compares them.
bool RolloutStatistics::is_of_plan(const JudgedOperation& operation) const {
  if (!operation.draw || operation.route != plan_.route) return false;
  return operation.draw->side == Side::Control || operation.assigned == plan_.target;
}

void RolloutStatistics::take(const JudgedOperation& operation) {
  if (operation.not_eligible && operation.route == plan_.route && operation.at > stage_since_) stage_.leave_out();
  if (!is_of_plan(operation)) return;
  remember(operation);
  if (operation.at > harm_since_) harm_.take(operation);
  if (operation.at > stage_since_ && operation.draw->weight_ppm == weight_ppm_) stage_.take(operation);
}

void RolloutStatistics::remember(const JudgedOperation& operation) {
  const std::optional<OperationId> id = OperationId::parse(operation.id);
  if (!id || operation.outcome != AssignedOutcome::Served) return;
  drawn_.push_back({*id, *operation.draw, operation.at});
  if (drawn_.size() > kDrawnRememberedMax) drawn_.pop_front();
}

void RolloutStatistics::take(const record::FeedbackRecord& feedback) {
  const auto found = std::find_if(drawn_.begin(), drawn_.end(),
                                  [&](const Drawn& drawn) { return drawn.id == feedback.operation && !drawn.rejected; });
  if (found == drawn_.end()) return;
  found->rejected = true;
  if (found->at > harm_since_) harm_.reject(found->draw);
}

}  // namespace jurymast::evidence
