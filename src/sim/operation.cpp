#include "sim/operation.hpp"

#include <utility>
#include <variant>

#include "policy/deadline.hpp"
#include "policy/setting_names.hpp"
#include "policy/start_arm.hpp"

namespace jurymast::sim {
namespace {

constexpr int kTooManyRequests = 429;
constexpr int kServiceUnavailable = 503;

OperationWatch::Allowance allowance_of(const policy::Route& route, const policy::RequestFacts& facts, MonotonicTime now) {
  OperationWatch::Allowance allowance;
  allowance.attempts = route.retry.attempts;
  allowance.attempts_per_target = facts.replay ? 1 : route.retry.attempts_per_target;
  allowance.side_effects = route.side_effects == policy::SideEffects::Possible;
  allowance.sticks = facts.stateful || (facts.stored && route.resend_stored == policy::ResendStored::Deny);
  allowance.last_tier = route.degrade.has_value();
  allowance.one_target = facts.stateful || facts.killed;
  allowance.home = facts.pinned.value_or(route.primary);
  allowance.may_be_moved = !allowance.one_target && !facts.pinned && !route.fallback.empty();
  allowance.deadline = policy::Deadline::of(route.deadline_for(facts.streamed), facts.client_timeout, now).at;
  return allowance;
}

}  // namespace

Operation::Operation(Process& process, OperationInput input, std::unique_ptr<Decider> decider)
    : process_(process),
      input_(std::move(input)),
      snapshot_(process.snapshot),
      began_(process.parts.queue.now()),
      decider_(std::move(decider)) {
  ++process_.in_flight;
  const OperationWatch::Allowance allowance = allowance_of(snapshot_->route(input_.facts.route), input_.facts, began_);
  watch().began(allowance);
  process_.parts.queue.push(allowance.deadline + std::chrono::milliseconds(2), Happening::OperationOverdue, number());
}

/// The configuration that an attempt is sent with.
const policy::Snapshot& Operation::configuration() const {
  return *snapshot_;  // the one it began with
}

void Operation::start() {
  process_.parts.journal.start(input_.start.id, record::render_start(input_.start, policy::start_arm(input_.facts, *snapshot_)));
  const std::uint64_t before = process_.port.charges();
  const policy::Steps steps = decider_->start(process_.port, now());
  charges_ += process_.port.charges() - before;
  carry_out(steps);
  turn_done();
}

void Operation::drive(const policy::Event& event) {
  if (decider_->finished()) return;
  const std::uint64_t before = process_.port.charges();
  const policy::Steps steps = decider_->on(event, process_.port, now());
  charges_ += process_.port.charges() - before;
  carry_out(steps);
}

void Operation::carry_out(const policy::Steps& steps) {
  for (const policy::Step& step : steps) {
    process_.parts.trace.add(static_cast<std::uint64_t>(step.index()) << 32U | number());
    std::visit([this](const auto& what) { carry_out_step(what); }, step);
  }
}

void Operation::carry_out_step(const policy::step::Send& send) {
  Parts& parts = process_.parts;
  earlier_ = std::exchange(call_, std::nullopt);
  target_ = send.target;
  request_sent_ = false;
  head_.reset();
  held_.clear();
  const policy::Target& own = snapshot_->target(send.target);
  const policy::Target& used = configuration().target(send.target);
  const bool degraded = send.prompt == policy::step::PromptForm::Degraded;
  const bool arrival = degraded || watch().is_arrival(number(), send.target);
  watch().sending(number(), {.target = send.target,
                             .charges = charges_,
                             .earlier_doubtful = earlier_ && parts.upstreams.may_have_executed(*earlier_),
                             .earlier_stale = earlier_ && parts.upstreams.was_stale(*earlier_),
                             .own_configuration = used.credential == own.credential && used.model == own.model,
                             .degraded = degraded});
  parts.watch.fleet.sent(own, arrival, now());
  parts.tally.attempt_sent(send.target.value, parts.queue.elapsed());
  parts.trace.add(static_cast<std::uint64_t>(send.target.value) << 8U | send.attempt);
  parts.trace.say(parts.queue, "operation {} attempt {} to {}{}", number(), send.attempt, own.name, send.fresh ? ", fresh" : "");
  call_ = parts.upstreams.send({.operation = number(),
                                .attempt = send.attempt,
                                .target = send.target,
                                .fresh = send.fresh,
                                .streamed = input_.facts.streamed,
                                .tokens = input_.tokens,
                                .stream_number = input_.stream_number << 8U | send.attempt});
}

void Operation::carry_out_step(const policy::step::CloseUpstream&) {
  if (call_) process_.parts.upstreams.close(*call_);
}

void Operation::carry_out_step(const policy::step::Validate&) {
  const bool broken = call_ && process_.parts.upstreams.breaks_rules(*call_);
  drive(policy::event::Validated{broken ? OutputFault::Schema : OutputFault::None});
}

void Operation::carry_out_step(const policy::step::Commit&) {
  first_content_ = now() - began_;
  watch().committed(number());
}

void Operation::carry_out_step(const policy::step::EndClient&) {
  flush();
  reply_ = {.end = Reply::End::Complete};
  if (!client_gone_) watch().ended(number(), ClientEnd::Complete, now());
}

void Operation::carry_out_step(const policy::step::AbortClient&) {
  flush();
  reply_ = {.end = Reply::End::Aborted};
  if (!client_gone_) watch().ended(number(), ClientEnd::Aborted, now());
}

void Operation::carry_out_step(const policy::step::Answer& answer) {
  if (client_gone_) return;
  reply_ = {
      .end = Reply::End::Error, .status = answer.status, .final_answer = answer.final_answer && process_.honest_about_retries};
  if (!answer.final_answer) reply_.retry_after_s = answer.retry_after_s;
  watch().answered(number(), answer, input_.start.id);
  watch().ended(number(), ClientEnd::Error, now());
}

void Operation::upstream_content(const ContentTag& tag) {
  if (finished_) return;
  held_.push_back(tag);
  decider_->content_seen(now());
  if (tag.place > 0) turn_done();  // the first one is told as an event right behind
}

void Operation::upstream_event(const policy::Event& event) {
  if (finished_) return;
  note_answer(event);
  drive(event);
  turn_done();
}

/// What the provider has asked for is known here before anything decides about it.
void Operation::note_answer(const policy::Event& event) {
  if (std::holds_alternative<policy::event::RequestSent>(event)) request_sent_ = true;
  if (const auto* const head = std::get_if<policy::event::Head>(&event)) head_ = *head;
  if (std::holds_alternative<policy::event::ErrorBody>(event) && head_ && head_->hints.retry_after) {
    const bool asks = head_->status == kTooManyRequests ||
                      (head_->status == kServiceUnavailable && *head_->hints.retry_after <= policy::kPauseMax);
    if (asks) process_.parts.watch.fleet.told_to_wait(snapshot_->target(target_), *head_->hints.retry_after, now());
  }
  const auto* const complete = std::get_if<policy::event::BodyComplete>(&event);
  if (complete != nullptr && (complete->facts.id_present || input_.facts.streamed)) remember_state();
}

void Operation::remember_state() {
  if (input_.state_id != 0) process_.affinity.remember(input_.state_id, snapshot_->target(target_).slot, now());
}

void Operation::client_gone() {
  if (finished_) return;
  client_gone_ = true;
  watch().ended(number(), ClientEnd::Left, now());
  drive(policy::event::ClientGone{});
  const bool closed = !call_ || !process_.parts.upstreams.open(*call_);
  process_.parts.watch.ledger.require(Invariant::GoneMeansClosed, closed, number());
  turn_done();
}

void Operation::killed() {
  if (finished_) return;
  drive(policy::event::Killed{});
  const bool running = call_ && process_.parts.upstreams.open(*call_);
  watch().told_of_kill(number(), running ? std::optional(target_) : std::nullopt);
  turn_done();
}

void Operation::timer_fired() {
  if (finished_ || timer_at_ > now()) return;
  timer_at_ = MonotonicTime::never();
  if (now() >= decider_->wake_at()) drive(policy::event::TimerFired{});
  turn_done();
}

void Operation::overdue() const {
  if (!finished_) process_.parts.watch.operations.overdue(number());
}

void Operation::turn_done() {
  if (finished_) return;
  if (finish_wanted_) {
    if (!std::exchange(recorded_, true)) finish();
    return;
  }
  flush();
  set_timer();
}

void Operation::flush() {
  if (!forwarding_) return;
  if (!client_gone_) {
    for (const ContentTag& tag : held_) watch().delivered(number(), tag);
  }
  held_.clear();
}

void Operation::set_timer() {
  const MonotonicTime at = decider_->wake_at();
  if (at == timer_at_) return;
  timer_at_ = at;
  if (at != MonotonicTime::never()) process_.parts.queue.push(at, Happening::OperationTimer, number());
}

void Operation::finish() {
  const record::Decision& decision = decider_->decision();
  watch().decided(number(), decision);
  process_.parts.watch.coverage.count(decision);
  process_.parts.watch.callers.tell(now(), record::render_decision(decision));
  record::Operation operation;
  operation.start = input_.start;
  operation.decision = decision;
  operation.latency = now() - began_;
  operation.first_content = first_content_;
  process_.parts.journal.end(input_.start.id, record::render(operation), decision.outcome);
  process_.parts.trace.add(static_cast<std::uint64_t>(decision.outcome) << 48U |
                           static_cast<std::uint64_t>(decision.status) << 32U | number());
  process_.parts.trace.say(process_.parts.queue, "operation {} ends {} {} after {} attempts", number(), name_of(decision.outcome),
                           decision.status, decision.attempts.size());
  end_session();
}

void Operation::end_session() {
  finished_ = true;
  --process_.in_flight;
  if (call_ && !request_sent_) process_.parts.upstreams.close(*call_);
  held_ = {};
  if (!client_gone_) process_.callers.replied(input_.call, input_.request, reply_);
}

void Operation::lose() {
  if (finished_) return;
  finished_ = true;
  watch().lost(number());
  // Nobody sees what becomes of it: an exchange must come to its end, and this one's fleet is lost too.
  policy::FleetPort& port = process_.port;
  decider_->on(policy::event::ClientGone{}, port, now());
  if (client_gone_) return;
  const bool begun = decider_->decision().committed;
  process_.callers.replied(input_.call, input_.request,
                           {.end = begun ? Reply::End::Aborted : Reply::End::ConnectionLost, .status = 0});
}

}  // namespace jurymast::sim
