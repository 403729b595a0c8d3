#include "app/serve/snapshot_record.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/version.hpp"
#include "policy/setting_names.hpp"

namespace jurymast::app {
namespace {

record::TargetNames target_names(const policy::Target& target) {
  record::TargetNames names;
  names.name = target.name;
  names.origin = fmt::format("{}:{}", target.origin.host, target.origin.port);
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    if (target.families[i]) names.families.push_back(static_cast<Family>(i));
  }
  names.credential = credential_kind(target);
  names.model = target.model;
  return names;
}

record::RouteNames route_names(const policy::Snapshot& snapshot, const policy::Route& route) {
  record::RouteNames names;
  names.name = route.name;
  names.family = route.family;
  names.primary = snapshot.target(route.primary).name;
  for (const TargetIndex target : route.fallback) names.fallback.push_back(snapshot.target(target).name);
  names.mode = policy::name_of(route.mode);
  names.commit = policy::name_of(route.commit);
  names.evidence = policy::name_of(route.evidence);
  names.attempts = route.retry.attempts;
  names.attempts_per_target = route.retry.attempts_per_target;
  return names;
}

constexpr std::string_view switched(bool on) { return on ? "on" : "off"; }

/// How far a feature is on among routes or targets: `on`, `off`, or `some` where they differ.
template <class Item, class Uses>
std::string extent(const std::vector<Item>& items, Uses uses) {
  const auto count = std::count_if(items.begin(), items.end(), uses);
  if (count != 0 && static_cast<std::size_t>(count) < items.size()) return "some";
  return std::string(switched(count != 0));
}

std::vector<std::pair<std::string, std::string>> flags_of(const policy::Snapshot& snapshot) {
  using policy::Route;
  using policy::Target;
  const auto falls_back = [](const Route& route) { return route.mode != policy::Mode::Off && !route.fallback.empty(); };
  return {{"breaker", extent(snapshot.targets, [](const Target& target) { return target.breaker.enabled; })},
          {"degrade", extent(snapshot.routes, [](const Route& route) { return route.degrade.has_value(); })},
          {"fallback", extent(snapshot.routes, falls_back)},
          {"output_rules", extent(snapshot.routes, [](const Route& route) { return route.output_rules != nullptr; })},
          {"retry_budget", extent(snapshot.targets, [](const Target& target) { return target.budget.enabled; })},
          {"strict_durability", std::string(switched(snapshot.server.durability == policy::Durability::Strict))}};
}

}  // namespace

std::string credential_kind(const policy::Target& target) {
  return target.credential.empty() ? "none" : target.credential.substr(0, target.credential.find(':'));
}

record::SnapshotRecord snapshot_record(const policy::Snapshot& snapshot, WallTime at) {
  record::SnapshotRecord out;
  out.at = at;
  out.version = snapshot.version;
  out.digest = snapshot.digest;
  out.environment = snapshot.server.environment;
  out.build = kVersion;
  out.labels = snapshot.server.labels;
  out.flags = flags_of(snapshot);
  for (const policy::Target& target : snapshot.targets) out.targets.push_back(target_names(target));
  for (const policy::Route& route : snapshot.routes) out.routes.push_back(route_names(snapshot, route));
  return out;
}

}  // namespace jurymast::app
