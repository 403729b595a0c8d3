#pragma once
#include <string>
#include <vector>

#include "base/result.hpp"
#include "review/incident/scope.hpp"
#include "sim/recorded_request.hpp"

namespace jurymast::app {

/// A scenario file for `jurymast simulate` that is like the incident: its load, its length, and the outage of the primary that its failures look
/// like; what it leaves out stands in its comments. Fails with NotFound where the primary did not fail.
Result<std::string> scenario_text(const review::IncidentScope& scope, const std::vector<sim::RecordedRequest>& requests);

}  // namespace jurymast::app
