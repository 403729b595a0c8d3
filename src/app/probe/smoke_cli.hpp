#pragma once
#include "app/probe/smoke_command.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares what `jurymast smoke` takes.
void declare_smoke(CLI::App& command, SmokeOptions& options);
int run_smoke(const SmokeOptions& options);

/// The machine's own clock, chance and patience, for commands that test through a gateway.
int with_machine(const std::string& config, const std::function<int(const policy::Snapshot&, CommandMeans)>& run);

}  // namespace jurymast::app
