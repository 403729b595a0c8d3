#include "proxy/plane.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "proxy/operation.hpp"

namespace jurymast::proxy {
namespace {

/// How long an upstream may take to end its framing after `[DONE]` before its connection is given up.
constexpr Duration kLingerTime = std::chrono::seconds(1);
constexpr std::size_t kLingeringMax = 256;

}  // namespace

policy::FallbackEvidence Shared::evidence_for(const policy::Snapshot& snapshot, const policy::Route& route, MonotonicTime now) {
  const auto in_force = standings.in_force();
  if (!in_force) return policy::kNothingShown;
  const auto opened = fleet.status(snapshot.target(route.primary), route.family, now).opened_at;
  return in_force->evidence_for(snapshot, route, opened, now);
}

policy::Assignment Shared::assignment_for(const policy::Snapshot& snapshot, const policy::RequestFacts& facts,
                                          OperationId first, std::string_view unit) const {
  const auto in_force = traffic.in_force();
  if (!in_force) return {};
  const policy::Route& route = snapshot.route(facts.route);
  const auto found = in_force->find(route.name);
  if (found == in_force->end()) return {};
  return policy::assign(found->second, facts, snapshot, coin_for(route, first, unit));
}

std::optional<std::uint64_t> Shared::coin_for(const policy::Route& route, OperationId first, std::string_view unit) const {
  if (!route.rollout.sticky_header.empty()) {
    if (unit.empty()) return std::nullopt;
    // Each route draws for itself: who is moved on one is not always the same on all.
    return crypto::siphash24(draw_key, fmt::format("{} {}", route.name, unit));
  }
  const auto text = first.text();
  return crypto::siphash24(draw_key, {text.data(), text.size()});
}

std::optional<TargetIndex> LoopPlane::target_at(std::optional<policy::TargetSlot> slot, RouteIndex route) const {
  if (!slot) return std::nullopt;
  const policy::Snapshot& snapshot = *live->policy;
  const policy::Route& used = snapshot.route(route);
  if (snapshot.target(used.primary).slot == *slot) return used.primary;
  for (const TargetIndex target : used.fallback) {
    if (snapshot.target(target).slot == *slot) return target;
  }
  return std::nullopt;
}

std::optional<TargetIndex> LoopPlane::target_named(std::string_view name, RouteIndex route) const {
  const policy::Snapshot& snapshot = *live->policy;
  const policy::Route& used = snapshot.route(route);
  if (snapshot.target(used.primary).name == name) return used.primary;
  for (const TargetIndex target : used.fallback) {
    if (snapshot.target(target).name == name) return target;
  }
  return std::nullopt;
}

std::optional<RouteIndex> LoopPlane::stored_route(std::optional<policy::TargetSlot> slot) const {
  const policy::Snapshot& snapshot = *live->policy;
  std::optional<RouteIndex> first;
  for (std::size_t i = 0; i < snapshot.routes.size(); ++i) {
    if (snapshot.routes[i].family != Family::Responses) continue;
    const RouteIndex index{static_cast<std::uint16_t>(i)};
    if (target_at(slot, index)) return index;
    if (!first) first = index;
  }
  return first;
}

void LoopPlane::linger(std::shared_ptr<Operation> operation) {
  if (lingering_.size() >= kLingeringMax) lingering_.pop_front();
  lingering_.push_back({now() + kLingerTime, std::move(operation)});
  linger_timer_.set(lingering_.front().until, [this] { drop_lingering(); });
}

void LoopPlane::close() {
  shadows.close();
  linger_timer_.cancel();
  lingering_.clear();
  upstreams.reset();
}

void LoopPlane::drop_lingering() {
  const MonotonicTime at = now();
  while (!lingering_.empty() && (lingering_.front().until <= at || lingering_.front().operation->upstream_done())) {
    lingering_.pop_front();
  }
  if (!lingering_.empty()) linger_timer_.set(lingering_.front().until, [this] { drop_lingering(); });
}

}  // namespace jurymast::proxy
