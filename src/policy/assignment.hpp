#pragma once
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/failure_class.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "policy/snapshot.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::policy {

struct RequestFacts;
struct RouteTraffic;

/// A share of everything, in millionths.
inline constexpr std::uint32_t kWholeWeightPpm = 1'000'000;

/// The places of a route: 0 is its primary, behind it stand its fallbacks in their order.
using RoutePlaces = std::bitset<limits::kTargetsPerRouteMax + 1>;
using ClassSet = std::bitset<kFailureClassCount>;

/// Where one request goes besides what the configuration says, decided before anything is known of its outcome. As it is made, it changes
/// nothing.
struct Assignment {
  record::Arm arm = record::Arm::Control;   ///< Control, Canary or Restore; says something only where there was a draw
  std::optional<std::uint32_t> weight_ppm;  ///< with which share it was drawn; none: it was not
  std::optional<record::NotDrawn> not_drawn;  ///< why not, where a canary or a pin stands; none of a probe, which nobody asked for
  std::optional<TargetIndex> first;         ///< the fallback that is asked before the primary
  RoutePlaces disabled;                     ///< not asked at all
  RoutePlaces suspended;                    ///< not asked as fallbacks
  std::optional<Mode> mode;                 ///< in place of the route's
  ClassSet permitted;                       ///< classes that fall back although their rule says no

  bool drawn() const { return weight_ppm.has_value(); }
  bool permits(FailureClass failure_class) const { return permitted[static_cast<std::size_t>(failure_class)]; }
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

/// The classes that a person may let fall back: the gateway's own credential, which its owner can answer for. What a caller or a provider's
/// policy is at the root of stays where it is.
constexpr bool may_be_permitted(FailureClass failure_class) {
  return failure_class == FailureClass::Auth || failure_class == FailureClass::Permission;
}

/// The target at a place of the route.
TargetIndex target_at(const Route& route, std::size_t place);
/// The target's place on the route; nothing where the route does not use it.
std::optional<std::size_t> place_on(const Route& route, TargetIndex target);

/// Whether a coin with that share of the canary falls to it. Every share is met to 2^-44, since `coin` is uniform over 64 bits, and whoever
/// is a canary at one share is one at every larger share.
bool falls_to_canary(std::uint64_t coin, std::uint32_t weight_ppm);

/// Assigns a request by what stands for its route. `coin` is a keyed hash of the id of the operation, of the first one where it is a
/// caller's replay, or of whom the request is for where the rollout is sticky; none: nobody said for whom. Who may not be moved, or has no
/// coin, is not drawn and goes as configured.
Assignment assign(const RouteTraffic& traffic, const RequestFacts& facts, const Snapshot& snapshot,
                  std::optional<std::uint64_t> coin);

}  // namespace jurymast::policy
