#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// What `jurymast demo` was asked.
struct DemoOptions {
  bool keep = false;
  bool incident = false;
};

void declare_demo(CLI::App& command, DemoOptions& options);
/// Breaks a primary in front of a gateway and tells what its client saw. 0 where everything was as expected, 1 where not or
/// where it was interrupted, 5 where the demo could not be set up.
int run_demo(const DemoOptions& options);

}  // namespace jurymast::app
