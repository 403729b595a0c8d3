#include "sim/invariants/fleet_watch.hpp"

#include <algorithm>

namespace jurymast::sim {
namespace {

using policy::AttemptKind;
using record::BreakerState;

bool closed(BreakerState state) { return state == BreakerState::Closed || state == BreakerState::Ramp; }

std::size_t index_of(Family family) { return static_cast<std::size_t>(family); }

}  // namespace

FleetWatch::Slot& FleetWatch::slot_of(const policy::Target& target, MonotonicTime now) {
  if (target.slot.value >= slots_.size()) slots_.resize(target.slot.value + 1U);
  Slot& slot = slots_[target.slot.value];
  if (!slot.bound.begun()) slot.bound.begin(target.budget, now);
  return slot;
}

void FleetWatch::asked(const policy::AdmissionAsk& ask, const policy::Admission& answer, const Before& before, MonotonicTime now) {
  const policy::Target& target = *ask.target;
  Slot& slot = slot_of(target, now);
  const std::uint32_t number = target.slot.value;
  BreakerWatch& breaker = slot.breakers[index_of(ask.family)];
  const bool up_to_breaker = answer.admitted() || answer.denial == record::Denial::BreakerOpen;
  if (ask.kind == AttemptKind::Arrival && ask.probing == policy::Probing::Welcome && up_to_breaker)
    breaker.arrival_asked(target.breaker, before.breaker, now);
  bucket_seen(target, answer.facts.budget_after_milli);
  if (!answer.admitted()) return;
  if (ask.kind != AttemptKind::Arrival && ask.charge && target.budget.enabled) slot.bound.charged(now, ledger_, number);
  if (!ask.take_place) return;
  ledger_.require(Invariant::WithinCaps, before.in_flight == slot.in_flight, number);
  ++slot.in_flight;
  ledger_.measure(Invariant::WithinCaps, {slot.in_flight - target.max_inflight, 0, number});
  breaker.admitted(before.breaker, answer.facts.probe, {ledger_, number});
}

void FleetWatch::settled(const policy::Settlement& settlement, const Before& before, std::uint32_t epoch_after, MonotonicTime now) {
  const policy::Target& target = *settlement.target;
  Slot& slot = slot_of(target, now);
  --slot.in_flight;
  if (settlement.failure_class == FailureClass::Ok) slot.bound.succeeded(now);
  BreakerWatch& breaker = slot.breakers[index_of(settlement.family)];
  breaker.settled(settlement, before.epoch, now);
  if (epoch_after != before.epoch) breaker.opened(target.breaker, closed(before.breaker), now, {ledger_, target.slot.value});
}

void FleetWatch::bucket_seen(const policy::Target& target, std::uint32_t level_milli) {
  if (!target.budget.enabled) return;
  ledger_.measure(Invariant::TokensInRange, {level_milli, target.budget.capacity_milli, target.slot.value});
}

void FleetWatch::shadowed(const policy::Target& target, bool is_unchanged) {
  ledger_.require(Invariant::ShadowsTeachNothing, is_unchanged, target.slot.value);
}

void FleetWatch::sent(const policy::Target& target, bool arrival, MonotonicTime now) {
  Slot& slot = slot_of(target, now);
  if (target.budget.enabled) slot.bound.sent(arrival, now, ledger_, target.slot.value);
  ledger_.require(Invariant::PauseKept, now >= slot.wait_until, target.slot.value);
}

void FleetWatch::told_to_wait(const policy::Target& target, Duration wait, MonotonicTime now) {
  Slot& slot = slot_of(target, now);
  slot.wait_until = std::max(slot.wait_until, now + std::clamp(wait, policy::kPauseMin, policy::kPauseMax));
}

void FleetWatch::forgiven(policy::TargetSlot slot) {
  if (slot.value < slots_.size()) slots_[slot.value].wait_until = MonotonicTime{};
}

unsigned FleetWatch::chances(const policy::Target& target, Family family) const {
  return target.slot.value < slots_.size() ? slots_[target.slot.value].breakers[index_of(family)].chances() : 0;
}

void FleetWatch::forget_chances() {
  for (Slot& slot : slots_) {
    for (BreakerWatch& breaker : slot.breakers) breaker.forget_chances();
  }
}

FleetWatch::Before WatchedFleet::before(const policy::Target& target, Family family, MonotonicTime now) {
  policy::TargetState& state = fleet_.target(target.slot);
  const policy::Breaker& breaker = state.breaker(family);
  return {breaker.state(target.breaker, now), breaker.epoch(), state.in_flight.count()};
}

WatchedFleet::Known WatchedFleet::known(const policy::Target& target, Family family, MonotonicTime now) {
  const FleetWatch::Before now_known = before(target, family, now);
  policy::TargetState& state = fleet_.target(target.slot);
  const std::uint32_t level_milli = state.budget.level_milli(target.budget, now);
  watch_.bucket_seen(target, level_milli);
  return {now_known.breaker, now_known.epoch, now_known.in_flight, level_milli, state.pause.until()};
}

policy::Admission WatchedFleet::admit(const policy::AdmissionAsk& ask, MonotonicTime now, Random& random) {
  const policy::Target& target = *ask.target;
  if (ask.asked_for != policy::AskedFor::Caller) {
    const Known earlier = known(target, ask.family, now);
    policy::Admission answer = policy::admit(fleet_.target(target.slot), fleet_.credential_of(target), ask, now, random);
    watch_.shadowed(target, known(target, ask.family, now) == earlier);
    return answer;
  }
  const FleetWatch::Before earlier = before(target, ask.family, now);
  const policy::Admission answer = policy::admit(fleet_.target(target.slot), fleet_.credential_of(target), ask, now, random);
  if (answer.admitted() && ask.kind != AttemptKind::Arrival && ask.charge) ++charges_;
  watch_.asked(ask, answer, earlier, now);
  return answer;
}

void WatchedFleet::settle(const policy::Settlement& settlement, MonotonicTime now, Random& random) {
  const policy::Target& target = *settlement.target;
  if (settlement.shadow) {
    const Known earlier = known(target, settlement.family, now);
    policy::settle(fleet_.target(target.slot), fleet_.credential_of(target), settlement, now, random);
    return watch_.shadowed(target, known(target, settlement.family, now) == earlier);
  }
  const FleetWatch::Before earlier = before(target, settlement.family, now);
  policy::settle(fleet_.target(target.slot), fleet_.credential_of(target), settlement, now, random);
  watch_.settled(settlement, earlier, fleet_.target(target.slot).breaker(settlement.family).epoch(), now);
}

}  // namespace jurymast::sim
