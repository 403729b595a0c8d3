#include "app/rollout/rollout_cli.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <cstdlib>
#include <memory>

#include "app/cli_flags.hpp"
#include "app/rollout/rollout_command.hpp"

namespace jurymast::app {
namespace {

using record::RolloutAction;

/// One change as the command line knows it.
struct Change {
  RolloutAction action;
  const char* name;
  const char* description;
};
constexpr std::array kChanges{
    Change{RolloutAction::Plan, "plan", "Say how far and in which stages a fallback may take a route's traffic; nothing moves yet"},
    Change{RolloutAction::Start, "start", "Begin the plan, with synthetic checks alone"},
    Change{RolloutAction::Advance, "advance", "Raise the share by one stage, where everything for it is there"},
    Change{RolloutAction::Hold, "hold", "Keep the share as it is until `resume`"},
    Change{RolloutAction::Resume, "resume", "Go on after a hold or a freeze"},
    Change{RolloutAction::RollBack, "roll-back", "Take the traffic back: it never waits for anything"},
    Change{RolloutAction::Restore, "restore", "Give the primary its traffic back in stages"},
    Change{RolloutAction::Close, "close", "End the rollout after its review"}};

constexpr const char* kChangeFooter =
    "The running gateway takes the step, once it is on the disk where it raises the share, and prints the command that undoes it.\n"
    "Exit codes: 0 taken, 2 usage, configuration, or refused with what is missing, 5 nobody took it.";

/// Whoever is logged in, where no other name is given; the gateway names the token beside it.
std::string login_name() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread has begun.
  const char* const name = std::getenv("USER");
  return name == nullptr ? std::string() : std::string(name);
}

void declare_route(CLI::App& command, RolloutOptions& options) {
  command.add_option("route", options.route, "The route, as the configuration names it")->type_name("ROUTE")->required();
  add_config_flag(command, options.config);
  add_json_flag(command, options.json);
}

void declare_plan(CLI::App& command, RolloutOptions& options) {
  const std::vector<std::string> purposes(record::kRolloutPurposeNames.begin(), record::kRolloutPurposeNames.end());
  command.add_option("--target", options.order.target, "The fallback; default: the route's first")->type_name("TARGET");
  command
      .add_option("--purpose", options.purpose, "mitigation: the primary is in trouble; planned: it is not; default: as configured")
      ->type_name("PURPOSE")
      ->check(CLI::IsMember(purposes).description(""));
  command.add_option("--stages", options.stages, "Percentages of eligible requests, from 0 and rising; default: as configured")
      ->type_name("LIST")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_flag_callback(
      "--manual", [&options] { options.order.manual = true; }, "A person with the role approve makes each increase");
  command.add_option("--expires", options.lasts, "Of a manual plan: when what it moved goes back by itself, at most 30d from now")
      ->type_name("TIME");
  command
      .add_option("--failing-signal", options.order.failing_signal,
                  "The failure class that it answers; the linter tells which changes do not")
      ->type_name("CLASS");
  command.add_option("--ticket", options.order.ticket, "The change it belongs to")->type_name("ID");
}

void declare_change(CLI::App& command, RolloutOptions& options) {
  declare_route(command, options);
  command.add_option("--operator", options.order.person, "Who asks for it; default: whoever is logged in")->type_name("NAME");
  command.add_option("--approver", options.order.approver, "Who approved it")->type_name("NAME");
  command.add_option("--reason", options.reason, "Why, for the record")->type_name("TEXT");
  command.add_flag("--dry-run", options.order.dry_run, "Say which step it would be, and take none");
  command.footer(kChangeFooter);
}

void add_change(CLI::App& rollout, const Change& change, int& code) {
  CLI::App* command = rollout.add_subcommand(change.name, change.description);
  const auto options = std::make_shared<RolloutOptions>();
  options->order.action = change.action;
  declare_change(*command, *options);
  if (change.action == RolloutAction::Plan) declare_plan(*command, *options);
  command->callback([options, &code] {
    if (options->order.person.empty()) options->order.person = login_name();
    code = run_rollout_change(*options, stdout, stderr);
  });
}

}  // namespace

void add_rollout_commands(CLI::App& parent, int& code) {
  CLI::App* rollout = parent.add_subcommand("rollout", "Move a route's traffic to a fallback, only as far as the evidence carries");
  rollout->require_subcommand(1);
  CLI::App* status = rollout->add_subcommand("status", "Where it stands, what it waits for, what happens next, and how to stop it");
  const auto options = std::make_shared<RolloutOptions>();
  declare_route(*status, *options);
  status->footer(
      "The running gateway is asked; without one the record says it.\n"
      "Exit codes: 0 it goes its way, 3 it is held, 2 usage, configuration, or no rollout, 5 it cannot be known.");
  status->callback([options, &code] {
    SystemClock clock;
    code = run_rollout_status(*options, clock, stdout, stderr);
  });
  for (const Change& change : kChanges) add_change(*rollout, change, code);
}

}  // namespace jurymast::app
