#include "app/gate/gate_cli.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>

#include "app/cli_flags.hpp"

namespace jurymast::app {

void declare_gate(CLI::App& command, GateOptions& options) {
  CLI::Option* const route =
      command.add_option("route", options.route, "The route, as the configuration names it")->type_name("ROUTE");
  command.add_option("--target", options.target, "The target; default: the route's first fallback, else its primary")
      ->type_name("NAME");
  command.add_option("--model", options.model, "Of a target that passes the client's model name on: the one to judge")
      ->type_name("MODEL");
  command.add_option("--via", options.via, "Judge what was seen from outside of this other gateway")->type_name("URL");
  add_config_flag(command, options.config);
  command.add_flag("--strict-day", options.same_day, "Only checks and documentation of this UTC day count");
  command.add_option("--rule", options.rules, "Another number for a rule of the gate; it is told as tuned")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command
      .add_option("--unresolved", options.unresolved,
                  "What only the account's owner can say; it holds, unless `minor:` stands before it")
      ->type_name("ITEM[@OWNER]")
      ->allow_extra_args(false);
  command.add_flag("--account-specific", options.account_specific, "The reason lies in an account: support evidence is needed");
  command.add_option("--packet", options.packet, "Id of that evidence")->type_name("ID");
  command.add_option("--failing-signal", options.failing_signal, "The failure class that the change answers; others drift")
      ->type_name("CLASS");
  command.add_option("--ticket", options.ticket, "The change that it is for")->type_name("ID");
  const std::vector<std::string> formats(kGateFormatNames.begin(), kGateFormatNames.end());
  CLI::Option* const format =
      command.add_option("--format", options.format, "text, json, markdown, junit, tap or html; default: text")
          ->type_name("FORMAT")
          ->check(CLI::IsMember(formats).description(""));
  command.add_flag_callback("--json", [&options] { options.format = "json"; }, "The same as --format json")->excludes(format);
  command.add_option("--replay", options.replay, "Compute a report of --format json again, from what it holds alone")
      ->type_name("FILE")
      ->excludes(route);
  command.footer(
      "Promote means: on to the next configured stage, and nothing else. What is missing holds, as what is false does.\n"
      "Where GITHUB_STEP_SUMMARY names a file, the verdict is appended to it. The running gateway records the verdict.\n"
      "Exit codes: 0 promote, 3 hold, 4 investigate, 1 a replayed report is not what its records give,\n"
      "2 usage or configuration, 5 the log cannot be read.");
}

int run_gate(const GateOptions& options) {
  SystemClock clock;
  GateOptions here = options;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread has begun.
  if (const char* const summary = std::getenv("GITHUB_STEP_SUMMARY"); summary != nullptr) here.step_summary = summary;
  std::signal(SIGPIPE, SIG_IGN);
  return run_gate(here, clock, stdout, stderr);
}

}  // namespace jurymast::app
