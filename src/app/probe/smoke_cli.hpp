#pragma once
#include "app/probe/smoke_command.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace jurymast::app {

/// Declares what `jurymast smoke` takes.
void declare_smoke(CLI::App& command, SmokeOptions& options);
int run_smoke(const SmokeOptions& options);

/// `--canary-path`, without which nothing is sent in production.
void add_canary_path_flag(CLI::App& command, bool& canary_path);
/// `--model MODEL`, the same for every command that sends checks.
CLI::Option* add_model_flag(CLI::App& command, std::string& model);

/// `--via URL` and `--via-key REF`, the same for every command that can look at another gateway; gives the first.
CLI::Option* add_via_flags(CLI::App& command, OtherGatewayAsk& via);

/// The machine's own clock, chance and patience, for commands that test through a gateway.
int with_machine(const std::string& config, const std::function<int(const policy::Snapshot&, CommandMeans)>& run);

}  // namespace jurymast::app
