#pragma once
#include "app/simulate/simulate_command.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares what `jurymast simulate` takes.
void declare_simulate(CLI::App& command, SimulateOptions& options);
/// Reports on stdout, complains on stderr.
int run_simulate(const SimulateOptions& options);

}  // namespace jurymast::app
