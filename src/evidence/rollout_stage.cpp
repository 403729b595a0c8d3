#include "evidence/rollout_stage.hpp"

#include <algorithm>

#include "evidence/rollout_harm.hpp"

namespace jurymast::evidence {
namespace {

double share_of(std::uint64_t part, std::uint64_t whole) { return static_cast<double>(part) / static_cast<double>(whole); }

std::size_t bucket_of(Duration duration, std::size_t count) {
  std::size_t bucket = 0;
  while (bucket + 1 < count && duration > std::chrono::milliseconds(1LL << bucket)) ++bucket;
  return bucket;
}

/// The same draw with the primary as the one on trial.
Draw exchanged(Draw draw) { return {kWholePpm - draw.weight_ppm, draw.side == Side::Canary ? Side::Control : Side::Canary}; }

void count(ArmCount& arm, const JudgedOperation& operation) {
  ++arm.operations;
  if (is_failure(operation)) ++arm.failures;
  if (operation.outcome == AssignedOutcome::Invalid) ++arm.invalid;
}

}  // namespace

RolloutStage::RolloutStage(const RolloutRules& rules)
    : rules_(rules),
      canary_below_ceiling_(rules.failure_ceiling),
      primary_below_ceiling_(rules.failure_ceiling),
      primary_recovered_(rules.failure_ceiling),
      restore_harm_(rules.margin),
      slow_tail_(rules.late_share),
      too_many_unserved_(rules.failure_ceiling),
      few_unserved_(rules.failure_ceiling) {}

void RolloutStage::take(const JudgedOperation& operation) {
  ++eligible_;
  sample_ratio_.take(*operation.draw, operation.at);
  if (operation.outcome == AssignedOutcome::Excluded) return;
  too_many_unserved_.add(operation.unserved);
  few_unserved_.add(operation.unserved);
  if (is_failure(operation)) {
    better_at_any_.add_failure(*operation.draw);
    better_at_[static_cast<std::size_t>(operation.failure_class)].add_failure(*operation.draw);
    restore_harm_.add_failure(exchanged(*operation.draw));
  }
  if (operation.draw->side == Side::Canary) {
    take_canary(operation);
  } else {
    take_control(operation);
  }
}

void RolloutStage::take_canary(const JudgedOperation& operation) {
  count(canary_, operation);
  canary_below_ceiling_.add(is_failure(operation));
  in_a_row_ = is_failure(operation) ? in_a_row_ + 1 : 0;
  if (operation.content_after) ++durations_[bucket_of(*operation.content_after, durations_.size())];
  if (const std::optional<bool> late = is_late(operation, rules_)) slow_tail_.add(*late);
}

void RolloutStage::take_control(const JudgedOperation& operation) {
  count(control_, operation);
  primary_below_ceiling_.add(is_failure(operation));
  primary_recovered_.add(is_failure(operation));
  // A primary that failed for hours would have to make good for each of its failures; only what comes after them tells of a recovery.
  if (primary_recovered_.log_e() < 0) primary_recovered_ = AbsoluteSafety(rules_.failure_ceiling);
  if (is_failure(operation)) ++control_classes_[static_cast<std::size_t>(operation.failure_class)];
}

std::optional<double> RolloutStage::difference(bool invalid_alone) const {
  if (std::min(canary_.operations, control_.operations) < rules_.stage_operations_min) return std::nullopt;
  return share_of(invalid_alone ? canary_.invalid : canary_.failures, canary_.operations) -
         share_of(invalid_alone ? control_.invalid : control_.failures, control_.operations);
}

Duration RolloutStage::canary_p95() const {
  std::uint64_t all = 0;
  for (const std::uint64_t in_bucket : durations_) all += in_bucket;
  if (all == 0) return Duration{0};
  const std::uint64_t needed = all - all / 20;
  std::uint64_t seen = 0;
  std::size_t bucket = 0;
  while ((seen += durations_[bucket]) < needed) ++bucket;
  return std::chrono::milliseconds(1LL << bucket);
}

FailureClass RolloutStage::active_class() const {
  const auto most = std::max_element(control_classes_.begin(), control_classes_.end());
  return static_cast<FailureClass>(most - control_classes_.begin());
}

}  // namespace jurymast::evidence
