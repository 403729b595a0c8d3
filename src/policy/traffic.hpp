#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/failure_class.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::policy {

/// Where a route's requests go besides what its configuration says: what rollouts and overrides have decided, by the names of targets.
struct RouteTraffic {
  std::string canary;                   ///< a share of eligible requests goes there first; empty: none does
  std::uint32_t weight_ppm = 0;         ///< that share, in millionths
  bool low_risk_only = false;           ///< requests of routes with high risk are not eligible
  bool restoring = false;               ///< the primary is on trial, so the rest is the arm `restore` instead of `control`
  std::string pin;                      ///< everything that may go there does; empty: nothing is pinned
  std::vector<std::string> suspended;   ///< not asked as fallbacks
  std::vector<std::string> disabled;    ///< not asked at all
  std::optional<Mode> mode;             ///< in place of the configured one
  std::vector<FailureClass> permitted;  ///< classes that fall back although their rule says no
  friend bool operator==(const RouteTraffic&, const RouteTraffic&) = default;
};

/// By a route's name; a route that is not in it goes as configured.
using Traffic = std::map<std::string, RouteTraffic, std::less<>>;

}  // namespace jurymast::policy
