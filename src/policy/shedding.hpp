#pragma once
#include <cstdint>
#include <optional>

#include "policy/snapshot.hpp"

namespace jurymast::policy {

/// How full the server may be, in percent of `server.max_inflight`, before requests of a priority are refused.
inline constexpr std::uint64_t kShedBatchPercent = 80;
inline constexpr std::uint64_t kShedDefaultPercent = 90;
inline constexpr std::uint64_t kShedInteractivePercent = 100;

/// The priority a request runs with: the route's, never above what its client key may use; the request itself may only lower it.
Priority priority_of(Priority route, Priority client, std::optional<Priority> asked);

/// True if a request of this priority is to be refused while `in_flight` others run.
bool must_shed(Priority priority, std::uint64_t in_flight, std::uint64_t max_inflight);

}  // namespace jurymast::policy
