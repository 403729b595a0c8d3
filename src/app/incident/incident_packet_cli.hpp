#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares `packet` below `jurymast incident`.
void add_incident_packet(CLI::App& incident, int& code);

}  // namespace jurymast::app
