#pragma once
#include "app/status/status_command.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares what `jurymast status` takes.
void declare_status(CLI::App& command, StatusOptions& options);
/// Prints the screen on stdout, as of now.
int run_status(const StatusOptions& options);

}  // namespace jurymast::app
