#include "app/probe/smoke_cli.hpp"

#include <CLI/CLI.hpp>
#include <thread>

#include "app/cli_flags.hpp"
#include "app/exit_code.hpp"
#include "app/status/status_config.hpp"
#include "app/system_random.hpp"

namespace jurymast::app {
namespace {

constexpr unsigned kRetriesMax = 1;

}  // namespace

CLI::Option* add_model_flag(CLI::App& command, std::string& model) {
  return command
      .add_option("--model", model,
                  "Ask for the route by this model name; needed where a target passes it on and the configuration names none")
      ->type_name("MODEL");
}

void add_canary_path_flag(CLI::App& command, bool& canary_path) {
  command.add_flag(
      "--canary-path", canary_path,
      "Send although this is production: the route is a controlled canary path, with rollback owner and stop condition");
}

CLI::Option* add_via_flags(CLI::App& command, OtherGatewayAsk& via) {
  CLI::Option* const address =
      command.add_option("--via", via.address, "The application's requests take this gateway, not ours: look at it from outside")
          ->type_name("URL");
  command.add_option("--via-key", via.key, "Where its key is: env:NAME or file:PATH; default: it is sent none")
      ->type_name("REF")
      ->needs(address);
  return address;
}

void declare_smoke(CLI::App& command, SmokeOptions& options) {
  command.add_option("route", options.route, "The route, as the configuration names it")->type_name("ROUTE")->required();
  add_config_flag(command, options.config);
  command.add_option("--target", options.target, "Test this target of the route alone")->type_name("TARGET");
  command.add_option("--check", options.check, "Make this check alone: happy_path, error_credential, ...")->type_name("CHECK");
  CLI::Option* const model = add_model_flag(command, options.model);
  add_canary_path_flag(command, options.canary_path);
  CLI::Option* const direct =
      command.add_flag("--direct", options.direct, "Ask the targets themselves, past the gateway; no evidence for a gate");
  add_via_flags(command, options.via)->excludes(direct);
  command.add_option("--retry", options.retry, "Send a good request once more after a transient failure; default: never")
      ->type_name("N")
      ->check(CLI::Range(0U, kRetriesMax));
  command.add_option("--ticket", options.ticket, "The change it belongs to, for the record")->type_name("ID");
  command.add_option("--operator", options.person, "Who runs it, as initials or role, for the record")->type_name("NAME");
  CLI::Option* const streamed = command.add_flag("--streamed", options.streamed, "As streams alone; default: streamed and not");
  command.add_flag("--buffered", options.buffered, "Without streams alone")->excludes(streamed);
  add_format_flag(command, options.format, kCheckFormats);
  command.add_option("--from-record", options.from_record, "Make the check of this record again, and no other")
      ->type_name("ID")
      ->excludes(model);
  command
      .add_option("--allow-custom-prompt", options.custom_prompt,
                  "Send the request of this file, {\"system\",\"user\",\"max_tokens\"}, which may hold no secret and nobody's data")
      ->type_name("FILE");
  command.footer(
      "Each check goes through the running gateway as the application's requests do, and its record into the log.\n"
      "Exit codes: 0 every check passed, 1 one failed, 2 usage, configuration or refused, 3 one could not run or the\n"
      "configuration changed meanwhile, 4 one is to be investigated, 5 a record could not be written.");
}

int with_machine(const std::string& config, const std::function<int(const policy::Snapshot&, CommandMeans)>& run) {
  const auto snapshot = read_config_for_looking(config);
  if (!snapshot) {
    std::fputs(snapshot.error().message.c_str(), stderr);
    return kUsage;
  }
  auto random = system_random();
  if (!random) {
    std::fprintf(stderr, "jurymast: %s\n", random.error().message.c_str());
    return kToolFailed;
  }
  SystemClock clock;
  return run(*snapshot, {clock, *random, [](Duration time) { std::this_thread::sleep_for(time); }});
}

int run_smoke(const SmokeOptions& options) {
  return with_machine(options.config, [&](const policy::Snapshot& snapshot, CommandMeans means) {
    return run_smoke(options, snapshot, std::move(means), {stdout, stderr});
  });
}

}  // namespace jurymast::app
