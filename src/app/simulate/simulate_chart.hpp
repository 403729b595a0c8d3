#pragma once
#include <string>
#include <string_view>

#include "app/simulate/simulate_comparison.hpp"

namespace jurymast::app {

/// How charts look: light and dark, on a screen and on paper; for the head of the document that they stand in.
std::string chart_style();

/// One outage drawn: for each protection calls and attempts a second over the virtual time, at one scale, with the fault shaded.
std::string chart_drawing(const Comparison& comparison, const SimulatePlan& plan);

/// Every outage, one below the other, as one SVG document without scripts or references to anything outside.
std::string simulate_svg(const Simulation& simulation);

}  // namespace jurymast::app
