#include "policy/exchange.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/assert.hpp"
#include "policy/class_table.hpp"
#include "policy/classify.hpp"

namespace jurymast::policy {

Exchange::Exchange(RequestFacts facts, std::shared_ptr<const Snapshot> snapshot, Random random)
    : facts_(std::move(facts)), snapshot_(std::move(snapshot)), random_(random) {}

Exchange::~Exchange() { JURYMAST_ASSERT(!place_held_); }

Steps Exchange::start(FleetPort& fleet, MonotonicTime now) {
  JURYMAST_ASSERT(phase_ == Phase::New);
  began_ = now;
  deadline_ = Deadline::of(route().deadline_for(facts_.streamed), facts_.client_timeout, now);
  list_candidates();
  Turn turn{fleet, now, {}};
  arrive(turn);
  return turn.steps;
}

Steps Exchange::on(const Event& event, FleetPort& fleet, MonotonicTime now) {
  Turn turn{fleet, now, {}};
  const bool of_the_operation = std::holds_alternative<event::TimerFired>(event) ||
                                std::holds_alternative<event::ClientGone>(event) ||
                                std::holds_alternative<event::LocalFailure>(event) || std::holds_alternative<event::Killed>(event);
  // An attempt that has ended may still have something to say; nobody listens.
  if (finished() || (!of_the_operation && !in_attempt())) return turn.steps;
  std::visit([&](const auto& what) { take(what, turn); }, event);
  return turn.steps;
}

MonotonicTime Exchange::wake_at() const {
  if (phase_ == Phase::Queued || phase_ == Phase::BackingOff) return wait_until_;
  return in_attempt() ? next_clock().at : MonotonicTime::never();
}

void Exchange::take(const event::Dialed&, Turn& turn) {
  current_.dialed = turn.now;
  phase_ = Phase::Handshaking;
}

void Exchange::take(const event::Connected& connected, Turn& /*turn*/) {
  attempt().reused_connection = connected.reused;
  // From here on the driver writes; when a clock ends the attempt, nobody knows how much has left.
  current_.sent = true;
  phase_ = Phase::AwaitingHead;
}

void Exchange::take(const event::RequestSent&, Turn& /*turn*/) { current_.sent = true; }

void Exchange::take(const event::Head& head, Turn& turn) {
  current_.head = head;
  attempt().http_status = static_cast<std::uint16_t>(head.status);
  attempt().retry_after = head.hints.retry_after;
  if (head.status >= 300 && head.status < 400) return fail({.failure_class = FailureClass::WrongSurface, .error_said = true}, turn);
  phase_ = Phase::ReadingError;
  if (head.status < 200 || head.status >= 300) return;
  if (head.foreign_encoding) return fail({.failure_class = FailureClass::Malformed}, turn);
  if (head.content == wire::ContentKind::Json) phase_ = Phase::ReadingAnswer;
  if (facts_.streamed && head.content == wire::ContentKind::EventStream) phase_ = Phase::AwaitingContent;
}

void Exchange::take(const event::ErrorBody& body, Turn& turn) {
  ResponseFacts facts;
  facts.status = current_.head.status;
  facts.content = current_.head.content;
  facts.body_parsed = body.parsed;
  facts.html = body.html;
  facts.stateful = facts_.stateful;
  facts.error = body.facts;
  fail_answer(classify_error(facts), body.facts, false, turn);
}

void Exchange::take(const event::Content&, Turn& turn) {
  if (phase_ != Phase::AwaitingContent) return;
  phase_ = Phase::Streaming;
  current_.first_content = turn.now;
  last_content_ = turn.now;
  attempt().first_content = turn.now - current_.started;
  if (route().commit == CommitRule::FirstContent) commit(turn);
}

/// An error after the finish is an error all the same: whoever sends both does not vouch for the answer.
void Exchange::take(const event::StreamError& error, Turn& turn) {
  if (!in_stream() && phase_ != Phase::Trailing) return;
  fail_answer(classify_error_in_body(error.facts), error.facts, true, turn);
}

void Exchange::take(const event::Terminal& terminal, Turn& turn) {
  if (!in_stream()) return;
  if (terminal.finish == wire::FinishState::Failed) {
    return fail({.failure_class = FailureClass::UpstreamError, .error_said = true}, turn);
  }
  const bool has_content = terminal.has_content || phase_ == Phase::Streaming;
  if (!has_content && !may_be_empty(terminal.finish)) return fail({.failure_class = FailureClass::Empty}, turn);
  take_whole(turn);
}

void Exchange::take(const event::MalformedData&, Turn& turn) {
  if (phase_ != Phase::Trailing) return fail({.failure_class = FailureClass::Malformed}, turn);
  turn.steps.push(step::CloseUpstream{});
  complete(turn);
}

void Exchange::take(const event::BodyComplete& body, Turn& turn) {
  if (phase_ == Phase::Trailing) return complete(turn);
  if (phase_ == Phase::ReadingAnswer) return take_answer(body.facts, turn);
  fail({.failure_class = FailureClass::Truncated}, turn);
}

void Exchange::take_answer(const wire::AnswerFacts& facts, Turn& turn) {
  FailureClass answer_class = classify_answer(facts, current_.head.content, facts_.background);
  // A stream was asked for: JSON may carry an error, but it is no answer.
  if (facts_.streamed && !facts.error.present) answer_class = FailureClass::Malformed;
  if (answer_class != FailureClass::Ok) return fail_answer(answer_class, facts.error, false, turn);
  take_whole(turn);
}

/// The answer is whole and well formed; what is left is what the route asks of it.
void Exchange::take_whole(Turn& turn) {
  if (facts_.validated && phase_ != Phase::Validating) {
    phase_ = Phase::Validating;
    turn.steps.push(step::Validate{});
    return;
  }
  if (!committed()) commit(turn);
  if (!facts_.streamed) return complete(turn);
  last_content_ = turn.now;
  phase_ = Phase::Trailing;
}

/// An answer that could not be checked to the end is served, and the record says so. A committed one is past helping.
void Exchange::take(const event::Validated& validated, Turn& turn) {
  if (phase_ != Phase::Validating) return;
  attempt().output_fault = validated.fault;
  const bool invalid = validated.fault != OutputFault::None && validated.fault != OutputFault::Undecided;
  if (!invalid || committed()) return take_whole(turn);
  const bool missing = validated.fault == OutputFault::MissingField;
  fail({.failure_class = missing ? FailureClass::ContractMismatch : FailureClass::OutputInvalid,
        .close = facts_.streamed,
        .same_target_useless = !route().corrective},
       turn);
}

void Exchange::take(const event::Failed& failed, Turn& turn) {
  if (phase_ == Phase::Trailing) return complete(turn);
  current_.sent = failed.bytes_sent || failed.response_started;
  fail(failure_of(failed), turn);
}

void Exchange::take(const event::TimerFired&, Turn& turn) {
  if (turn.now < wake_at()) return;
  if (phase_ == Phase::Queued) {
    decision_.queued = turn.now - queued_since_;
    return arrive(turn);
  }
  if (phase_ == Phase::BackingOff) return start_retry(turn);
  if (in_attempt()) expire(next_clock(), turn);
}

void Exchange::take(const event::ClientGone&, Turn& turn) {
  if (in_attempt()) {
    turn.steps.push(step::CloseUpstream{});
    settle_attempt(FailureClass::Cancelled, FailureClass::Cancelled, turn);
  }
  decision_.status = static_cast<std::uint16_t>(row_of(FailureClass::Cancelled).status);
  decision_.failure_class = FailureClass::Cancelled;
  finish(record::Outcome::Cancelled, turn);
}

void Exchange::take(const event::LocalFailure& local, Turn& turn) {
  if (in_attempt()) {
    turn.steps.push(step::CloseUpstream{});
    settle_attempt(FailureClass::Cancelled, FailureClass::Cancelled, turn);
  }
  if (committed()) {
    // What the client sees of it is a cut answer; the record says by whom.
    turn.steps.push(step::AbortClient{FailureClass::Truncated});
    decision_.refusal = local.refusal;
    return finish(record::Outcome::Partial, turn);
  }
  const bool passes = local.refusal == Refusal::Memory || local.refusal == Refusal::Draining;
  const bool hopeful = passes && decision_.attempts.empty();
  answer(refuse(local.refusal, hopeful ? std::optional(turn.now) : std::nullopt, turn.now), turn);
}

}  // namespace jurymast::policy
