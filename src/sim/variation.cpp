#include "sim/variation.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace jurymast::sim {
namespace {

using namespace std::chrono_literals;
using policy::Route;
using policy::Snapshot;
using policy::Target;

/// What the official SDKs wait for an answer, and what is configured where nobody has thought of it.
constexpr Duration kPlainPatience = 600s;
constexpr Duration kPlainRetryAfterMax = 60s;
constexpr unsigned kPlainAttempts = 4;
/// More requests than one run ever has in flight.
constexpr unsigned kNoLimit = 1'000'000;

/// Puts the value there; false where it stands there already.
template <class Value>
bool put(Value& place, const Value& value) {
  return std::exchange(place, value) != value;
}

/// Changes every target of the route; true where that changed any.
template <class Change>
bool at_targets(Snapshot& snapshot, const Route& route, const Change& change) {
  bool changed = change(snapshot.targets[route.primary.value]);
  for (const TargetIndex fallback : route.fallback) changed = change(snapshot.targets[fallback.value]) || changed;
  return changed;
}

bool without_breaker(Snapshot& snapshot, Route& route) {
  return at_targets(snapshot, route, [](Target& target) { return put(target.breaker.enabled, false); });
}

bool without_budget(Snapshot& snapshot, Route& route) {
  return at_targets(snapshot, route, [](Target& target) { return put(target.budget.enabled, false); });
}

bool without_fallback(Snapshot& /*snapshot*/, Route& route) { return !std::exchange(route.fallback, {}).empty(); }

bool with_one_attempt(Snapshot& /*snapshot*/, Route& route) { return put(route.retry.attempts, 1U); }

bool with_plain_attempts(Snapshot& /*snapshot*/, Route& route) {
  const bool more = route.retry.attempts < kPlainAttempts && put(route.retry.attempts, kPlainAttempts);
  return put(route.retry.attempts_per_target, std::max(route.retry.attempts_per_target, kPlainAttempts)) || more;
}

bool without_waits(Snapshot& /*snapshot*/, Route& route) {
  const bool cap = put(route.retry.backoff_cap, Duration(0));
  return put(route.retry.backoff_base, Duration(0)) || cap;
}

bool waiting_as_asked(Snapshot& /*snapshot*/, Route& route) {
  return put(route.retry.retry_after_max, std::max(route.retry.retry_after_max, kPlainRetryAfterMax));
}

bool with_patient_attempts(Snapshot& snapshot, Route& route) {
  return at_targets(snapshot, route, [](Target& target) {
    const bool total = put(target.timeouts.total, std::optional<Duration>());
    return put(target.timeouts.first_token, std::max(target.timeouts.first_token, kPlainPatience)) || total;
  });
}

bool with_late_deadline(Snapshot& /*snapshot*/, Route& route) {
  const Duration late = std::max(route.deadline_for(true), kPlainPatience);
  return late != route.deadline_for(true) && put(route.deadline, std::optional(late));
}

bool without_inflight_limit(Snapshot& snapshot, Route& route) {
  return at_targets(snapshot, route, [](Target& target) { return put(target.max_inflight, kNoLimit); });
}

bool without_shedding(Snapshot& snapshot, Route& /*route*/) { return put(snapshot.server.max_inflight, kNoLimit); }

constexpr std::array kVariations = std::to_array<Variation>({
    {"breaker.enabled", "without the breaker", without_breaker},
    {"budget.enabled", "without the budget", without_budget},
    {"fallback", "without fallback", without_fallback},
    {"retry.attempts", "with one attempt alone", with_one_attempt},
    {"retry.attempts_per_target", "with four attempts at a target", with_plain_attempts},
    {"retry.backoff_base", "without waits before retries", without_waits},
    {"retry.retry_after_max", "waiting up to 60 s where Retry-After asks for it", waiting_as_asked},
    {"timeouts.first_token", "waiting 600 s for a first token", with_patient_attempts},
    {"deadline", "with a deadline of 600 s", with_late_deadline},
    {"max_inflight", "without a limit of requests in flight at a target", without_inflight_limit},
    {"server.max_inflight", "without shedding", without_shedding},
});

}  // namespace

std::span<const Variation> variations() { return kVariations; }

}  // namespace jurymast::sim
