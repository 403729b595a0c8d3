#pragma once
#include "app/incident/incident_options.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// `ID|ROUTE`: an incident, or a route of which nothing need be recorded.
void add_what_flags(CLI::App& command, IncidentOptions& options);
/// `--from` and `--to`.
void add_window_flags(CLI::App& command, IncidentOptions& options);
/// `--json`, `--state` and `--config` of a command that reads the log alone.
void add_reading_flags(CLI::App& command, IncidentOptions& options);

}  // namespace jurymast::app
