#include "policy/exchange.hpp"

namespace jurymast::policy {
namespace {

bool is_silence(FailureClass failure_class) {
  switch (failure_class) {
    case FailureClass::TimeoutConnect:
    case FailureClass::TimeoutFirstToken:
    case FailureClass::TimeoutStall:
    case FailureClass::TimeoutTotal: return true;
    default: return false;
  }
}

}  // namespace

/// What leans on a provider's state is not whole without it, and a caller's replay gets one attempt a target.
bool Exchange::may_degrade() const {
  return !forced() && route().degrade && prompt_ != step::PromptForm::Degraded && !facts_.stateful && !facts_.pinned &&
         !facts_.replay;
}

/// The last candidate that was tried and said something, else the first one that is neither known to be silent nor kept from serving.
std::optional<std::uint8_t> Exchange::degrade_position() {
  for (auto tried = decision_.attempts.rbegin(); tried != decision_.attempts.rend(); ++tried) {
    if (is_silence(tried->failure_class)) continue;
    for (std::uint8_t i = 0; i < candidate_count_; ++i) {
      if (candidates_[i] == tried->target) return i;
    }
  }
  const bool fallback_stands = decision_.conditions_evaluated ? !decision_.fallback_refused : fallback_permitted(true);
  for (std::uint8_t i = 1; fallback_stands && i < candidate_count_; ++i) {
    if (!goes_home(i) && evidence_permits(i)) return i;
  }
  return std::nullopt;
}

/// One more arrival, with less of the request, where the breaker is closed.
bool Exchange::degrade(Turn& turn) {
  const std::optional<std::uint8_t> position = degrade_position();
  if (!position || decision_.attempts.size() >= route().retry.attempts || !deadline_.leaves_room(turn.now)) return false;
  if (facts_.killed && candidates_[*position] != home_) return false;
  AdmissionAsk ask = ask_for(*position, AttemptKind::Arrival, turn.now);
  ask.probing = Probing::Never;
  const Admission admission = turn.fleet.admit(ask, turn.now, random_);
  if (!admission.admitted()) {
    pass_over(*position, admission, turn.now);
    return false;
  }
  const bool same = *position == current_.position;
  attempt().next = same ? record::NextStep::SameTarget : record::NextStep::NextTarget;
  if (*position > 0) {
    if (!decision_.fallback_class) decision_.fallback_class = attempt().failure_class;
    decision_.fallback_taken = true;
  }
  position_ = *position;
  prompt_ = step::PromptForm::Degraded;
  send(*position, admission, false, turn);
  return true;
}

}  // namespace jurymast::policy
