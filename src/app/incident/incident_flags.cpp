#include "app/incident/incident_flags.hpp"

#include <CLI/CLI.hpp>

#include "app/cli_flags.hpp"

namespace jurymast::app {

void add_what_flags(CLI::App& command, IncidentOptions& options) {
  command.add_option("what", options.what, "The incident's id, or a route: its open incident, else what the log proposes")
      ->type_name("ID|ROUTE")
      ->required();
}

void add_window_flags(CLI::App& command, IncidentOptions& options) {
  command.add_option("--from", options.from, "When it began: `30m` ago, or RFC 3339")->type_name("TIME");
  command.add_option("--to", options.to, "When it was over: `5m` ago, or RFC 3339")->type_name("TIME");
}

void add_reading_flags(CLI::App& command, IncidentOptions& options) {
  add_json_flag(command, options.json);
  command.add_option("--state", options.state, "The state directory; default: what the configuration names")->type_name("DIR");
  add_config_flag(command, options.config);
}

}  // namespace jurymast::app
