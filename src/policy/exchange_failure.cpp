#include <algorithm>

#include "policy/classify.hpp"
#include "policy/exchange.hpp"

namespace jurymast::policy {
namespace {

/// Statuses said by something in front of the model, or about a request it may be working on: no proof that nothing was done.
bool leaves_execution_open(int status) {
  switch (status) {
    case 408:
    case 409:
    case 425:
    case 502:
    case 504: return true;
    default: return status >= 520 && status <= 524;
  }
}

/// Of these even the status is no answer to the question whether the request was executed.
bool says_nothing_of_execution(int status) { return status == 408 || status == 409 || status == 425; }

}  // namespace

Duration Exchange::first_token_limit() const {
  const Duration limit = target().timeouts.first_token;
  return current_.admission.facts.probe ? limit / 2 : limit;
}

Exchange::DueClock Exchange::next_clock() const {
  DueClock due{deadline_.at, FailureClass::TimeoutTotal, true};
  const auto consider = [&due](MonotonicTime at, FailureClass failure_class) {
    if (at <= due.at) due = {at, failure_class, false};
  };
  const Timeouts& timeouts = target().timeouts;
  if (timeouts.total) consider(current_.started + *timeouts.total, FailureClass::TimeoutTotal);
  const bool before_content = phase_ < Phase::Streaming;
  if (facts_.streamed && before_content) consider(current_.started + first_token_limit(), FailureClass::TimeoutFirstToken);
  if (phase_ == Phase::Dialing) consider(current_.started + timeouts.connect, FailureClass::TimeoutConnect);
  if (phase_ == Phase::Handshaking) consider(current_.dialed + timeouts.tls, FailureClass::TimeoutConnect);
  if (!before_content) consider(last_content_ + timeouts.stall, FailureClass::TimeoutStall);
  if (phase_ == Phase::Streaming && !committed()) {
    consider(current_.first_content + limits::kCompleteStreamTimeMax, FailureClass::TimeoutTotal);
  }
  return due;
}

void Exchange::expire(const DueClock& clock, Turn& turn) {
  if (phase_ == Phase::Trailing) {
    turn.steps.push(step::CloseUpstream{});
    return complete(turn);
  }
  // A target is not to blame for a caller that gave it less time than it may take for its first word.
  const bool impatient =
      clock.of_operation && deadline_.callers && turn.now - current_.started < target().timeouts.first_token;
  fail({.failure_class = clock.failure_class, .blameless = impatient}, turn);
}

Exchange::Failure Exchange::failure_of(const event::Failed& failed) const {
  using event::FailureKind;
  const bool head_came = attempt().http_status != 0;
  Failure failure{.close = false};
  switch (failed.kind) {
    case FailureKind::Dns: failure.failure_class = FailureClass::NetworkDns; break;
    case FailureKind::Connect: failure.failure_class = FailureClass::NetworkConnect; break;
    case FailureKind::ForbiddenAddress:
      failure.failure_class = FailureClass::NetworkConnect;
      failure.same_target_useless = true;
      break;
    case FailureKind::Tls:
      failure.failure_class = FailureClass::NetworkTls;
      failure.same_target_useless = true;
      break;
    case FailureKind::TooLarge: failure.failure_class = FailureClass::Malformed; break;
    case FailureKind::Framing:
      failure.failure_class = head_came ? FailureClass::Truncated : FailureClass::Malformed;
      break;
    case FailureKind::Reset:
    case FailureKind::EndOfFile:
      failure.failure_class = head_came ? FailureClass::Truncated : FailureClass::NetworkReset;
      if (phase_ == Phase::Dialing) failure.failure_class = FailureClass::NetworkConnect;
      if (phase_ == Phase::Handshaking) failure.failure_class = FailureClass::NetworkTls;
      failure.stale = attempt().reused_connection && failed.bytes_sent && !failed.response_started;
      break;
  }
  return failure;
}

void Exchange::fail_answer(FailureClass failure_class, const wire::ErrorFacts& error, bool close, Turn& turn) {
  attempt().error_code = record::known_word(error.code);
  attempt().error_type = record::known_word(error.type);
  if (!attempt().retry_after) attempt().retry_after = error.retry_after;
  // Where the client's own model name was passed through, that it is unknown is the client's fault.
  if (failure_class == FailureClass::ModelNotFound && target().model.empty()) failure_class = FailureClass::InvalidRequest;
  const int status = current_.head.status;
  const bool error_said = error.present || status >= 300;
  fail({.failure_class = failure_class, .close = close, .error_said = error_said && !says_nothing_of_execution(status)}, turn);
}

bool Exchange::maybe_executed(const Failure& failure) const {
  if (leaves_execution_open(attempt().http_status)) return true;
  if (!current_.sent || failure.error_said) return false;
  switch (failure.failure_class) {
    case FailureClass::NetworkReset:
    case FailureClass::Truncated:
    case FailureClass::TimeoutFirstToken:
    case FailureClass::TimeoutStall:
    case FailureClass::TimeoutTotal: return true;
    default: return false;
  }
}

void Exchange::fail(const Failure& failure, Turn& turn) {
  if (failure.close) turn.steps.push(step::CloseUpstream{});
  if (failure.stale && replay_stale(failure, turn)) return;
  attempt().maybe_executed = maybe_executed(failure);
  settle_attempt(failure.failure_class, failure.blameless ? FailureClass::Cancelled : failure.failure_class, turn);
  if (committed()) return abort_client(failure.failure_class, turn);
  // Whether the connection was stale gave it a free replay at most; from here on it is a reset like any other.
  Failure plain = failure;
  plain.stale = false;
  follow_up(plain, turn);
}

}  // namespace jurymast::policy
