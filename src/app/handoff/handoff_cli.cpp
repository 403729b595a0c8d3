#include "app/handoff/handoff_cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/cli_flags.hpp"
#include "app/exit_code.hpp"
#include "app/system_random.hpp"

namespace jurymast::app {

void declare_handoff(CLI::App& command, HandoffOptions& options) {
  add_config_flag(command, options.config);
  const std::vector<std::string> formats(kHandoffFormatNames.begin(), kHandoffFormatNames.end());
  command
      .add_option_function<std::string>(
          "--format",
          [&options](const std::string& name) {
            const auto* const found = std::find(kHandoffFormatNames.begin(), kHandoffFormatNames.end(), name);
            options.format = static_cast<HandoffFormat>(found - kHandoffFormatNames.begin());
          },
          "text, json or markdown; default: text")
      ->type_name("FORMAT")
      ->check(CLI::IsMember(formats).description(""));
  command.add_flag_callback("--json", [&options] { options.format = HandoffFormat::Json; }, "The same as --format json");
  command.add_option("--result", options.result, "pass, fail, blocked or unknown, and what was seen; default: what the state says")
      ->type_name("TEXT");
  command.add_option("--changed", options.changed, "Files that were changed; default: the configurations of this shift")
      ->type_name("TEXT");
  command.add_option("--uncertainty", options.uncertainty, "What remains uncertain; default: what nobody can tell from here")
      ->type_name("TEXT");
  command.add_option("--author", options.author, "Who leaves: initials or a role; default: the user of this shell")
      ->type_name("NAME")
      ->envname("USER");
  command.add_option("--ticket", options.ticket, "The ticket that it belongs to")->type_name("ID");
  command.add_flag("--write", options.write, "Record it, through the running gateway");
  command.add_flag("--dry-run", options.dry_run, "With --write: say what would be recorded, and record nothing");
  command.footer(
      "What it prints keeps the rules of `jurymast lint handoff`.\n"
      "Exit codes: 0, 3 the gateway does not tell its part, 2 usage, configuration or a text that breaks these rules,\n"
      "5 the log cannot be read or nothing was recorded.");
}

int run_handoff(const HandoffOptions& options) {
  auto random = system_random();
  if (!random) {
    std::fprintf(stderr, "jurymast handoff: %s\n", random.error().message.c_str());
    return kToolFailed;
  }
  SystemClock clock;
  return run_handoff(options, {clock.wall_now(), *random, stdout, stderr});
}

}  // namespace jurymast::app
