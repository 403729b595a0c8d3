#include <algorithm>

#include "policy/class_table.hpp"
#include "policy/exchange.hpp"

namespace jurymast::policy {
namespace {

using record::Denial;

}  // namespace

AdmissionAsk Exchange::ask_for(std::uint8_t position, AttemptKind kind, MonotonicTime starts_at) const {
  const bool delicate = facts_.stateful || route().side_effects == SideEffects::Possible;
  AdmissionAsk ask;
  ask.target = &target_at(position);
  ask.family = facts_.family;
  ask.kind = kind;
  ask.probing = facts_.pinned || !delicate ? Probing::Welcome : Probing::LastResort;
  ask.starts_at = starts_at;
  if (facts_.synthetic) ask.asked_for = forced() && !shadow() ? AskedFor::ForcedProbe : AskedFor::NaturalProbe;
  return ask;
}

void Exchange::arrive(Turn& turn) {
  if (candidate_count_ == 0) return answer(refuse(Refusal::NotEligible, std::nullopt, turn.now), turn);
  denials_.clear();
  decision_.passed_over.clear();
  ramped_.reset();
  credential_refused_ = false;
  position_ = 0;
  const Admission admission = admit_first(turn);
  if (admission.admitted()) return send(0, admission, false, turn);

  pass_over(0, admission, turn.now);
  first_denial_ = admission.denial;
  if (credential_stops()) return answer(refuse_credential(), turn);
  if (fallback_permitted(true) && go_next(turn)) return;
  if (ramped_ && arrive_where_ramped(turn)) return;
  if (credential_stops() || (credential_refused_ && !denials_.earliest())) return answer(refuse_credential(), turn);
  refuse_all(turn);
}

/// Whoever is barred is denied without asking the fleet, which knows nothing of routes.
Admission Exchange::admit_first(Turn& turn) {
  Admission admission;
  admission.denial = forced() ? Denial::None : barred(candidates_[0]);
  if (!admission.admitted()) return admission;
  AdmissionAsk ask = ask_for(0, AttemptKind::Arrival, turn.now);
  const std::uint8_t next = next_suitable(0);
  ask.has_alternative = next < candidate_count_ && (goes_home(next) || conditions_now(true).permit(route().evidence));
  return turn.fleet.admit(ask, turn.now, random_);
}

/// Another model would only hide the broken key, unless a person has permitted just that.
bool Exchange::credential_stops() const { return credential_refused_ && !facts_.assignment.permits(FailureClass::Auth); }

/// The ramp turns away only what another target can serve; none could.
bool Exchange::arrive_where_ramped(Turn& turn) {
  const std::uint8_t position = *ramped_;
  const Admission admission = turn.fleet.admit(ask_for(position, AttemptKind::Arrival, turn.now), turn.now, random_);
  if (!admission.admitted()) {
    denials_.add(admission.denial, admission.open_again, turn.now);
    return false;
  }
  std::erase_if(decision_.passed_over, [&](const record::PassedOver& p) { return p.target == candidates_[position]; });
  send(position, admission, false, turn);
  return true;
}

void Exchange::refuse_all(Turn& turn) {
  const std::optional<MonotonicTime> earliest = denials_.earliest();
  const bool queue =
      !queued_once_ && denials_.only_pauses() && *earliest - turn.now <= route().retry.retry_after_max && *earliest < deadline_.at;
  if (!queue) return answer(refuse(denials_.refusal(), earliest, turn.now), turn);
  queued_once_ = true;
  queued_since_ = turn.now;
  wait_until_ = *earliest;
  phase_ = Phase::Queued;
  turn.steps.push(step::Wait{});
}

Conditions Exchange::conditions_now(bool resend_safe) const {
  const std::uint8_t next = considered_fallback();
  const bool none = next == candidate_count_;
  ConditionInput input{.facts = facts_, .route = route(), .resend_permitted = resend_safe};
  input.checked_before_commit = !facts_.streamed || route().commit == CommitRule::Complete;
  if (none) {
    input.window = record::Tri::False;
  } else {
    input.window = was_too_long() ? record::Tri::True : window_condition(facts_, target_at(next));
  }
  auto asked = none ? static_cast<std::uint8_t>(position_ + 1) : next;
  if (goes_home(asked)) ++asked;
  if (asked < candidate_count_) input.evidence = evidence_of(asked);
  input.token_limit_configured = !none && target_at(next).token_limit.has_value();
  return evaluate(input);
}

void Exchange::settle_conditions(const Conditions& conditions) {
  decision_.conditions = conditions.values;
  decision_.conditions_evaluated = true;
  decision_.proof_required = route().evidence == EvidenceRule::Require;
  decision_.fallback_refused = !conditions.permit(route().evidence);
}

/// A stateful request has no second candidate. Where another one would have been asked now, the record says what keeps it from it.
void Exchange::note_kept_home(bool resend_safe) {
  if (!facts_.stateful || forced() || route().fallback.empty() || decision_.conditions_evaluated) return;
  const Target& first = snapshot_->target(route().fallback.front());
  ConditionInput input{.facts = facts_, .route = route(), .resend_permitted = resend_safe};
  input.checked_before_commit = !facts_.streamed || route().commit == CommitRule::Complete;
  input.window = window_condition(facts_, first);
  input.evidence = facts_.evidence.front();
  input.token_limit_configured = first.token_limit.has_value();
  settle_conditions(evaluate(input));
}

/// Evaluated once, when a fallback is first considered as the next target, and recorded by name. The way home is no fallback: all that is
/// asked is whether the request may be sent again.
bool Exchange::fallback_permitted(bool resend_safe) {
  note_barred();
  if (position_ + 1 >= candidate_count_) {
    note_kept_home(resend_safe);
    return false;
  }
  if (goes_home(next_suitable(position_))) return resend_safe;
  if (!decision_.conditions_evaluated) settle_conditions(conditions_now(resend_safe));
  return !decision_.fallback_refused;
}

/// Whether the failure so far lets that target be asked. A canary's own refused credential keeps nobody from the primary.
bool Exchange::class_permits(std::uint8_t position) const {
  if (decision_.attempts.empty()) return true;
  const FailureClass failure_class = attempt().failure_class;
  if (row_of(failure_class).next_target != NextTarget::No || facts_.assignment.permits(failure_class)) return true;
  return goes_home(position) && (failure_class == FailureClass::Cancelled || may_be_permitted(failure_class));
}

/// Behind home lie fallbacks, about which nothing was asked on the way there.
bool Exchange::may_go_to(std::uint8_t position) {
  if (goes_home(position)) return true;
  return !credential_stops() && class_permits(position) && fallback_permitted(true);
}

bool Exchange::go_next(Turn& turn) {
  if (!decision_.attempts.empty() && !deadline_.leaves_room(turn.now)) return false;
  for (std::uint8_t next = next_suitable(position_); next < candidate_count_; next = next_suitable(next)) {
    if (!may_go_to(next)) return false;
    position_ = next;
    AdmissionAsk ask = ask_for(next, AttemptKind::Arrival, turn.now);
    const bool onward = !goes_home(next) || conditions_now(true).permit(route().evidence);
    ask.has_alternative = onward && next_suitable(next) < candidate_count_;
    const Admission admission = turn.fleet.admit(ask, turn.now, random_);
    if (!admission.admitted()) {
      pass_over(next, admission, turn.now);
      continue;
    }
    if (decision_.attempts.empty()) {
      decision_.fallback_denial = first_denial_;
    } else {
      attempt().next = record::NextStep::NextTarget;
      const bool failed = attempt().failure_class != FailureClass::Cancelled;
      if (failed && !decision_.fallback_class) decision_.fallback_class = attempt().failure_class;
    }
    decision_.fallback_taken = true;
    decision_.conditions[static_cast<std::size_t>(record::Condition::Evidence)] = evidence_of(next);
    prompt_ = step::PromptForm::AsItCame;
    send(next, admission, false, turn);
    return true;
  }
  return false;
}

void Exchange::pass_over(std::uint8_t position, const Admission& admission, MonotonicTime now) {
  decision_.passed_over.push_back({candidates_[position], target_at(position).name, admission.denial});
  denials_.add(admission.denial, admission.open_again, now);
  if (admission.denial == Denial::CredentialOpen && candidates_[position] == home_) credential_refused_ = true;
  if (admission.denial == Denial::Ramp && !ramped_) ramped_ = position;
}

void Exchange::send(std::uint8_t position, const Admission& admission, bool fresh, Turn& turn) {
  if (decision_.attempts.empty() || position != current_.position) {
    attempts_here_ = 0;
    class_retries_here_ = 0;
    stale_replayed_here_ = false;
  }
  ++attempts_here_;
  current_ = Current{.position = position, .started = turn.now, .admission = admission};
  place_held_ = true;
  phase_ = Phase::Dialing;
  record::Attempt made;
  made.number = static_cast<std::uint8_t>(decision_.attempts.size() + 1);
  made.target = candidates_[position];
  made.target_name = target_at(position).name;
  made.admission = admission.facts;
  made.started_after = turn.now - began_;
  if (const Prompt* const variant = route().prompt_variant(made.target)) made.prompt_variant = variant->name;
  if (prompt_ == step::PromptForm::Corrected) made.corrective = route().corrective->name;
  if (prompt_ == step::PromptForm::Degraded) made.degraded = route().degrade->version;
  if (backoff_) {
    made.backoff_planned = backoff_->planned;
    made.backoff_actual = turn.now - backoff_->began;
    backoff_.reset();
  }
  decision_.attempts.push_back(made);
  // A probe is one request and has no second try, so it must not meet a connection that went stale while the breaker was open.
  turn.steps.push(step::Send{made.target, made.number, fresh || admission.facts.probe || forced(), prompt_});
}

}  // namespace jurymast::policy
