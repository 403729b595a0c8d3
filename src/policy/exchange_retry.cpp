#include <algorithm>

#include "policy/backoff.hpp"
#include "policy/class_table.hpp"
#include "policy/exchange.hpp"
#include "policy/plan.hpp"

namespace jurymast::policy {
namespace {

using record::Denial;
using record::NextStep;
using record::RetryDecision;

}  // namespace

unsigned Exchange::attempts_left() const {
  const auto max = forced() ? 1U : std::clamp<unsigned>(route().retry.attempts, 1, limits::kAttemptsMax);
  // The last tier keeps one for itself.
  const auto spent = static_cast<unsigned>(decision_.attempts.size()) + (may_degrade() ? 1U : 0U);
  return max - std::min(max, spent);
}

unsigned Exchange::attempts_left_here() const {
  const unsigned max = facts_.replay ? 1 : route().retry.attempts_per_target;
  return max - std::min(max, attempts_here_);
}

bool Exchange::resend_safe(const Failure& failure) const {
  return resend_is_safe({.sent = current_.sent,
                         .error_said = failure.error_said,
                         .stale = failure.stale,
                         .stateful = facts_.stateful,
                         .stored = facts_.stored && route().resend_stored == ResendStored::Deny,
                         .side_effects = route().side_effects == SideEffects::Possible});
}

/// One replay on a fresh connection. It counts in both caps and takes a token, but needs no attempt left for other targets: nothing
/// speaks against this one.
bool Exchange::replay_stale(const Failure& failure, Turn& turn) {
  if (stale_replayed_here_ || current_.admission.facts.probe || !resend_safe(failure)) return false;
  if (attempts_left() == 0 || attempts_left_here() == 0 || !deadline_.leaves_room(turn.now)) return false;
  AdmissionAsk ask = ask_for(current_.position, AttemptKind::StaleReplay, turn.now);
  ask.take_place = false;
  const Admission token = turn.fleet.admit(ask, turn.now, random_);
  if (!token.admitted()) return false;

  stale_replayed_here_ = true;
  // The idle connection's end says nothing about the target's health.
  settle_attempt(failure.failure_class, FailureClass::Cancelled, turn);
  ask.charge = false;
  ask.take_place = true;
  Admission place = turn.fleet.admit(ask, turn.now, random_);
  if (!place.admitted()) {
    attempt().maybe_executed = maybe_executed(failure);
    pass_over(current_.position, place, turn.now);
    follow_up(failure, turn);
    return true;
  }
  place.facts.budget_before_milli = token.facts.budget_before_milli;
  place.facts.budget_after_milli = token.facts.budget_after_milli;
  ignored_attempts_ |= 1U << (attempt().number - 1U);
  attempt().retry = RetryDecision::SingleRetry;
  attempt().next = NextStep::SameTarget;
  send(current_.position, place, true, turn);
  return true;
}

void Exchange::follow_up(const Failure& failure, Turn& turn) {
  const ClassRow& row = row_of(failure.failure_class);
  const bool safe = resend_safe(failure);
  const bool last_tier = prompt_ == step::PromptForm::Degraded;
  const bool next_permitted = !last_tier && class_permits(next_suitable(position_));
  const bool next_possible = next_permitted && attempts_left() > 0 && fallback_permitted(safe);
  const Plan plan = plan_after({.row = row,
                                .class_permitted = next_permitted,
                                .resend_safe = safe,
                                .same_target_useless = failure.same_target_useless || last_tier,
                                .probe = current_.admission.facts.probe,
                                .attempts_left = attempts_left(),
                                .attempts_left_here = attempts_left_here(),
                                .class_retries_here = class_retries_here_,
                                .targets_left = next_possible ? targets_left() : 0});
  attempt().retry = plan.retry;
  next_planned_ = plan.next_target;
  degrade_planned_ = row.next_target != NextTarget::No && !last_tier && safe && may_degrade();
  if (plan.same_target && retry_here(turn)) return;
  give_up_target(turn);
}

bool Exchange::retry_here(Turn& turn) {
  const RetrySettings& settings = route().retry;
  attempt().retry = RetryDecision::NoRetry;
  const Duration asked = attempt().retry_after.value_or(Duration(0));
  if (asked > settings.retry_after_max) return false;
  Duration wait = std::max(draw_backoff(settings, class_retries_here_, random_), asked);
  AdmissionAsk ask = ask_for(current_.position, AttemptKind::Retry, turn.now + wait);
  ask.take_place = false;
  if (!deadline_.leaves_room(ask.starts_at)) return false;
  Admission token = turn.fleet.admit(ask, turn.now, random_);
  const bool pause_ends_soon =
      token.denial == Denial::Paused && token.open_again && *token.open_again - turn.now <= settings.retry_after_max;
  if (pause_ends_soon) {
    wait = std::max(wait, *token.open_again - turn.now);
    ask.starts_at = turn.now + wait;
    if (!deadline_.leaves_room(ask.starts_at)) return false;
    token = turn.fleet.admit(ask, turn.now, random_);
  }
  if (!token.admitted()) {
    if (token.denial == Denial::Budget) attempt().retry = RetryDecision::DeniedBudget;
    return false;
  }
  const bool once = row_of(attempt().failure_class).same_target == SameTarget::Once;
  attempt().retry = once ? RetryDecision::SingleRetry : RetryDecision::BoundedRetry;
  backoff_ = Backoff{wait, turn.now, token.facts};
  wait_until_ = turn.now + wait;
  phase_ = Phase::BackingOff;
  turn.steps.push(step::Wait{});
  return true;
}

void Exchange::start_retry(Turn& turn) {
  AdmissionAsk ask = ask_for(current_.position, AttemptKind::Retry, turn.now);
  ask.charge = false;
  const bool in_time = deadline_.leaves_room(turn.now);
  Admission place;
  if (in_time) place = turn.fleet.admit(ask, turn.now, random_);
  if (!in_time || !place.admitted()) {
    if (in_time) pass_over(current_.position, place, turn.now);
    attempt().retry = RetryDecision::NoRetry;
    backoff_.reset();
    return give_up_target(turn);
  }
  place.facts.budget_before_milli = backoff_->charge.budget_before_milli;
  place.facts.budget_after_milli = backoff_->charge.budget_after_milli;
  attempt().next = NextStep::SameTarget;
  ++class_retries_here_;
  if (attempt().failure_class == FailureClass::OutputInvalid) prompt_ = step::PromptForm::Corrected;
  // Where one connection was reset, the idle ones beside it are no better.
  send(current_.position, place, attempt().failure_class == FailureClass::NetworkReset, turn);
}

void Exchange::give_up_target(Turn& turn) {
  if (next_planned_ && go_next(turn)) return;
  if (degrade_planned_ && degrade(turn)) return;
  attempt().next = NextStep::Final;
  answer(answer_for(reported_attempt(decision_, ignored_attempts_)), turn);
}

}  // namespace jurymast::policy
