#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares `replay` below `jurymast incident`.
void add_incident_replay(CLI::App& incident, int& code);

}  // namespace jurymast::app
