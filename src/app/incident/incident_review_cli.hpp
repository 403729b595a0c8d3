#pragma once

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares `review`, `answer`, `follow-up` and `packet` below `jurymast incident`.
void add_incident_review_commands(CLI::App& incident, int& code);

}  // namespace jurymast::app
