#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares `jurymast incident` with its subcommands; what runs sets `code`.
void add_incident_commands(CLI::App& cli, int& code);

}  // namespace jurymast::app
