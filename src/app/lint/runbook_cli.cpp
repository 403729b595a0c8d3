#include "app/lint/runbook_cli.hpp"

#include <CLI/CLI.hpp>

#include "app/cli_flags.hpp"
#include "app/lint/runbook_command.hpp"

namespace jurymast::app {

void add_runbook_commands(CLI::App& cli, int& code) {
  CLI::App* runbook = cli.add_subcommand("runbook", "Write the runbook of a route from the configuration");
  runbook->require_subcommand(1);
  CLI::App* command = runbook->add_subcommand("new", "A complete runbook for a route, which passes `jurymast lint runbook`");
  const auto options = std::make_shared<RunbookNewOptions>();
  command->add_option("route", options->route, "The route, as the configuration names it")->type_name("ROUTE")->required();
  add_config_flag(*command, options->config);
  command->add_option("--out", options->out, "Where to write it; default: standard output. A file that exists is left as it is")
      ->type_name("FILE");
  command->footer(
      "What the configuration knows stands in it; what nobody has told yet is left as <FILL_IN_...>, which the linter warns of.\n"
      "Exit codes: 0 written, 2 usage, configuration, or a file that exists, 5 it cannot be written.");
  command->callback([options, &code] { code = run_runbook_new(*options, stdout, stderr); });
}

}  // namespace jurymast::app
