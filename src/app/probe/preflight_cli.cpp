#include "app/probe/preflight_cli.hpp"

#include <CLI/CLI.hpp>

#include "app/cli_flags.hpp"
#include "app/probe/smoke_cli.hpp"

namespace jurymast::app {

void declare_preflight(CLI::App& command, PreflightOptions& options) {
  command.add_option("route", options.route, "The route, as the configuration names it")->type_name("ROUTE")->required();
  add_config_flag(command, options.config);
  add_model_flag(command, options.model);
  add_canary_path_flag(command, options.canary_path);
  command.add_option("--ticket", options.ticket, "The change it belongs to, for the record")->type_name("ID");
  command.add_option("--operator", options.person, "Who runs it, as initials or role, for the record")->type_name("NAME");
  command.add_flag("--drill-in-production", options.drill_in_production, "Practise the rollback although this is production");
  add_format_flag(command, options.format, kCheckFormats);
  command.footer(
      "Eight checks: authentication, request shape, model configuration, latency, response parsing, output validation, logging\n"
      "and rollback. The last switches the route's fallback off by the kill file and on again, in any case.\n"
      "Exit codes: 0 all passed, 1 one failed, 2 usage, configuration or refused, 3 one is not known and none failed.");
}

int run_preflight(const PreflightOptions& options) {
  return with_machine(options.config, [&](const policy::Snapshot& snapshot, CommandMeans means) {
    return run_preflight(options, snapshot, std::move(means), {stdout, stderr});
  });
}

}  // namespace jurymast::app
