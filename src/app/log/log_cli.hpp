#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Adds `log` with its subcommands; each puts its exit code into `code` once everything is parsed.
void add_log_commands(CLI::App& cli, int& code);

}  // namespace jurymast::app
