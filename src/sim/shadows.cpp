#include "sim/shadows.hpp"

#include <utility>
#include <variant>

#include "policy/start_arm.hpp"

namespace jurymast::sim {

Shadow::Shadow(Process& process, Input input)
    : process_(process),
      input_(std::move(input)),
      snapshot_(process.snapshot),
      began_(process.parts.queue.now()),
      decider_(input_.facts, snapshot_, process.parts.streams.numbered("shadow exchange", input_.stream_number)) {}

void Shadow::start() {
  process_.parts.watch.coverage.count_shadow();
  process_.parts.journal.start(input_.start.id, record::render_start(input_.start, policy::start_arm(input_.facts, *snapshot_)));
  carry_out(decider_.start(process_.port, now()));
  turn_done();
}

void Shadow::drive(const policy::Event& event) {
  if (finished_) return;
  carry_out(decider_.on(event, process_.port, now()));
  turn_done();
}

void Shadow::timer_fired() {
  if (finished_ || timer_at_ > now()) return;
  timer_at_ = MonotonicTime::never();
  if (now() >= decider_.wake_at()) return drive(policy::event::TimerFired{});
  turn_done();
}

void Shadow::carry_out(const policy::Steps& steps) {
  for (const policy::Step& step : steps) {
    std::visit([this](const auto& what) { carry_out_step(what); }, step);
  }
}

void Shadow::carry_out_step(const policy::step::Send& send) {
  process_.parts.trace.say(process_.parts.queue, "shadow {} goes to {}", input_.number - kShadowNumbers,
                           snapshot_->target(send.target).name);
  call_ = process_.parts.upstreams.send({.operation = input_.number,
                                         .attempt = send.attempt,
                                         .target = send.target,
                                         .fresh = true,
                                         .streamed = input_.facts.streamed,
                                         .shadow = true,
                                         .tokens = input_.tokens,
                                         .stream_number = input_.stream_number << 8U | send.attempt});
}

void Shadow::carry_out_step(const policy::step::CloseUpstream&) {
  if (call_) process_.parts.upstreams.close(*call_);
}

void Shadow::carry_out_step(const policy::step::Validate&) {
  const bool broken = call_ && process_.parts.upstreams.breaks_rules(*call_);
  carry_out(decider_.on(policy::event::Validated{broken ? OutputFault::Schema : OutputFault::None}, process_.port, now()));
}

void Shadow::turn_done() {
  if (finished_) return finish();
  const MonotonicTime at = decider_.wake_at();
  if (at == std::exchange(timer_at_, at) || at == MonotonicTime::never()) return;
  process_.parts.queue.push(at, Happening::OperationTimer, input_.number);
}

void Shadow::finish() {
  if (call_) process_.parts.upstreams.close(*call_);
  record::Operation operation;
  operation.start = input_.start;
  operation.decision = decider_.decision();
  operation.latency = now() - began_;
  process_.parts.watch.ledger.require(Invariant::ShadowsTeachNothing, operation.decision.arm == record::Arm::Shadow, input_.number);
  process_.parts.journal.end(input_.start.id, record::render(operation), operation.decision.outcome);
}

void Shadow::lose() {
  if (finished_) return;
  finished_ = true;
  // An exchange must come to its end, though nobody sees it.
  decider_.on(policy::event::ClientGone{}, process_.port, now());
}

std::optional<Shadow::Input> Shadows::consider(const OperationInput& of_caller) {
  const policy::Snapshot& snapshot = *process_.snapshot;
  const policy::Route& route = snapshot.route(of_caller.facts.route);
  if (!running_.empty() && policy::must_end_shadows(process_.in_flight, snapshot.server)) end_all();
  const Streams& streams = process_.parts.streams;
  const policy::ShadowChoice choice =
      policy::choose_shadow(of_caller.facts,
                            {.token_limit = of_caller.tokens,
                             .coin = streams.numbered("shadow coin", of_caller.stream_number).next(),
                             .in_flight = process_.in_flight,
                             .shadows = static_cast<unsigned>(running_.size())},
                            snapshot);
  if (choice.denial != policy::ShadowDenial::None) return std::nullopt;
  const MonotonicTime now = process_.parts.queue.now();
  if (!budgets_[route.name].take(choice.tokens, route.shadow.tokens_per_minute, now)) return std::nullopt;
  Random random = streams.numbered("shadow id", of_caller.stream_number);
  Shadow::Input input{.number = kShadowNumbers + of_caller.number,
                      .tokens = of_caller.tokens,
                      .stream_number = of_caller.stream_number,
                      .start = of_caller.start,
                      .facts = {}};
  input.start.id = OperationId::make(process_.parts.queue.wall_now(), random);
  input.start.shadow_of = of_caller.start.id;
  input.facts = policy::shadow_facts(of_caller.facts, choice, input.start.id);
  return input;
}

void Shadows::begin(Shadow::Input input) {
  const std::uint32_t number = input.number;
  const auto [place, is_first] = running_.try_emplace(number, std::make_unique<Shadow>(process_, std::move(input)));
  place->second->start();
  bury();
}

Shadow* Shadows::running(std::uint32_t number) {
  const auto found = running_.find(number);
  return found == running_.end() ? nullptr : found->second.get();
}

void Shadows::upstream_content(std::uint32_t number) {
  if (Shadow* const shadow = running(number)) shadow->upstream_content();
}

void Shadows::upstream_event(std::uint32_t number, const policy::Event& event) {
  if (Shadow* const shadow = running(number)) shadow->drive(event);
  bury();
}

void Shadows::timer_fired(std::uint32_t number) {
  if (Shadow* const shadow = running(number)) shadow->timer_fired();
  bury();
}

void Shadows::killed() {
  for (const auto& [number, shadow] : running_) shadow->drive(policy::event::Killed{});
  bury();
}

void Shadows::end_all() {
  for (const auto& [number, shadow] : running_) shadow->drive(policy::event::ClientGone{});
  bury();
}

void Shadows::lose() {
  for (const auto& [number, shadow] : running_) shadow->lose();
  running_.clear();
}

/// Lets go of those that are over; never from inside one of their calls.
void Shadows::bury() {
  std::erase_if(running_, [](const auto& one) { return one.second->finished(); });
}

}  // namespace jurymast::sim
