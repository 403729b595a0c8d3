#include "policy/plan.hpp"

namespace jurymast::policy {
namespace {

using record::RetryDecision;

bool class_allows_same_target(const PlanInput& input) {
  switch (input.row.same_target) {
    case SameTarget::No: return false;
    case SameTarget::Once: return input.class_retries_here == 0;
    case SameTarget::AfterRetryAfter: return true;
  }
  return false;
}

RetryDecision why_not(const PlanInput& input) {
  if (input.row.failure_class == FailureClass::Ambiguous) return RetryDecision::Escalate;
  if (input.row.same_target == SameTarget::No || input.same_target_useless) return RetryDecision::DeniedClass;
  return input.resend_safe ? RetryDecision::NoRetry : RetryDecision::DeniedUnsafe;
}

}  // namespace

bool resend_is_safe(const ResendFacts& facts) {
  if (!facts.sent || facts.error_said) return true;
  if (facts.side_effects) return false;
  return facts.stale || !(facts.stateful || facts.stored);
}

Plan plan_after(const PlanInput& input) {
  Plan plan;
  const bool any_left = input.attempts_left > 0;
  const bool class_permits = input.row.next_target != NextTarget::No || input.class_permitted;
  plan.next_target = any_left && input.resend_safe && class_permits && input.targets_left > 0;
  // Each target that could still be tried keeps one attempt.
  const bool affordable = input.attempts_left > input.targets_left && input.attempts_left_here > 0;
  plan.same_target = affordable && input.resend_safe && !input.probe && !input.same_target_useless && class_allows_same_target(input);
  if (!plan.same_target) {
    plan.retry = why_not(input);
  } else {
    plan.retry = input.row.same_target == SameTarget::Once ? RetryDecision::SingleRetry : RetryDecision::BoundedRetry;
  }
  return plan;
}

}  // namespace jurymast::policy
