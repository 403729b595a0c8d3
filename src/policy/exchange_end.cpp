#include <algorithm>

#include "policy/exchange.hpp"
#include "policy/start_arm.hpp"

namespace jurymast::policy {
namespace {

using record::Outcome;
using record::RouteDecision;

bool same_provider(const Origin& a, const Origin& b) { return a.tls == b.tls && a.host == b.host && a.port == b.port; }

}  // namespace

void Exchange::settle_attempt(FailureClass recorded, FailureClass settled, Turn& turn) {
  record::Attempt& ended = attempt();
  ended.failure_class = recorded;
  ended.elapsed = turn.now - current_.started;
  const bool waited_in_vain = recorded == FailureClass::TimeoutFirstToken;
  const bool slow = ended.first_content && *ended.first_content > target().timeouts.first_token / 2;
  Settlement settlement;
  settlement.target = &target();
  settlement.family = facts_.family;
  settlement.failure_class = settled;
  settlement.breaker_epoch = current_.admission.facts.breaker_epoch;
  settlement.probe = current_.admission.facts.probe;
  settlement.credential_epoch = current_.admission.credential_epoch;
  settlement.credential_probe = current_.admission.credential_probe;
  settlement.streamed = facts_.streamed && (ended.first_content || waited_in_vain);
  settlement.slow_first_token = waited_in_vain || slow;
  settlement.pause = ended.retry_after;
  if (!settlement.pause && recorded == FailureClass::RateLimited) settlement.pause = current_.head.hints.ratelimit_reset;
  settlement.http_status = ended.http_status;
  settlement.synthetic = facts_.synthetic.has_value();
  settlement.shadow = shadow();
  turn.fleet.settle(settlement, turn.now, random_);
  place_held_ = false;
}

void Exchange::commit(Turn& turn) {
  decision_.committed = true;
  decision_.status = attempt().http_status;
  decision_.served_by = attempt().target;
  decision_.served_by_name = attempt().target_name;
  turn.steps.push(step::Commit{attempt().http_status});
  turn.steps.push(step::Forward{});
}

void Exchange::complete(Turn& turn) {
  settle_attempt(FailureClass::Ok, FailureClass::Ok, turn);
  decision_.failure_class = FailureClass::Ok;
  turn.steps.push(step::EndClient{});
  finish(Outcome::Complete, turn);
}

void Exchange::abort_client(FailureClass failure_class, Turn& turn) {
  decision_.failure_class = failure_class;
  turn.steps.push(step::AbortClient{failure_class});
  finish(Outcome::Partial, turn);
}

void Exchange::answer(const step::Answer& answer, Turn& turn) {
  decision_.status = static_cast<std::uint16_t>(answer.status);
  decision_.failure_class = answer.failure_class;
  decision_.refusal = answer.refusal;
  decision_.final_answer = answer.final_answer;
  decision_.retry_after_s = answer.retry_after_s;
  turn.steps.push(answer);
  finish(answer.refusal ? Outcome::Refused : Outcome::Failed, turn);
}

RouteDecision Exchange::route_decision() const {
  const bool served = decision_.outcome != Outcome::Failed && decision_.outcome != Outcome::Refused;
  if (decision_.served_by && !attempt().degraded.empty()) return RouteDecision::Degrade;
  const bool elsewhere = !decision_.attempts.empty() && attempt().target != home_ && !forced();
  if (served && elsewhere) {
    const Target& home = snapshot_->target(home_);
    return same_provider(home.origin, target().origin) ? RouteDecision::FallbackModel : RouteDecision::FallbackProvider;
  }
  if (queued_once_) return RouteDecision::Queue;
  return served ? RouteDecision::KeepPrimary : RouteDecision::FailFast;
}

/// Who was drawn stays in that arm, whatever became of it: else the failures of an arm would be counted in another.
void Exchange::tell_draw() {
  const record::StartArm began = start_arm(facts_, *snapshot_);
  decision_.arm = began.arm;
  decision_.weight_ppm = began.weight_ppm;
  decision_.assigned_name = began.assigned_name;
}

void Exchange::finish(Outcome outcome, Turn& turn) {
  decision_.outcome = outcome;
  if (phase_ == Phase::Queued) decision_.queued = turn.now - queued_since_;
  decision_.route = route_decision();
  const bool rescued = decision_.served_by && decision_.served_by != candidates_[0];
  decision_.arm = rescued ? record::Arm::Rescue : record::Arm::Control;
  decision_.not_drawn = facts_.assignment.not_drawn;
  if (facts_.synthetic || facts_.assignment.drawn()) tell_draw();
  phase_ = Phase::Finished;
  turn.steps.push(step::Finish{});
}

}  // namespace jurymast::policy
