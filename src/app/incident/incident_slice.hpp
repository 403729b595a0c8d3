#pragma once
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "review/incident/incident_facts.hpp"

namespace jurymast::app {

/// Which incident is asked for, and where its log is.
struct IncidentAsk {
  std::string state_directory;
  std::string what;  ///< incident id or route
  std::optional<WallTime> from{};
  std::optional<WallTime> to{};
  WallTime now;
};

/// Reads the log and gives what it says of the incident. Fails with NotFound where the log knows no such incident or route, and with Unavailable
/// where the log cannot be read.
Result<review::IncidentFacts> incident_facts(const IncidentAsk& ask);

}  // namespace jurymast::app
