#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Adds `jurymast lint runbook|record|note|handoff`; `code` gets what the one that ran tells its caller.
void add_lint_commands(CLI::App& cli, int& code);

}  // namespace jurymast::app
