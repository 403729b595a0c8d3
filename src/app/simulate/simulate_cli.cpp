#include "app/simulate/simulate_cli.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/cli_flags.hpp"

namespace jurymast::app {

void declare_simulate(CLI::App& command, SimulateOptions& options) {
  command.add_option("--config", options.config, "The configuration; default: the default policy over two targets")
      ->type_name("FILE");
  command.add_option("--scenario", options.scenario, "An outage by name, a scenario file, or `all`")
      ->type_name("NAME|FILE|all")
      ->required();
  command.add_option("--route", options.route, "The route it befalls; default: the first one")->type_name("NAME");
  command.add_option("--rate", options.rate, "Calls a second; default: 20")->type_name("N");
  command.add_option("--fault", options.fault, "How long the fault stands; default: 30s")->type_name("TIME");
  command.add_option("--seed", options.seed, "One seed is one run; default: 1")->type_name("N");
  command.add_option("--seeds", options.seeds, "Count attempts over so many seeds, with the policy in full alone")->type_name("N");
  command.add_option("--format", options.format, "text, json, svg (charts), html (a page with both); default: text")
      ->type_name("NAME");
  add_json_flag(command, options.json);
  command.add_option("--out", options.out, "Write the report there instead of printing it")->type_name("FILE");
  command.footer(fmt::format("Outages: {}.\n", fmt::join(sim::kScenarioNames, ", ")) +
                 "Each is played in virtual time with the policy in full, with the budget alone, with neither budget nor breaker,\n"
                 "and with plain retries instead; then with each setting changed alone. Options win over a scenario file.\n"
                 "Connects to nothing, needs no key. Exit codes: 0 every bound held, 1 one broke under the policy in full,\n"
                 "2 usage, configuration or scenario file, 5 the report could not be written.");
}

int run_simulate(const SimulateOptions& options) { return run_simulate(options, stdout, stderr); }

}  // namespace jurymast::app
