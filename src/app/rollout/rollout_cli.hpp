#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// `jurymast rollout` with its subcommands; `code` is set to the exit code once the parsed one has run.
void add_rollout_commands(CLI::App& parent, int& code);

}  // namespace jurymast::app
