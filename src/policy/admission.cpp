#include <algorithm>

#include "policy/class_table.hpp"
#include "policy/fleet.hpp"

namespace jurymast::policy {
namespace {

using record::Denial;

constexpr std::uint16_t kTooManyRequests = 429;
constexpr std::uint16_t kServiceUnavailable = 503;
constexpr std::uint16_t kSiteOverloaded = 529;

Admission denied(Admission admission, Denial denial, std::optional<MonotonicTime> open_again) {
  admission.denial = denial;
  admission.open_again = open_again;
  admission.facts.probe = false;
  admission.credential_probe = false;
  return admission;
}

record::AdmissionFacts facts_of(TargetState& state, const AdmissionAsk& ask, MonotonicTime now) {
  const Target& target = *ask.target;
  record::AdmissionFacts facts;
  facts.breaker = state.breaker(ask.family).state(target.breaker, now);
  facts.breaker_epoch = state.breaker(ask.family).epoch();
  facts.budget_before_milli = state.budget.level_milli(target.budget, now);
  facts.budget_after_milli = facts.budget_before_milli;
  facts.pause_left = state.pause.left(now);
  facts.in_flight = state.in_flight.count();
  facts.in_flight_limit = state.in_flight.limit(target.max_inflight, now);
  return facts;
}

void settle_pause(Pause& pause, const Settlement& settlement, MonotonicTime now) {
  switch (settlement.failure_class) {
    case FailureClass::RateLimited: return pause.rate_limited(settlement.pause, now);
    case FailureClass::QuotaExhausted: return pause.quota_exhausted(now);
    case FailureClass::Overloaded:
      if (settlement.http_status == kServiceUnavailable && settlement.pause) pause.overloaded(*settlement.pause, now);
      return pause.answered();
    case FailureClass::Cancelled: return;
    default: return pause.answered();
  }
}

bool pushed_back(const Settlement& settlement) {
  return settlement.failure_class == FailureClass::RateLimited || settlement.http_status == kTooManyRequests ||
         settlement.http_status == kSiteOverloaded;
}

bool is_charged(const AdmissionAsk& ask) { return ask.kind != AttemptKind::Arrival && ask.charge; }

/// The first that denies, or nothing; takes nothing.
Admission judge(TargetState& state, const CredentialState* credential, const AdmissionAsk& ask, MonotonicTime now, Random& random) {
  const Target& target = *ask.target;
  Admission admission;
  admission.facts = facts_of(state, ask, now);
  const bool past_breakers = ask.asked_for == AskedFor::ForcedProbe;

  if (credential != nullptr) {
    admission.credential_epoch = credential->breaker.epoch();
    const CredentialBreaker::Answer answer = credential->breaker.ask(ask.kind, now);
    if (answer.denied && !past_breakers) return denied(admission, Denial::CredentialOpen, answer.open_again);
    admission.credential_probe = answer.probe;
  }
  if (!past_breakers) {
    const BreakerAnswer answer = state.breaker(ask.family).ask(target.breaker, ask, now, random);
    if (answer.denial != Denial::None) return denied(admission, answer.denial, answer.open_again);
    admission.facts.probe = answer.probe;
  }
  if (state.pause.until() > std::max(now, ask.starts_at)) return denied(admission, Denial::Paused, state.pause.until());
  if (ask.take_place && state.in_flight.full(target.max_inflight, now)) return denied(admission, Denial::Full, std::nullopt);
  if (is_charged(ask) && !state.budget.covers(target.budget, now)) return denied(admission, Denial::Budget, std::nullopt);
  return admission;
}

/// What was let in takes its token, its place and its turn as a breaker's probe.
void take(TargetState& state, CredentialState* credential, const AdmissionAsk& ask, Admission& admission, MonotonicTime now) {
  const Target& target = *ask.target;
  if (is_charged(ask)) state.budget.take(target.budget, now);
  admission.facts.budget_after_milli = state.budget.level_milli(target.budget, now);
  if (!ask.take_place) return;
  state.in_flight.begin();
  if (admission.facts.probe) state.breaker(ask.family).begin_probe();
  if (admission.credential_probe) credential->breaker.begin_probe(now);
}

/// Of a probe's answer only the provider's wish to be left alone counts; it was meant for everybody.
void settle_synthetic(TargetState& state, const Settlement& settlement, MonotonicTime now) {
  const bool of_rate =
      settlement.failure_class == FailureClass::RateLimited || settlement.failure_class == FailureClass::QuotaExhausted;
  if (of_rate && settlement.http_status == kTooManyRequests) settle_pause(state.pause, settlement, now);
}

}  // namespace

Admission admit(TargetState& state, CredentialState* credential, const AdmissionAsk& ask, MonotonicTime now, Random& random) {
  Admission admission = judge(state, credential, ask, now, random);
  if (admission.admitted() && ask.asked_for == AskedFor::Caller) take(state, credential, ask, admission, now);
  return admission;
}

void settle(TargetState& state, CredentialState* credential, const Settlement& settlement, MonotonicTime now, Random& random) {
  if (settlement.shadow) return;
  if (settlement.synthetic) return settle_synthetic(state, settlement, now);
  const Target& target = *settlement.target;
  state.in_flight.end();
  if (pushed_back(settlement)) state.in_flight.pushed_back(target.max_inflight, now);
  if (settlement.failure_class == FailureClass::Ok) state.budget.succeeded(target.budget, now);
  settle_pause(state.pause, settlement, now);
  state.breaker(settlement.family)
      .settle(target.breaker,
              {.effect = row_of(settlement.failure_class).breaker,
               .epoch = settlement.breaker_epoch,
               .probe = settlement.probe,
               .streamed = settlement.streamed,
               .slow_first_token = settlement.slow_first_token},
              now, random);
  if (credential != nullptr) credential->breaker.settle(settlement, now);
}

void retry_now(TargetState& target, CredentialState* credential) {
  for (Breaker& breaker : target.breakers) breaker.clear();
  target.pause.clear();
  if (credential != nullptr) credential->breaker.clear();
}

TargetStatus status_of(TargetState& state, const CredentialState* credential, const Target& target, Family family,
                       MonotonicTime now) {
  const Breaker& breaker = state.breaker(family);
  TargetStatus status;
  status.breaker = breaker.state(target.breaker, now);
  status.breaker_epoch = breaker.epoch();
  status.opened_at = breaker.opened_at(target.breaker, now);
  if (status.breaker == record::BreakerState::Open) status.open_left = breaker.open_until() - now;
  status.pause_left = state.pause.left(now);
  status.budget_milli = state.budget.level_milli(target.budget, now);
  status.in_flight = state.in_flight.count();
  status.in_flight_limit = state.in_flight.limit(target.max_inflight, now);
  status.credential_open = credential != nullptr && credential->breaker.open();
  return status;
}

}  // namespace jurymast::policy
