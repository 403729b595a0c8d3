#include "app/check/check_cli.hpp"

#include <CLI/CLI.hpp>

#include "app/cli_flags.hpp"
#include "config/system_secrets.hpp"

namespace jurymast::app {

void declare_check(CLI::App& command, CheckOptions& options) {
  add_config_flag(command, options.config);
  command.add_flag("--explain", options.explain, "Print every value in force and where it comes from");
  command.add_flag("--strict", options.strict, "Fail where a value that an incident turns on is left to its default");
  add_json_flag(command, options.json);
  command.footer(
      "Reads the file and the keys it names, changes nothing, connects to nothing. --strict wants said: models,\n"
      "timeouts, deadline, fallback, mode, commit, retries and backoff, token limit, side effects, environment, labels, trace.\n"
      "Exit codes: 0 it can be served, 2 it cannot.");
}

int run_check(const CheckOptions& options) {
  config::SystemSecrets secrets;
  return run_check(options, secrets, stdout);
}

}  // namespace jurymast::app
