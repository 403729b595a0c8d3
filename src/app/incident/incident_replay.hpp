#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/incident/incident_options.hpp"
#include "app/incident/incident_requests.hpp"
#include "sim/policy_replay.hpp"

namespace jurymast::app {

/// What `jurymast incident replay` was asked.
struct IncidentReplayOptions {
  IncidentOptions incident{};  ///< its configuration is the one that is tried
  std::string was{};           ///< the configuration of that time; empty: not told
  std::string scenario{};      ///< a file to write; empty: none
};

/// What one setting made of it, taken alone from the configuration that is tried.
struct SettingEffect {
  std::string_view setting;
  sim::PolicyReplay figures;
  bool mattered = false;  ///< a figure moved as far as sim's thresholds
};

/// An incident's requests as recorded and under another configuration.
struct IncidentReplay {
  review::IncidentScope scope;
  std::string config;
  std::uint64_t at_the_door = 0;
  std::uint64_t interrupted = 0;
  sim::PolicyReplay recorded;
  sim::PolicyReplay replayed;
  std::optional<sim::PolicyReplay> was;  ///< under the configuration of that time: how well a replay meets the record
  std::vector<SettingEffect> settings;   ///< that differ between the two
};

/// Tries the requests. Fails where a configuration cannot be read, has no such route, or there are too many requests.
Result<IncidentReplay> replay_incident(const IncidentReplayOptions& options, const review::IncidentScope& scope,
                                       const IncidentRequests& read);
std::string replay_text(const IncidentReplay& replay);
std::string replay_json(const IncidentReplay& replay);

/// Prints what another configuration would have done to the requests of an incident. 0, 1 no such incident or request, 2 usage or
/// configuration, 3 where it is not known of some requests, 5 where the log cannot be read or the scenario not be written.
int run_incident_replay(const IncidentReplayOptions& options, Clock& clock, const IncidentOutput& output);

}  // namespace jurymast::app
