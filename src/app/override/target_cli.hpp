#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Adds `jurymast target list|retry-now|clear-suspension`; `code` gets what it tells its caller.
void add_target_commands(CLI::App& cli, int& code);

}  // namespace jurymast::app
