#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "app/incident/incident_log.hpp"
#include "review/incident/scope.hpp"
#include "sim/recorded_request.hpp"

namespace jurymast::app {

/// So long before an incident its requests are read too: they bring breakers, pauses and budgets to where they were.
inline constexpr Duration kWarmUpMax = std::chrono::minutes(15);

/// The requests of an incident's route as its log tells them.
struct IncidentRequests {
  std::vector<sim::RecordedRequest> requests;  ///< by time; the warm-up is there and not counted
  std::uint64_t at_the_door = 0;               ///< refused before any policy was asked, within the incident
  std::uint64_t interrupted = 0;               ///< whose end nobody saw, within the incident
};

/// Reads them. Fails with Exhausted for more than sim::kRecordedRequestsMax, and where the log cannot be read.
Result<IncidentRequests> read_requests(const std::string& state_directory, const review::IncidentScope& scope,
                                       ReadingProgress& progress);

}  // namespace jurymast::app
