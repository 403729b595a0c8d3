#pragma once
#include "app/demo/mock_command.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares what `jurymast mock` takes.
void declare_mock(CLI::App& command, MockOptions& options);
/// Serves on the machine's clock until SIGTERM or SIGINT.
int run_mock(const MockOptions& options);

}  // namespace jurymast::app
