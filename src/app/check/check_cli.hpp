#pragma once
#include "app/check/check_command.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares what `jurymast check` takes.
void declare_check(CLI::App& command, CheckOptions& options);
/// Checks with the keys of this process's surroundings and reports on stdout.
int run_check(const CheckOptions& options);

}  // namespace jurymast::app
