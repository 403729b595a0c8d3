#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Adds `jurymast token create|list|revoke`; `code` gets the exit code of the one that runs.
void add_token_commands(CLI::App& cli, int& code);

}  // namespace jurymast::app
