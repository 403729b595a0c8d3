#include "policy/evidence_condition.hpp"

#include <algorithm>

namespace jurymast::policy {
namespace {

using record::Tri;

MonotonicTime on_own_clock(WallTime at, WallTime wall, MonotonicTime now) { return now - std::max(wall - at, Duration(0)); }

}  // namespace

Tri evidence_condition(const EvidenceFacts& facts) {
  if (facts.newest != Tri::True) return facts.newest;
  if (facts.now - facts.at > facts.age_max) return Tri::Unknown;
  // Who needs a fallback badly finds one that passes; that is no proof.
  if (facts.primary_opened && facts.first_passed > *facts.primary_opened) return Tri::Unknown;
  return Tri::True;
}

Standings::Standings(std::span<const record::Standing> standings, WallTime wall, MonotonicTime now) {
  for (const record::Standing& standing : standings) {
    routes_[standing.route][standing.target][static_cast<std::size_t>(standing.family)] = {
        .newest = standing.newest,
        .at = on_own_clock(standing.at, wall, now),
        .first_passed = on_own_clock(standing.first_passed, wall, now)};
  }
}

FallbackEvidence Standings::evidence_for(const Snapshot& snapshot, const Route& route, std::optional<MonotonicTime> primary_opened,
                                         MonotonicTime now) const {
  FallbackEvidence evidence = kNothingShown;
  const auto of_route = routes_.find(route.name);
  if (of_route == routes_.end()) return evidence;
  for (std::size_t i = 0; i < std::min(route.fallback.size(), evidence.size()); ++i) {
    const auto of_target = of_route->second.find(snapshot.target(route.fallback[i]).name);
    if (of_target == of_route->second.end()) continue;
    const Shown& shown = of_target->second[static_cast<std::size_t>(route.family)];
    evidence[i] = evidence_condition({.newest = shown.newest,
                                      .at = shown.at,
                                      .first_passed = shown.first_passed,
                                      .primary_opened = primary_opened,
                                      .age_max = route.evidence_max_age,
                                      .now = now});
  }
  return evidence;
}

}  // namespace jurymast::policy
