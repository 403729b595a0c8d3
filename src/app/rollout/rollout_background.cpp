#include "app/rollout/rollout_background.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::app {
namespace {

const std::string kEveryRoute = "all";

}  // namespace

void RolloutBackground::take(const record::GateRecord& gate) {
  const auto [place, fresh] = gates_.try_emplace({gate.route, gate.target}, gate);
  if (!fresh && gate.at >= place->second.at) place->second = gate;
}

void RolloutBackground::take(const record::OverrideRecord& change) {
  WallTime& newest = overridden_[change.route];
  newest = std::max(newest, change.at);
}

std::optional<record::GateRecord> RolloutBackground::gate_for(const std::string& route, const std::string& target) const {
  const auto found = gates_.find(std::pair(route, target));
  if (found == gates_.end()) return std::nullopt;
  return found->second;
}

std::optional<WallTime> RolloutBackground::changed_at(const std::string& route) const {
  std::optional<WallTime> newest = config_since_;
  for (const std::string& name : {route, kEveryRoute}) {
    const auto found = overridden_.find(name);
    if (found != overridden_.end()) newest = std::max(newest.value_or(found->second), found->second);
  }
  return newest;
}

bool RolloutBackground::stopped(const std::string& route) const {
  return stopped_.contains(route) || stopped_.contains(kEveryRoute);
}

std::string why_undrawn(const policy::RouteTraffic& overridden, const std::string& primary, const std::string& target) {
  for (const std::string& name : {target, primary}) {
    const auto& disabled = overridden.disabled;
    if (std::find(disabled.begin(), disabled.end(), name) == disabled.end()) continue;
    return fmt::format("an override disables {}, so no request is drawn between the two", name);
  }
  if (!overridden.pin.empty()) return fmt::format("an override pins {}, so no request is drawn", overridden.pin);
  if (overridden.mode == policy::Mode::Off) return "an override sets the mode to off, so no request is drawn";
  return "";
}

}  // namespace jurymast::app
