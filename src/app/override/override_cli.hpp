#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Adds `jurymast override set|list|clear|kill`; `code` gets what it tells its caller.
void add_override_commands(CLI::App& cli, int& code);

}  // namespace jurymast::app
