#include "app/simulate/replay_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "app/cli_flags.hpp"
#include "app/exit_code.hpp"
#include "app/simulate/replay_report.hpp"
#include "app/status/status_config.hpp"
#include "crypto/hex.hpp"

namespace jurymast::app {

void declare_replay(CLI::App& command, ReplayOptions& options) {
  command.add_option("id", options.id, "One operation alone, as `x-request-id` names it")->type_name("ID");
  command.add_option("--config", options.configs, "The configuration the log was written under; may be given more than once")
      ->type_name("FILE")
      ->capture_default_str();
  command.add_option("--state", options.state, "The state directory; default: what the first configuration names")
      ->type_name("DIR");
  add_json_flag(command, options.json);
  command.footer(
      "Plays each operation's trace to the code that serves and compares its decision with the record, bit for bit.\n"
      "Traces are written where the configuration says server.trace = true. Connects to nothing, needs no key.\n"
      "Exit codes: 0 every decision is the same, 1 one is not or nothing could be replayed, 2 usage or configuration,\n"
      "5 the log cannot be read.");
}

int run_replay(const ReplayOptions& options) { return run_replay(options, stdout, stderr); }

int run_replay(const ReplayOptions& options, std::FILE* out, std::FILE* complaints) {
  KnownConfigurations configurations;
  std::string state = options.state;
  for (const std::string& file : options.configs) {
    Result<policy::Snapshot> snapshot = read_config_for_looking(file);
    if (!snapshot) {
      std::fputs(snapshot.error().message.c_str(), complaints);
      return kUsage;
    }
    if (state.empty()) state = snapshot->server.state;
    const std::string digest = "sha256:" + crypto::to_hex(snapshot->digest);
    configurations.emplace(digest, std::make_shared<const policy::Snapshot>(*std::move(snapshot)));
  }
  ReplayRun run(std::move(configurations), options.id);
  const auto read = store::for_each_line(state, 0, [&](const store::LogLine& line) {
    run.take(line);
    return true;
  });
  if (!read) {
    fmt::print(complaints, "jurymast replay: {}\n", read.error().message);
    return kToolFailed;
  }
  const ReplayReport& report = run.report();
  const std::string text = options.json ? replay_json(report) : replay_text(report);
  std::fwrite(text.data(), 1, text.size(), out);
  if (report.replayed == 0) fmt::print(complaints, "jurymast replay: nothing was replayed in {}\n", state);
  return report.different == 0 && report.replayed > 0 ? kPass : kCheckFailed;
}

}  // namespace jurymast::app
