#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Adds `jurymast contract list|show|table|verify|snapshot`; `code` gets what each tells its caller.
void add_contract_commands(CLI::App& cli, int& code);

}  // namespace jurymast::app
