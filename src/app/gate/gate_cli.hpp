#pragma once

#include "app/gate/gate_command.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares the options of `jurymast gate`.
void declare_gate(CLI::App& command, GateOptions& options);
/// Runs it with this process's clock, streams and environment.
int run_gate(const GateOptions& options);

}  // namespace jurymast::app
