#pragma once
#include "app/probe/preflight_command.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares what `jurymast preflight` takes.
void declare_preflight(CLI::App& command, PreflightOptions& options);
int run_preflight(const PreflightOptions& options);

}  // namespace jurymast::app
