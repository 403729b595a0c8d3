#pragma once
#include <cstdio>
#include <map>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "review/incident/impact_fold.hpp"
#include "review/incident/incident_facts.hpp"
#include "review/incident/window.hpp"

namespace jurymast::app {

/// Which incident is meant: one that was opened, or a route and a time of which nothing is recorded.
struct IncidentAsk {
  std::string state_directory;
  std::string what;              ///< an incident's id, or a route's name
  std::optional<WallTime> from;  ///< both together win over what is recorded and proposed; `to` alone is not taken
  std::optional<WallTime> to;
  WallTime now;
  std::map<std::string, review::UserPatience> patience{};  ///< of users, by route; one that is not there: not known
  std::FILE* progress = nullptr;                           ///< a terminal that is told how far the reading has come
};

/// A window as the log proposes it, with the number of operations of that route that it rests on.
Result<review::ProposedWindow> propose_from_log(const IncidentAsk& ask);

/// The facts of an incident: of one that was opened by its id; of a route its newest open incident, else what the log proposes. Fails with
/// NotFound where there is no such incident, where the log holds nothing of such a route, and where nothing happened on it.
Result<review::IncidentFacts> incident_facts(const IncidentAsk& ask);

}  // namespace jurymast::app
