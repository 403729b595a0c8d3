#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Adds `jurymast runbook new`; `code` gets what it tells its caller.
void add_runbook_commands(CLI::App& cli, int& code);

}  // namespace jurymast::app
