#include "app/override/override_surroundings.hpp"

#include <algorithm>

#include "policy/eligibility.hpp"
#include "policy/setting_names.hpp"

namespace jurymast::app {
namespace {

using evidence::OverridableTarget;
using record::Condition;

/// The fallback at `index` of the route, judged as if it alone carried everything.
OverridableTarget judged(proxy::Shared& shared, const policy::Snapshot& snapshot, const policy::Route& route,
                         const policy::FallbackEvidence& evidence, std::size_t index) {
  policy::Route alone = route;
  alone.mode = policy::Mode::Automatic;
  alone.fallback = {route.fallback[index]};
  policy::FallbackEvidence shown = policy::kNothingShown;
  if (index < evidence.size()) shown[0] = evidence[index];
  OverridableTarget target{.name = snapshot.target(route.fallback[index]).name, .failed = {}, .unproven = {}};
  for (const Condition condition : policy::unproven_by_configuration(snapshot, alone, shown))
    target.unproven.emplace_back(name_of(condition));
  if (shared.losing_records.load(std::memory_order_relaxed)) target.unproven.emplace_back(name_of(Condition::Log));
  if (shown[0] == record::Tri::False) target.failed.emplace_back(name_of(Condition::Evidence));
  if (shared.kill.stands_for(route.name)) target.failed.emplace_back(name_of(Condition::NotKilled));
  return target;
}

bool is_listed(const policy::Snapshot& snapshot, const policy::Route& route, std::string_view target) {
  return snapshot.target(route.primary).name == target ||
         std::any_of(route.fallback.begin(), route.fallback.end(),
                     [&](TargetIndex index) { return snapshot.target(index).name == target; });
}

policy::RouteTraffic traffic_of_route(const evidence::OverriddenRoute& from) {
  policy::RouteTraffic to;
  to.pin = from.pin;
  to.disabled = from.disabled;
  const auto* const mode = std::find(policy::kModeNames.begin(), policy::kModeNames.end(), from.mode);
  if (mode != policy::kModeNames.end()) to.mode = static_cast<policy::Mode>(mode - policy::kModeNames.begin());
  for (const std::string& name : from.permitted) {
    if (const auto known = failure_class_named(name)) to.permitted.push_back(*known);
  }
  return to;
}

}  // namespace

std::vector<evidence::OverridableRoute> overridable_routes(proxy::Shared& shared, const policy::Snapshot& snapshot,
                                                           MonotonicTime now) {
  std::vector<evidence::OverridableRoute> routes;
  for (const policy::Route& from : snapshot.routes) {
    const policy::FallbackEvidence evidence = shared.evidence_for(snapshot, from, now);
    evidence::OverridableRoute to{.name = from.name, .targets = {{snapshot.target(from.primary).name, {}, {}}}};
    for (std::size_t i = 0; i < from.fallback.size(); ++i) to.targets.push_back(judged(shared, snapshot, from, evidence, i));
    routes.push_back(std::move(to));
  }
  return routes;
}

policy::Traffic traffic_of(const evidence::OverriddenTraffic& overridden, const policy::Snapshot& snapshot) {
  policy::Traffic traffic;
  for (const policy::Route& route : snapshot.routes) {
    const auto found = overridden.find(route.name);
    if (found == overridden.end()) continue;
    policy::RouteTraffic wanted = traffic_of_route(found->second);
    if (!is_listed(snapshot, route, wanted.pin)) wanted.pin.clear();
    if (wanted != policy::RouteTraffic()) traffic.emplace(route.name, std::move(wanted));
  }
  return traffic;
}

std::vector<std::string> route_names(const policy::Snapshot& snapshot) {
  std::vector<std::string> names;
  for (const policy::Route& route : snapshot.routes) names.push_back(route.name);
  return names;
}

}  // namespace jurymast::app
