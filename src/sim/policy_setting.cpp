#include "sim/policy_setting.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace jurymast::sim {
namespace {

using policy::Route;
using policy::Snapshot;
using policy::Target;

/// Puts the value there; false where it stands there already.
template <class Value>
bool put(Value& place, const Value& value) {
  if (place == value) return false;
  place = value;
  return true;
}

Target* target_named(Snapshot& snapshot, const std::string& name) {
  const auto found =
      std::find_if(snapshot.targets.begin(), snapshot.targets.end(), [&](const Target& one) { return one.name == name; });
  return found == snapshot.targets.end() ? nullptr : &*found;
}

/// A member of each target of the other route, where both configurations have the target.
template <auto kMember>
bool take_of_targets(Snapshot& into, Route& /*route*/, const Snapshot& other, const Route& other_route) {
  bool changed = false;
  const auto take = [&](TargetIndex index) {
    const Target& source = other.target(index);
    Target* const place = target_named(into, source.name);
    if (place != nullptr) changed = put(place->*kMember, source.*kMember) || changed;
  };
  take(other_route.primary);
  for (const TargetIndex index : other_route.fallback) take(index);
  return changed;
}

template <auto kMember>
bool take_of_route(Snapshot& /*into*/, Route& route, const Snapshot& /*other*/, const Route& other_route) {
  return put(route.*kMember, other_route.*kMember);
}

template <auto kMember>
bool take_of_retry(Snapshot& /*into*/, Route& route, const Snapshot& /*other*/, const Route& other_route) {
  return put(route.retry.*kMember, other_route.retry.*kMember);
}

/// The place of a target of the other configuration, which is added where it is not there.
TargetIndex place_of(Snapshot& into, const Target& target) {
  Target* const found = target_named(into, target.name);
  if (found == nullptr) into.targets.push_back(target);
  const auto place = found == nullptr ? into.targets.size() - 1 : static_cast<std::size_t>(found - into.targets.data());
  return TargetIndex{static_cast<std::uint16_t>(place)};
}

bool take_targets(Snapshot& into, Route& route, const Snapshot& other, const Route& other_route) {
  const auto names = [](const Snapshot& snapshot, const Route& of) {
    std::vector<std::string> all{snapshot.target(of.primary).name};
    for (const TargetIndex index : of.fallback) all.push_back(snapshot.target(index).name);
    return all;
  };
  if (names(into, route) == names(other, other_route)) return false;
  route.primary = place_of(into, other.target(other_route.primary));
  route.fallback.clear();
  for (const TargetIndex index : other_route.fallback) route.fallback.push_back(place_of(into, other.target(index)));
  return true;
}

constexpr std::array kSettings = std::to_array<PolicySetting>({
    {"primary, fallback", take_targets},
    {"mode", take_of_route<&Route::mode>},
    {"evidence", take_of_route<&Route::evidence>},
    {"commit", take_of_route<&Route::commit>},
    {"deadline", take_of_route<&Route::deadline>},
    {"side_effects", take_of_route<&Route::side_effects>},
    {"retry.attempts", take_of_retry<&policy::RetrySettings::attempts>},
    {"retry.attempts_per_target", take_of_retry<&policy::RetrySettings::attempts_per_target>},
    {"retry.backoff_base", take_of_retry<&policy::RetrySettings::backoff_base>},
    {"retry.backoff_cap", take_of_retry<&policy::RetrySettings::backoff_cap>},
    {"retry.retry_after_max", take_of_retry<&policy::RetrySettings::retry_after_max>},
    {"timeouts", take_of_targets<&Target::timeouts>},
    {"breaker", take_of_targets<&Target::breaker>},
    {"budget", take_of_targets<&Target::budget>},
    {"max_inflight", take_of_targets<&Target::max_inflight>},
});

}  // namespace

std::span<const PolicySetting> policy_settings() { return kSettings; }

}  // namespace jurymast::sim
