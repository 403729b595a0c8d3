#include "policy/shadow.hpp"

#include <algorithm>
#include <chrono>

#include "policy/assignment.hpp"
#include "policy/eligibility.hpp"

namespace jurymast::policy {
namespace {

/// A token has as many parts as a minute has microseconds, so that any time fills in whole parts.
constexpr std::uint64_t kPartsPerToken = 60'000'000;

bool is_harmless(const RequestFacts& facts, const ShadowSurroundings& surroundings, const Route& route) {
  const bool keeps_state = facts.stateful || facts.stored || facts.background || facts.pinned;
  const bool acts = surroundings.tools || route.side_effects == SideEffects::Possible;
  return !keeps_state && !acts && !facts.replay && !facts.synthetic && !facts.killed;
}

/// The first fallback that a rescue could go to now, as far as is known before anything is sent.
std::optional<TargetIndex> first_able(const RequestFacts& facts, const Snapshot& snapshot, const Route& route) {
  const std::size_t places = std::min(route.fallback.size(), limits::kTargetsPerRouteMax);
  for (std::size_t i = 0; i < places; ++i) {
    const Target& target = snapshot.target(route.fallback[i]);
    const bool barred = facts.assignment.disabled[i + 1] || facts.assignment.suspended[i + 1];
    const bool fits = target.serves(facts.family) && window_condition(facts, target) != record::Tri::False;
    if (!barred && fits && facts.evidence[i] != record::Tri::False) return route.fallback[i];
  }
  return std::nullopt;
}

bool is_over(std::uint64_t part, std::uint64_t whole, std::uint64_t percent) { return part * 100 >= whole * percent; }

bool is_busy(const ShadowSurroundings& surroundings, const ServerSettings& server) {
  return surroundings.shadows >= kShadowsMax || is_over(surroundings.in_flight, server.max_inflight, kShadowBeginPercent) ||
         is_over(surroundings.memory_held, server.memory_max, kShadowBeginPercent);
}

}  // namespace

ShadowChoice choose_shadow(const RequestFacts& facts, const ShadowSurroundings& surroundings, const Snapshot& snapshot) {
  const Route& route = snapshot.route(facts.route);
  const auto denied = [](ShadowDenial denial) { return ShadowChoice{.denial = denial, .target = {}}; };
  if (!route.shadow.on()) return denied(ShadowDenial::Off);
  if (!falls_to_canary(surroundings.coin, route.shadow.share_ppm)) return denied(ShadowDenial::NotSampled);
  if (!is_harmless(facts, surroundings, route)) return denied(ShadowDenial::Ineligible);
  const std::optional<TargetIndex> target = first_able(facts, snapshot, route);
  // Who is drawn to a fallback shows what it does already.
  if (!target || facts.assignment.first || facts.assignment.mode.value_or(route.mode) == Mode::Off) {
    return denied(ShadowDenial::NoFallback);
  }
  if (is_busy(surroundings, snapshot.server)) return denied(ShadowDenial::Busy);
  const std::uint64_t output =
      surroundings.token_limit.value_or(snapshot.target(*target).token_limit.value_or(kShadowTokensUnsaid));
  return {ShadowDenial::None, *target, facts.input_tokens_estimate.value_or(0) + output};
}

bool must_end_shadows(std::uint64_t in_flight, const ServerSettings& server) {
  return is_over(in_flight, server.max_inflight, kShadowEndPercent);
}

RequestFacts shadow_facts(const RequestFacts& of_caller, const ShadowChoice& choice, OperationId id) {
  RequestFacts facts = of_caller;
  facts.id = id;
  facts.assignment = {};
  facts.client_timeout = std::min(of_caller.client_timeout.value_or(kShadowTimeMax), kShadowTimeMax);
  facts.synthetic = SyntheticProbe{.forced = choice.target, .shadow = true};
  return facts;
}

bool ShadowBudget::take(std::uint64_t tokens, std::uint64_t per_minute, MonotonicTime now) {
  const std::uint64_t full = per_minute * kPartsPerToken;
  const Duration since = filled_ ? std::min<Duration>(now - *filled_, std::chrono::minutes(1)) : std::chrono::minutes(1);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(std::max(since, Duration(0)));
  level_ = std::min(full, level_ + static_cast<std::uint64_t>(micros.count()) * per_minute);
  filled_ = now;
  if (tokens > per_minute || level_ < tokens * kPartsPerToken) return false;
  level_ -= tokens * kPartsPerToken;
  return true;
}

}  // namespace jurymast::policy
