#include "policy/assignment.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "policy/eligibility.hpp"
#include "policy/request_facts.hpp"
#include "policy/traffic.hpp"

namespace jurymast::policy {
namespace {

using record::Arm;
using record::NotDrawn;
using record::Tri;

std::size_t places_of(const Route& route) { return std::min(route.fallback.size() + 1, RoutePlaces().size()); }

/// The place of the target of that name; nothing where the route does not use it any more.
std::optional<std::size_t> place_named(const Snapshot& snapshot, const Route& route, const std::string& name) {
  for (std::size_t place = 0; !name.empty() && place < places_of(route); ++place) {
    if (snapshot.target(target_at(route, place)).name == name) return place;
  }
  return std::nullopt;
}

RoutePlaces places_named(const Snapshot& snapshot, const Route& route, const std::vector<std::string>& names) {
  RoutePlaces places;
  for (const std::string& name : names) {
    if (const auto place = place_named(snapshot, route, name)) places.set(*place);
  }
  return places;
}

/// What stands whether or not the request may be moved.
Assignment standing(const RouteTraffic& traffic, const Snapshot& snapshot, const Route& route) {
  Assignment assignment;
  assignment.disabled = places_named(snapshot, route, traffic.disabled);
  assignment.suspended = places_named(snapshot, route, traffic.suspended);
  // The primary has no place among the fallbacks that it could lose.
  assignment.suspended.reset(0);
  assignment.mode = traffic.mode;
  for (const FailureClass failure_class : traffic.permitted) {
    if (may_be_permitted(failure_class)) assignment.permitted.set(static_cast<std::size_t>(failure_class));
  }
  return assignment;
}

/// Why this request is one that is never moved, wherever to.
std::optional<NotDrawn> immovable(const RequestFacts& facts, Mode mode) {
  if (facts.killed) return NotDrawn::Killed;
  if (facts.stateful || facts.pinned) return NotDrawn::Stateful;
  return mode == Mode::Off ? std::optional(NotDrawn::Mode) : std::nullopt;
}

bool serves(const RequestFacts& facts, const Target& target) {
  return target.serves(facts.family) && window_condition(facts, target) != Tri::False;
}

/// Past what nobody knows, never past what is known to be false.
std::optional<NotDrawn> fallback_hindrance(const Assignment& assignment, const RequestFacts& facts, const Target& target,
                                           std::size_t place) {
  if (assignment.disabled[place] || assignment.suspended[place]) return NotDrawn::FallbackBarred;
  if (!serves(facts, target)) return NotDrawn::FallbackCannot;
  return facts.evidence[place - 1] == Tri::False ? std::optional(NotDrawn::FallbackDisproved) : std::nullopt;
}

/// What keeps a rollout from drawing it, beside the fallback. Both arms must be able to serve it, or the draw would compare two kinds of requests.
std::optional<NotDrawn> draw_hindrance(const Assignment& assignment, const RouteTraffic& traffic, const RequestFacts& facts,
                                       const Snapshot& snapshot) {
  const Route& route = snapshot.route(facts.route);
  if (traffic.low_risk_only && route.risk == Risk::High) return NotDrawn::Risk;
  const bool primary_may = !assignment.disabled[0] && serves(facts, snapshot.target(route.primary));
  return primary_may ? std::nullopt : std::optional(NotDrawn::PrimaryCannot);
}

void draw(Assignment& assignment, const RouteTraffic& traffic, TargetIndex canary, std::uint64_t coin) {
  assignment.weight_ppm = std::min(traffic.weight_ppm, kWholeWeightPpm);
  assignment.arm = traffic.restoring ? Arm::Restore : Arm::Control;
  if (!falls_to_canary(coin, *assignment.weight_ppm)) return;
  assignment.arm = Arm::Canary;
  assignment.first = canary;
}

}  // namespace

TargetIndex target_at(const Route& route, std::size_t place) { return place == 0 ? route.primary : route.fallback[place - 1]; }

std::optional<std::size_t> place_on(const Route& route, TargetIndex target) {
  for (std::size_t place = 0; place < places_of(route); ++place) {
    if (target_at(route, place) == target) return place;
  }
  return std::nullopt;
}

bool falls_to_canary(std::uint64_t coin, std::uint32_t weight_ppm) {
  // The coin's place among a million equal parts of its range: the upper 64 bits of coin * 1 000 000, by two products that fit. The parts
  // differ in size by one value in 2^44, which no count of requests can show; a remainder would give the same, but not the order.
  constexpr unsigned kHalf = 32;
  constexpr std::uint64_t kLowHalf = 0xffff'ffff;
  const std::uint64_t low = (coin & kLowHalf) * kWholeWeightPpm;
  const std::uint64_t part = ((coin >> kHalf) * kWholeWeightPpm + (low >> kHalf)) >> kHalf;
  return part < weight_ppm;
}

Assignment assign(const RouteTraffic& traffic, const RequestFacts& facts, const Snapshot& snapshot,
                  std::optional<std::uint64_t> coin) {
  const Route& route = snapshot.route(facts.route);
  Assignment assignment = standing(traffic, snapshot, route);
  if (facts.synthetic) return assignment;
  const auto pinned = place_named(snapshot, route, traffic.pin);
  const auto place = pinned ? pinned : place_named(snapshot, route, traffic.canary);
  // Who pins the primary wants what is configured, and no draw.
  if (!place || *place == 0) return assignment;

  const TargetIndex target = target_at(route, *place);
  assignment.not_drawn = immovable(facts, assignment.mode.value_or(route.mode));
  if (!assignment.not_drawn && !pinned) assignment.not_drawn = draw_hindrance(assignment, traffic, facts, snapshot);
  if (!assignment.not_drawn && !pinned && !coin) assignment.not_drawn = NotDrawn::UnitMissing;
  if (!assignment.not_drawn) assignment.not_drawn = fallback_hindrance(assignment, facts, snapshot.target(target), *place);
  if (assignment.not_drawn) return assignment;
  if (!pinned) {
    draw(assignment, traffic, target, *coin);
    return assignment;
  }
  assignment.weight_ppm = kWholeWeightPpm;
  assignment.arm = Arm::Canary;
  assignment.first = target;
  return assignment;
}

}  // namespace jurymast::policy
