#include "evidence/rollout_statistics.hpp"

#include <algorithm>

namespace jurymast::evidence {

RolloutStatistics::RolloutStatistics(const RolloutRules& rules) : rules_(rules), harm_(rules), stage_(rules) {}

void RolloutStatistics::follow(const record::RolloutRecord& step) {
  if (step.plan.id != plan_.id) *this = RolloutStatistics(rules_);
  plan_ = step.plan;
  const WallTime harm_since = step.harm_since.value_or(WallTime());
  if (harm_since != harm_since_) {
    harm_ = RolloutHarm(rules_);
    units_.begin_harm();
  }
  harm_since_ = harm_since;
  const WallTime stage_since = step.stage_since.value_or(step.at);
  if (stage_since != stage_since_ || step.weight_to_ppm != weight_ppm_) {
    stage_ = RolloutStage(rules_);
    units_.begin_stage();
  }
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
  if (!operation.unit.empty()) return take_of_unit(operation);
  remember(operation, *operation.draw, operation.draw->weight_ppm == kWholePpm);
  if (operation.at > harm_since_) harm_.take(operation);
  if (is_of_stage(operation)) stage_.take(operation);
}

bool RolloutStatistics::is_of_stage(const JudgedOperation& operation) const {
  return operation.at > stage_since_ && operation.draw->weight_ppm == weight_ppm_;
}

/// Over stages a unit counts as what it was first drawn: whoever became a canary only after it had been in the other arm has shown by then
/// what it fails at. What is no comparison counts it once for each weight: stages are not known any more when the log is read again.
void RolloutStatistics::take_of_unit(const JudgedOperation& operation) {
  const std::optional<Draw> first = units_.first_draw(operation);
  if (!first) return;
  const bool of_harm = operation.at > harm_since_;
  const bool held = of_harm && units_.begins_at_weight(operation);
  remember(operation, *first, held && operation.draw->weight_ppm == kWholePpm);
  if (of_harm) take_failure_of_unit(operation, *first);
  if (held) harm_.hold_against_budgets(operation);
  if (of_harm) harm_.burn(operation);
  if (is_of_stage(operation) && units_.begins_in_stage(operation)) stage_.take(operation);
}

void RolloutStatistics::take_failure_of_unit(const JudgedOperation& operation, Draw first) {
  if (!is_failure(operation) && operation.failure_class != FailureClass::InvalidRequest) return;
  JudgedOperation as_first = operation;
  as_first.draw = first;
  harm_.compare(as_first, units_.hear(operation, class_of(operation)));
}

void RolloutStatistics::remember(const JudgedOperation& operation, Draw compared, bool whole) {
  const std::optional<OperationId> id = OperationId::parse(operation.id);
  if (!id || operation.outcome != AssignedOutcome::Served) return;
  drawn_.push_back({*id, compared, whole && operation.draw->side == Side::Canary, operation.at, operation.unit});
  if (drawn_.size() > kDrawnRememberedMax) drawn_.pop_front();
}

void RolloutStatistics::take(const record::FeedbackRecord& feedback) {
  const auto found = std::find_if(drawn_.begin(), drawn_.end(),
                                  [&](const Drawn& drawn) { return drawn.id == feedback.operation && !drawn.rejected; });
  if (found == drawn_.end()) return;
  found->rejected = true;
  if (found->at <= harm_since_) return;
  if (found->unit.empty() || units_.hear_rejection(found->unit)) harm_.reject(found->draw, found->whole);
}

}  // namespace jurymast::evidence
