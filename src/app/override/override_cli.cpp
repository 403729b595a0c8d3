#include "app/override/override_cli.hpp"

#include <CLI/CLI.hpp>

#include "app/cli_flags.hpp"
#include "app/kill/kill_command.hpp"
#include "app/override/override_command.hpp"
#include "app/override/override_flags.hpp"
#include "record/override.hpp"

namespace jurymast::app {
namespace {

using Options = std::shared_ptr<OverrideOptions>;

constexpr const char* kExitCodes =
    "Exit codes: 0 done, 2 refused, usage or configuration, 5 the gateway does not answer or could not write it.";

CLI::App* add(CLI::App& parent, const char* name, const char* description, const Options& options) {
  CLI::App* const command = parent.add_subcommand(name, description);
  command->add_option("route", options->route, "The route, as the configuration names it, or `all`")
      ->type_name("ROUTE")
      ->required();
  add_change_flags(*command, *options);
  return command;
}

/// One of the five things that stand until they end, as `set` names them.
void add_actions(CLI::App& command, const Options& options) {
  CLI::Option_group* const what = command.add_option_group("What", "One of these:");
  const auto choose = [options](record::OverrideAction action, std::string OverrideOptions::* place) {
    return [options, action, place](const std::string& text) {
      options->action = name_of(action);
      (*options).*place = text;
    };
  };
  using record::OverrideAction;
  what->add_option_function<std::string>("--pin", choose(OverrideAction::Pin, &OverrideOptions::target),
                                         "All of the route's requests go to this target, if they may")
      ->type_name("TARGET");
  what->add_option_function<std::string>("--disable", choose(OverrideAction::Disable, &OverrideOptions::target),
                                         "Nothing is sent to this target")
      ->type_name("TARGET");
  what->add_option_function<std::string>("--mode", choose(OverrideAction::Mode, &OverrideOptions::value),
                                         "off, manual or automatic in place of the route's own")
      ->type_name("MODE");
  what->add_option_function<std::string>("--permit-class", choose(OverrideAction::PermitClass, &OverrideOptions::value),
                                         "auth or permission: this class falls back too")
      ->type_name("CLASS");
  what->add_flag_callback(
      "--stop-rollout", [options] { options->action = name_of(OverrideAction::StopRollout); },
      "The route's rollout has no weight and may not raise it");
  what->require_option(1);
}

void add_set(CLI::App& parent, int& code) {
  const auto options = std::make_shared<OverrideOptions>();
  CLI::App* const command = add(parent, "set", "Decide past the configuration, for a time", options);
  add_actions(*command, options);
  command->add_option("--expires", options->lasts, "When it ends by itself, at most 24h from now")->type_name("TIME")->required();
  add_approval_flags(*command, *options);
  command
      ->add_option("--failing-signal", options->failing_signal, "The failure class that it answers; the linter tells what does not")
      ->type_name("CLASS");
  command
      ->add_option("--words", options->words,
                   "What has to be said where the last target of a route is disabled; the refusal names it")
      ->type_name("WORDS");
  command->footer(
      std::string(
          "Pin, mode and permit-class need an approver. A pin goes past what nobody has proved, never past what is false.\n") +
      kExitCodes);
  command->callback([options, &code] { code = run_override_set(*options, stdout, stderr); });
}

void add_clear(CLI::App& parent, int& code) {
  const auto options = std::make_shared<OverrideOptions>();
  CLI::App* const command = parent.add_subcommand("clear", "End an override, or turn the kill switch off");
  command->add_option("action", options->action, "pin, disable, mode, stop_rollout, permit_class or kill")
      ->type_name("ACTION")
      ->required()
      ->check(CLI::IsMember({"pin", "disable", "mode", "stop_rollout", "permit_class", "kill"}).description(""));
  command->add_option("route", options->route, "The route, or `all`, as it was set")->type_name("ROUTE")->required();
  command->add_option("--target", options->target, "Which target, where several are disabled")->type_name("NAME");
  command->add_option("--value", options->value, "Which class, where several are permitted")->type_name("CLASS");
  add_change_flags(*command, *options);
  command->add_option("--state", options->state, "Of kill: change the file in this state directory, and ask no gateway")
      ->type_name("DIR");
  command->footer(kExitCodes);
  command->callback([options, &code] {
    const bool kill = options->action == name_of(record::OverrideAction::Kill);
    code = kill ? run_clear_kill(*options, stdout, stderr) : run_override_clear(*options, stdout, stderr);
  });
}

void add_kill(CLI::App& parent, int& code) {
  const auto options = std::make_shared<OverrideOptions>();
  CLI::App* const command = add(parent, "kill", "Stop everything now: primary only, no fallback and no canary", options);
  options->action = name_of(record::OverrideAction::Kill);
  command->add_option("--state", options->state, "Write the file in this state directory, and ask no gateway")->type_name("DIR");
  command->footer(
      std::string(
          "It needs no ticket, has no end, and works without a gateway that answers: SIGUSR1 to its process does the same for all\n"
          "routes, as does the file `kill` in its state directory, with route names or `all`.\n") +
      kExitCodes);
  command->callback([options, &code] { code = run_kill(*options, stdout, stderr); });
}

void add_list(CLI::App& parent, int& code) {
  const auto options = std::make_shared<OverrideOptions>();
  CLI::App* const command = parent.add_subcommand("list", "What stands past the configuration: who, why, and how long still");
  add_json_flag(*command, options->json);
  add_config_flag(*command, options->config);
  command->footer("Without a gateway that answers it is read from its record and its kill file.");
  command->callback([options, &code] {
    SystemClock clock;
    code = run_override_list(*options, clock, stdout, stderr);
  });
}

}  // namespace

void add_override_commands(CLI::App& cli, int& code) {
  CLI::App* const parent = cli.add_subcommand("override", "Decide past the configuration for a time, and stop everything now");
  parent->require_subcommand(1);
  add_kill(*parent, code);
  add_set(*parent, code);
  add_list(*parent, code);
  add_clear(*parent, code);
}

}  // namespace jurymast::app
