#include "app/rollout/rollout_primaries.hpp"

#include "app/gate/snapshot_questions.hpp"

namespace jurymast::app {

void RolloutPrimaries::follow(const policy::Snapshot& snapshot) {
  std::erase_if(watches_, [&](const auto& entry) {
    const auto route = route_named(snapshot, entry.first);
    return !route || snapshot.target((*route)->primary).name != entry.second.primary();
  });
  for (const policy::Route& route : snapshot.routes) {
    watches_.try_emplace(route.name, route.name, snapshot.target(route.primary).name);
  }
}

void RolloutPrimaries::take(const evidence::JudgedOperation& operation) {
  const auto found = watches_.find(operation.route);
  if (found != watches_.end()) found->second.take(operation);
}

const evidence::PrimaryWatch* RolloutPrimaries::of(const std::string& route) const {
  const auto found = watches_.find(route);
  return found == watches_.end() ? nullptr : &found->second;
}

}  // namespace jurymast::app
