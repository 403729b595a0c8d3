#include "sim/plain_retrier.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "policy/backoff.hpp"
#include "policy/class_table.hpp"
#include "policy/deadline.hpp"

namespace jurymast::sim {
namespace {

namespace event = policy::event;
namespace step = policy::step;

FailureClass class_of_status(int status) { return status == 503 ? FailureClass::Overloaded : FailureClass::UpstreamError; }

}  // namespace

PlainRetrier::PlainRetrier(const policy::RequestFacts& facts, std::shared_ptr<const policy::Snapshot> snapshot,
                           const Settings& settings, Random random)
    : facts_(facts), snapshot_(std::move(snapshot)), settings_(settings), random_(random) {}

policy::Steps PlainRetrier::start(policy::FleetPort& /*fleet*/, MonotonicTime now) {
  const policy::Route& route = snapshot_->route(facts_.route);
  deadline_ = policy::Deadline::of(route.deadline_for(facts_.streamed), facts_.client_timeout, now).at;
  Turn turn{now, {}};
  send(turn);
  return turn.steps;
}

policy::Steps PlainRetrier::on(const policy::Event& event, policy::FleetPort& /*fleet*/, MonotonicTime now) {
  Turn turn{now, {}};
  if (!finished()) std::visit([&](const auto& what) { take(what, turn); }, event);
  return turn.steps;
}

template <class Event>
void PlainRetrier::take(const Event& event, Turn& turn) {
  if constexpr (std::is_same_v<Event, event::TimerFired>) return timer(turn);
  if constexpr (std::is_same_v<Event, event::ClientGone> || std::is_same_v<Event, event::LocalFailure>) {
    turn.steps.push(step::CloseUpstream{});
    return finish(record::Outcome::Cancelled, turn);
  }
  if (phase_ == Phase::Waiting) return;
  if constexpr (std::is_same_v<Event, event::Head>)
    decision_.attempts.back().http_status = static_cast<std::uint16_t>(event.status);
  if constexpr (std::is_same_v<Event, event::ErrorBody>) fail(class_of_status(decision_.attempts.back().http_status), turn);
  if constexpr (std::is_same_v<Event, event::Content>) commit(turn);
  if constexpr (std::is_same_v<Event, event::Terminal>) phase_ = Phase::Trailing;
  if constexpr (std::is_same_v<Event, event::StreamError>) fail(FailureClass::UpstreamError, turn);
  if constexpr (std::is_same_v<Event, event::MalformedData>) fail(FailureClass::Malformed, turn);
  if constexpr (std::is_same_v<Event, event::Failed>) {
    if (phase_ == Phase::Trailing) return complete(turn);
    fail(FailureClass::NetworkReset, turn);
  }
  if constexpr (std::is_same_v<Event, event::BodyComplete>) {
    const bool whole = facts_.streamed ? phase_ == Phase::Trailing : event.facts.finished;
    if (!whole) return fail(FailureClass::Truncated, turn);
    if (!facts_.streamed) commit(turn);
    complete(turn);
  }
}

MonotonicTime PlainRetrier::wake_at() const {
  const policy::Timeouts& timeouts = target().timeouts;
  switch (phase_) {
    case Phase::Waiting:
      return wait_until_;
    case Phase::Attempting:
      return std::min(deadline_, attempt_began_ + timeouts.first_token);
    case Phase::Streaming:
      return std::min(deadline_, last_content_ + timeouts.stall);
    case Phase::Trailing:
      return deadline_;
    case Phase::Finished:
      break;
  }
  return MonotonicTime::never();
}

void PlainRetrier::timer(Turn& turn) {
  if (turn.now < wake_at()) return;
  if (phase_ == Phase::Waiting) return send(turn);
  turn.steps.push(step::CloseUpstream{});
  fail(FailureClass::TimeoutFirstToken, turn);
}

void PlainRetrier::send(Turn& turn) {
  phase_ = Phase::Attempting;
  attempt_began_ = turn.now;
  record::Attempt attempt;
  attempt.number = static_cast<std::uint8_t>(decision_.attempts.size() + 1);
  attempt.target = snapshot_->route(facts_.route).primary;
  attempt.target_name = target().name;
  decision_.attempts.push_back(attempt);
  turn.steps.push(step::Send{attempt.target, attempt.number, false});
}

void PlainRetrier::fail(FailureClass failure_class, Turn& turn) {
  decision_.attempts.back().failure_class = failure_class;
  decision_.failure_class = failure_class;
  if (decision_.committed) {
    turn.steps.push(step::AbortClient{failure_class});
    return finish(record::Outcome::Partial, turn);
  }
  const auto made = static_cast<unsigned>(decision_.attempts.size());
  if (made < settings_.attempts && turn.now < deadline_) {
    phase_ = Phase::Waiting;
    wait_until_ = turn.now;
    if (settings_.jittered) wait_until_ = turn.now + policy::draw_backoff(policy::RetrySettings(), made - 1, random_);
    turn.steps.push(step::Wait{});
    return;
  }
  step::Answer answer;
  answer.status = policy::row_of(failure_class).status;
  answer.failure_class = failure_class;
  decision_.status = static_cast<std::uint16_t>(answer.status);
  decision_.final_answer = true;
  turn.steps.push(answer);
  finish(record::Outcome::Failed, turn);
}

void PlainRetrier::commit(Turn& turn) {
  phase_ = Phase::Streaming;
  last_content_ = turn.now;
  decision_.committed = true;
  decision_.status = 200;
  decision_.served_by = decision_.attempts.back().target;
  decision_.served_by_name = decision_.attempts.back().target_name;
  turn.steps.push(step::Commit{});
  turn.steps.push(step::Forward{});
}

void PlainRetrier::complete(Turn& turn) {
  decision_.failure_class = FailureClass::Ok;
  turn.steps.push(step::EndClient{});
  finish(record::Outcome::Complete, turn);
}

void PlainRetrier::finish(record::Outcome outcome, Turn& turn) {
  decision_.outcome = outcome;
  phase_ = Phase::Finished;
  turn.steps.push(step::Finish{});
}

}  // namespace jurymast::sim
