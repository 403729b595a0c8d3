#pragma once
#include "app/handoff/handoff_command.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// What the command line knows of `jurymast handoff`.
void declare_handoff(CLI::App& command, HandoffOptions& options);
int run_handoff(const HandoffOptions& options);

}  // namespace jurymast::app
