#pragma once
#include "app/probe/compare_command.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares what `jurymast compare` takes.
void declare_compare(CLI::App& command, CompareOptions& options);
int run_compare(const CompareOptions& options);

}  // namespace jurymast::app
