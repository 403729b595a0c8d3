#include "policy/answer.hpp"
#include "policy/exchange.hpp"

namespace jurymast::policy {

using record::Denial;
using record::RetryDecision;

/// From here on there is the primary alone. An answer that has begun runs on: its bytes are with the client.
void Exchange::take(const event::Killed&, Turn& turn) {
  facts_.killed = true;
  if (committed()) return;
  leave_home_alone();
  if (phase_ == Phase::Queued || !away()) return;
  if (phase_ == Phase::BackingOff) return follow_kill(turn, true);
  turn.steps.push(step::CloseUpstream{});
  const bool safe = resend_safe({});
  attempt().maybe_executed = current_.sent;
  // Nobody is to blame for an attempt that was ended from here.
  settle_attempt(FailureClass::Cancelled, FailureClass::Cancelled, turn);
  ignored_attempts_ |= 1U << (attempt().number - 1U);
  follow_kill(turn, safe);
}

/// Takes off the list what is not the primary, as far as it is still ahead.
void Exchange::leave_home_alone() {
  std::uint8_t kept = phase_ == Phase::Queued ? 0 : static_cast<std::uint8_t>(position_ + 1);
  for (std::uint8_t next = kept; next < candidate_count_; ++next) {
    if (candidates_[next] == home_) candidates_[kept++] = home_;
  }
  candidate_count_ = kept;
}

bool Exchange::away() const { return candidates_[current_.position] != home_; }

bool Exchange::would_end_if_killed() const {
  return !facts_.killed && !committed() && (in_attempt() || phase_ == Phase::BackingOff) && away();
}

/// The primary, if it was not asked yet and may be; else what failed first, or a refusal where nothing has.
void Exchange::follow_kill(Turn& turn, bool safe) {
  attempt().retry = RetryDecision::NoRetry;
  backoff_.reset();
  const Denial before = decision_.fallback_denial;
  if (!decision_.fallback_taken) decision_.fallback_denial = Denial::Killed;
  if (safe && attempts_left() > 0 && go_next(turn)) return;
  decision_.fallback_denial = before;
  attempt().next = record::NextStep::Final;
  const bool nothing_failed = ignored_attempts_ + 1U == 1U << decision_.attempts.size();
  if (nothing_failed) return answer(refuse(Refusal::NotEligible, std::nullopt, turn.now), turn);
  answer(answer_for(reported_attempt(decision_, ignored_attempts_)), turn);
}

}  // namespace jurymast::policy
