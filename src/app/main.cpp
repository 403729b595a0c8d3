#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "app/admin/admin_api_cli.hpp"
#include "app/check/check_cli.hpp"
#include "app/contract/contract_cli.hpp"
#include "app/demo/demo_command.hpp"
#include "app/demo/mock_cli.hpp"
#include "app/exit_code.hpp"
#include "app/gate/gate_cli.hpp"
#include "app/handoff/handoff_cli.hpp"
#include "app/incident/incident_cli.hpp"
#include "app/lint/lint_cli.hpp"
#include "app/lint/runbook_cli.hpp"
#include "app/log/log_cli.hpp"
#include "app/override/override_cli.hpp"
#include "app/override/target_cli.hpp"
#include "app/probe/compare_cli.hpp"
#include "app/probe/preflight_cli.hpp"
#include "app/probe/smoke_cli.hpp"
#include "app/rollout/rollout_cli.hpp"
#include "app/serve/serve_command.hpp"
#include "app/simulate/replay_command.hpp"
#include "app/simulate/simulate_cli.hpp"
#include "app/status/status_cli.hpp"
#include "app/token/token_cli.hpp"
#include "app/version.hpp"

namespace jurymast::app {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 pass, 1 a check failed, 2 usage, configuration or refused, 3 hold, 4 investigate, 5 the tool itself failed.\n"
    "Results go to stdout, the log to stderr. Start with `jurymast demo`.";

/// A subcommand that remembers which function is to run once everything is parsed.
template <class Options>
void add_command(CLI::App& parent, const char* name, const char* description, int& code, void (*declare)(CLI::App&, Options&),
                 int (*run)(const Options&)) {
  CLI::App* command = parent.add_subcommand(name, description);
  const auto options = std::make_shared<Options>();
  declare(*command, *options);
  command->callback([options, run, &code] { code = run(*options); });
}

int run(int argc, char** argv) {
  CLI::App cli("Jurymast: an LLM gateway that rigs its spare before it is needed.", "jurymast");
  cli.footer(kFooter);
  cli.require_subcommand(1);
  cli.set_help_all_flag("--help-all", "Print the help of every command");
  int code = kPass;
  add_command<ServeOptions>(cli, "serve", "Run the gateway", code, declare_serve, run_serve);
  add_command<CheckOptions>(cli, "check", "Validate the configuration, all problems at once", code, declare_check, run_check);
  add_command<StatusOptions>(cli, "status", "One screen: who answers, what failed, what to do next", code, declare_status,
                             run_status);
  add_command<GateOptions>(cli, "gate", "Promote, hold or investigate: what follows from the evidence for a fallback", code,
                           declare_gate, run_gate);
  add_command<HandoffOptions>(cli, "handoff", "What a shift leaves to the next one on call, and its record", code, declare_handoff,
                              run_handoff);
  add_rollout_commands(cli, code);
  add_override_commands(cli, code);
  add_target_commands(cli, code);
  add_incident_commands(cli, code);
  add_log_commands(cli, code);
  add_lint_commands(cli, code);
  add_runbook_commands(cli, code);
  add_contract_commands(cli, code);
  add_command<SimulateOptions>(cli, "simulate", "What this policy would do in an outage, beside plain retries", code,
                               declare_simulate, run_simulate);
  add_command<SmokeOptions>(cli, "smoke", "Test a route's targets through the gateway: good requests, and bad ones told apart",
                            code, declare_smoke, run_smoke);
  add_command<CompareOptions>(cli, "compare", "A fallback beside the primary, the same request to both in turn", code,
                              declare_compare, run_compare);
  add_command<PreflightOptions>(cli, "preflight",
                                "Eight checks before a fallback is switched on, a rollback for practice among them", code,
                                declare_preflight, run_preflight);
  add_command<ReplayOptions>(cli, "replay", "Decide the log's operations once more and compare, bit for bit", code, declare_replay,
                             run_replay);
  add_token_commands(cli, code);
  add_command<AdminApiOptions>(cli, "admin-api", "What the admin API offers, and its OpenAPI document", code, declare_admin_api,
                               run_admin_api);
  add_command<MockOptions>(cli, "mock", "Run a fault-injecting OpenAI-compatible upstream", code, declare_mock, run_mock);
  add_command<DemoOptions>(cli, "demo", "Break a primary, watch the fallback carry, read the record; no key needed", code,
                           declare_demo, run_demo);
  add_command<VersionOptions>(cli, "version", "Print the version", code, declare_version, run_version);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? kPass : kUsage;
  }
  return code;
}

}  // namespace
}  // namespace jurymast::app

int main(int argc, char** argv) {
  try {
    return jurymast::app::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "jurymast: %s\n", error.what());
    return jurymast::app::kToolFailed;
  }
}
