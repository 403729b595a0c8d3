#include "app/override/override_flags.hpp"

#include <CLI/CLI.hpp>

#include "app/cli_flags.hpp"

namespace jurymast::app {

void add_change_flags(CLI::App& command, OverrideOptions& options) {
  command.add_option("--author", options.author, "Who asks for it; default: the user of this shell")
      ->type_name("NAME")
      ->envname("USER");
  command.add_option("--reason", options.reason, "Why, in a sentence")->type_name("TEXT");
  command.add_option("--ticket", options.ticket, "The incident or change that it belongs to")->type_name("ID");
  command.add_flag("--dry-run", options.dry_run, "Say what would come of it and change nothing");
  add_json_flag(command, options.json);
  add_config_flag(command, options.config);
}

void add_approval_flags(CLI::App& command, OverrideOptions& options) {
  CLI::Option* const approver =
      command.add_option("--approver", options.approver, "Who approves it, another person than the author")->type_name("NAME");
  command
      .add_option("--break-glass", options.break_glass,
                  "The reason of an engineer who is alone, in place of --reason and --approver: at most 60 minutes, and an alert")
      ->type_name("REASON")
      ->excludes(approver);
}

}  // namespace jurymast::app
