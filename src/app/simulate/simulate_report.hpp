#pragma once
#include <string>

#include "app/simulate/simulate_comparison.hpp"

namespace jurymast::app {

/// A screen for each scenario; its last words say how to look further.
std::string simulate_text(const Simulation& simulation);

/// The same as one JSON object on one line; everything is in it, second by second.
std::string simulate_json(const Simulation& simulation);

/// The same as one HTML page with its charts, without scripts or references to anything outside.
std::string simulate_html(const Simulation& simulation);

}  // namespace jurymast::app
