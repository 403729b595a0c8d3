#include "app/token/token_cli.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli_flags.hpp"
#include "app/token/token_command.hpp"

namespace jurymast::app {
namespace {

constexpr const char* kCreateFooter =
    "The token goes to standard output, and is kept nowhere: the state directory holds its SHA-256. A running gateway takes it "
    "within a\n"
    "second. Roles: `report` tells of feedback and alerts and sees nothing, `view` reads, `operate` changes, `approve` is the "
    "second person.\n"
    "Exit codes: 0 made, 2 usage, configuration, or refused, 5 the file cannot be written.";

void add_create(CLI::App& parent, int& code) {
  CLI::App* command = parent.add_subcommand("create", "Make a token and print it, this once");
  const auto options = std::make_shared<TokenCreateOptions>();
  command->add_option("name", options->name, "What records call whoever has it")->type_name("NAME")->required();
  command->add_option("--role", options->role, "report, view, operate or approve")->type_name("ROLE")->required();
  command->add_option("--expires", options->expires, "After how long, such as 90d; default: never")->type_name("TIME");
  add_config_flag(*command, options->config);
  command->footer(kCreateFooter);
  command->callback([options, &code] {
    SystemClock clock;
    code = run_token_create(*options, clock, {stdout, stderr});
  });
}

void add_list(CLI::App& parent, int& code) {
  CLI::App* command = parent.add_subcommand("list", "Which tokens there are, with role and expiry");
  const auto options = std::make_shared<TokenListOptions>();
  add_config_flag(*command, options->config);
  add_json_flag(*command, options->json);
  command->callback([options, &code] {
    SystemClock clock;
    code = run_token_list(*options, clock, {stdout, stderr});
  });
}

void add_revoke(CLI::App& parent, int& code) {
  CLI::App* command = parent.add_subcommand("revoke", "End a token; a running gateway refuses it within a second");
  const auto options = std::make_shared<TokenRevokeOptions>();
  command->add_option("name", options->name, "Which one")->type_name("NAME")->required();
  add_config_flag(*command, options->config);
  command->callback([options, &code] { code = run_token_revoke(*options, {stdout, stderr}); });
}

}  // namespace

void add_token_commands(CLI::App& cli, int& code) {
  CLI::App* token = cli.add_subcommand("token", "Who may use the admin API: tokens with a role and an expiry");
  token->require_subcommand(1);
  add_create(*token, code);
  add_list(*token, code);
  add_revoke(*token, code);
}

}  // namespace jurymast::app
