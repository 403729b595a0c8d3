#include "app/override/target_cli.hpp"

#include <CLI/CLI.hpp>

#include "app/cli_flags.hpp"
#include "app/override/override_flags.hpp"
#include "app/override/target_command.hpp"

namespace jurymast::app {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done, 2 refused, usage or configuration, 5 the gateway does not answer or could not write it.";

void add_retry_now(CLI::App& parent, int& code) {
  const auto options = std::make_shared<OverrideOptions>();
  CLI::App* const command = parent.add_subcommand("retry-now", "Ask a target again at once: its breaker and pauses are forgotten");
  command->add_option("target", options->target, "The target, as the configuration names it")->type_name("NAME")->required();
  add_change_flags(*command, *options);
  command->footer(
      std::string(
          "Once; where it still fails it is left alone again. Its credential is tried again too, its budget stays as it is.\n") +
      kExitCodes);
  command->callback([options, &code] { code = run_target_retry_now(*options, stdout, stderr); });
}

void add_clear_suspension(CLI::App& parent, int& code) {
  const auto options = std::make_shared<OverrideOptions>();
  CLI::App* const command = parent.add_subcommand("clear-suspension", "Put a suspended fallback back into its route's list");
  command->add_option("target", options->target, "The target, as the configuration names it")->type_name("NAME")->required();
  command->add_option("--route", options->route, "On which route")->type_name("ROUTE")->required();
  add_change_flags(*command, *options);
  add_approval_flags(*command, *options);
  command->footer(kExitCodes);
  command->callback([options, &code] { code = run_target_clear_suspension(*options, stdout, stderr); });
}

void add_list(CLI::App& parent, int& code) {
  const auto options = std::make_shared<OverrideOptions>();
  CLI::App* const command = parent.add_subcommand("list", "What keeps requests away from each target now");
  add_json_flag(*command, options->json);
  add_config_flag(*command, options->config);
  command->callback([options, &code] { code = run_target_list(*options, stdout, stderr); });
}

}  // namespace

void add_target_commands(CLI::App& cli, int& code) {
  CLI::App* const parent = cli.add_subcommand("target", "Look at targets, and ask one again that is left alone");
  parent->require_subcommand(1);
  add_list(*parent, code);
  add_retry_now(*parent, code);
  add_clear_suspension(*parent, code);
}

}  // namespace jurymast::app
