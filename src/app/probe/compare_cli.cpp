#include "app/probe/compare_cli.hpp"

#include <CLI/CLI.hpp>

#include "app/cli_flags.hpp"
#include "app/probe/smoke_cli.hpp"

namespace jurymast::app {

void declare_compare(CLI::App& command, CompareOptions& options) {
  command.add_option("route", options.route, "The route, as the configuration names it")->type_name("ROUTE")->required();
  add_config_flag(command, options.config);
  command.add_option("--samples", options.samples, "Requests to each side")
      ->type_name("N")
      ->check(CLI::Range(1U, kComparedSamplesMax))
      ->capture_default_str();
  command.add_option("--target", options.target, "The fallback to compare with the primary; default: the route's first")
      ->type_name("TARGET");
  add_model_flag(command, options.model);
  add_canary_path_flag(command, options.canary_path);
  add_via_flags(command, options.via);
  add_format_flag(command, options.format, kCheckFormats);
  command.footer(
      "Sends the same harmless request to both in turn, through the running gateway. A gateway lets ten probes a minute pass\n"
      "for one target, so more samples take their time. A row is judged on ten samples a side or not at all.\n"
      "Exit codes: 0 the fallback is better or no worse, 1 it is worse, 2 usage, configuration or refused, 3 that is not known.");
}

int run_compare(const CompareOptions& options) {
  return with_machine(options.config, [&](const policy::Snapshot& snapshot, CommandMeans means) {
    return run_compare(options, snapshot, std::move(means), {stdout, stderr});
  });
}

}  // namespace jurymast::app
