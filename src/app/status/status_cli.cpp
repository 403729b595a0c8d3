#include "app/status/status_cli.hpp"

#include <CLI/CLI.hpp>

#include "app/cli_flags.hpp"

namespace jurymast::app {

void declare_status(CLI::App& command, StatusOptions& options) {
  command.add_option("route", options.route, "Show this route alone")->type_name("ROUTE");
  add_config_flag(command, options.config);
  add_json_flag(command, options.json);
  command.footer(
      "Asks the admin listener and reads the record; without a running gateway it tells what the record tells.\n"
      "A target that nobody has asked for 5 minutes is not said to answer.\n"
      "Exit codes: 0 nothing is known to be wrong, 1 the gateway does not run or a route has no target that answers,\n"
      "2 usage or configuration, or the gateway does not tell its state to this user.");
}

int run_status(const StatusOptions& options) {
  SystemClock clock;
  return run_status(options, clock, stdout);
}

}  // namespace jurymast::app
