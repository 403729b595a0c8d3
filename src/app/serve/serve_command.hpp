#pragma once
#include <string>

namespace CLI {
class App;
}

namespace jurymast::app {

/// What `jurymast serve` was asked.
struct ServeOptions {
  std::string config = "jurymast.toml";
};

void declare_serve(CLI::App& command, ServeOptions& options);
/// Runs the gateway until SIGTERM or SIGINT has drained it; 0 then, 2 for a configuration that cannot be served, 5 where the
/// system refuses what it needs.
int run_serve(const ServeOptions& options);

}  // namespace jurymast::app
