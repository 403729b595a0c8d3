#include <algorithm>

#include "policy/exchange.hpp"

namespace jurymast::policy {
namespace {

using record::Denial;

}  // namespace

/// A stateful request stays with the target that holds its state, or with the primary where nobody knows; a forced probe has the one target
/// that it was made for, unless the kill switch keeps everybody from it.
void Exchange::list_candidates() {
  const auto add = [this](TargetIndex index) {
    const auto* const end = candidates_.begin() + candidate_count_;
    const bool known = std::find(candidates_.cbegin(), end, index) != end;
    if (known || candidate_count_ == candidates_.size()) return;
    if (snapshot_->target(index).serves(facts_.family)) candidates_[candidate_count_++] = index;
  };
  if (forced()) {
    const TargetIndex only = *facts_.synthetic->forced;
    const bool killed = facts_.killed && only != route().primary;
    if (killed) decision_.passed_over.push_back({only, snapshot_->target(only).name, Denial::Killed});
    if (!killed) add(only);
    return;
  }
  add(facts_.pinned.value_or(route().primary));
  if (facts_.pinned || facts_.stateful) return;
  for (const TargetIndex index : route().fallback) add(index);
}

AdmissionAsk Exchange::ask_for(std::uint8_t position, AttemptKind kind, MonotonicTime starts_at) const {
  const bool delicate = facts_.stateful || route().side_effects == SideEffects::Possible;
  AdmissionAsk ask;
  ask.target = &target_at(position);
  ask.family = facts_.family;
  ask.kind = kind;
  ask.probing = facts_.pinned || !delicate ? Probing::Welcome : Probing::LastResort;
  ask.starts_at = starts_at;
  if (facts_.synthetic) ask.asked_for = forced() ? AskedFor::ForcedProbe : AskedFor::NaturalProbe;
  return ask;
}

void Exchange::arrive(Turn& turn) {
  if (candidate_count_ == 0) return answer(refuse(Refusal::NotEligible, std::nullopt, turn.now), turn);
  denials_.clear();
  decision_.passed_over.clear();
  ramped_.reset();
  position_ = 0;
  AdmissionAsk ask = ask_for(0, AttemptKind::Arrival, turn.now);
  ask.has_alternative = next_suitable(0) < candidate_count_ && conditions_now(true).permit(route().evidence);
  const Admission admission = turn.fleet.admit(ask, turn.now, random_);
  if (admission.admitted()) return send(0, admission, false, turn);

  pass_over(0, admission, turn.now);
  if (admission.denial == Denial::CredentialOpen) return answer(refuse_credential(), turn);
  home_denial_ = admission.denial;
  if (fallback_permitted(true) && go_next(turn)) return;
  if (ramped_ && arrive_where_ramped(turn)) return;
  refuse_all(turn);
}

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
  const bool queue = !queued_once_ && denials_.only_pauses() && *earliest - turn.now <= route().retry.retry_after_max &&
                     *earliest < deadline_.at;
  if (!queue) return answer(refuse(denials_.refusal(), earliest, turn.now), turn);
  queued_once_ = true;
  queued_since_ = turn.now;
  wait_until_ = *earliest;
  phase_ = Phase::Queued;
  turn.steps.push(step::Wait{});
}

bool Exchange::was_too_long() const {
  return !decision_.attempts.empty() && attempt().failure_class == FailureClass::ContextLength;
}

record::Tri Exchange::evidence_of(std::uint8_t position) const {
  const std::vector<TargetIndex>& fallback = route().fallback;
  const auto place =
      static_cast<std::size_t>(std::find(fallback.begin(), fallback.end(), candidates_[position]) - fallback.begin());
  return place < std::min(fallback.size(), facts_.evidence.size()) ? facts_.evidence[place] : record::Tri::Unknown;
}

/// Each fallback stands on its own evidence: one that failed its test does not keep the next from serving.
bool Exchange::evidence_permits(std::uint8_t position) const {
  const record::Tri evidence = evidence_of(position);
  return evidence == record::Tri::True || (evidence == record::Tri::Unknown && route().evidence == EvidenceRule::Warn);
}

std::uint8_t Exchange::next_suitable(std::uint8_t after) const {
  std::uint8_t next = next_fitting(after);
  while (next < candidate_count_ && !evidence_permits(next)) next = next_fitting(next);
  return next;
}

std::uint8_t Exchange::next_fitting(std::uint8_t after) const {
  const bool too_long = was_too_long();
  for (auto next = static_cast<std::uint8_t>(after + 1); next < candidate_count_; ++next) {
    if (too_long && !larger_window(target_at(next), target())) continue;
    if (window_condition(facts_, target_at(next)) != record::Tri::False) return next;
  }
  return candidate_count_;
}

unsigned Exchange::targets_left() const {
  unsigned count = 0;
  for (std::uint8_t next = next_suitable(position_); next < candidate_count_; next = next_suitable(next)) ++count;
  return count;
}

Conditions Exchange::conditions_now(bool resend_safe) const {
  std::uint8_t next = next_suitable(position_);
  if (next == candidate_count_) next = next_fitting(position_);
  const bool none = next == candidate_count_;
  ConditionInput input{.facts = facts_, .route = route(), .resend_permitted = resend_safe};
  input.checked_before_commit = !facts_.streamed || route().commit == CommitRule::Complete;
  if (none) {
    input.window = record::Tri::False;
  } else {
    input.window = was_too_long() ? record::Tri::True : window_condition(facts_, target_at(next));
  }
  input.evidence = evidence_of(none ? static_cast<std::uint8_t>(position_ + 1) : next);
  input.token_limit_configured = !none && target_at(next).token_limit.has_value();
  return evaluate(input);
}

/// Evaluated once, when a second target is first considered, and recorded by name.
bool Exchange::fallback_permitted(bool resend_safe) {
  if (position_ + 1 >= candidate_count_) return false;
  if (!decision_.conditions_evaluated) {
    const Conditions conditions = conditions_now(resend_safe);
    decision_.conditions = conditions.values;
    decision_.conditions_evaluated = true;
    decision_.fallback_refused = !conditions.permit(route().evidence);
  }
  return !decision_.fallback_refused;
}

bool Exchange::go_next(Turn& turn) {
  if (!decision_.attempts.empty() && !deadline_.leaves_room(turn.now)) return false;
  for (std::uint8_t next = next_suitable(position_); next < candidate_count_; next = next_suitable(next)) {
    position_ = next;
    AdmissionAsk ask = ask_for(next, AttemptKind::Arrival, turn.now);
    ask.has_alternative = next_suitable(next) < candidate_count_;
    const Admission admission = turn.fleet.admit(ask, turn.now, random_);
    if (!admission.admitted()) {
      pass_over(next, admission, turn.now);
      continue;
    }
    if (decision_.attempts.empty()) {
      decision_.fallback_denial = home_denial_;
    } else {
      attempt().next = record::NextStep::NextTarget;
      if (!decision_.fallback_class) decision_.fallback_class = attempt().failure_class;
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
