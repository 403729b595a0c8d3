#pragma once
#include <string>

#include "review/incident/incident_facts.hpp"

namespace jurymast::app {

/// The histogram as a drawing to be put into a document: a small plot for each class and arm, over one axis of time, on which detection is marked; empty
/// where there were no operations.
std::string histogram_drawing(const review::IncidentFacts& facts);
/// The style of that drawing, in light and dark.
std::string histogram_style();
/// The drawing as an SVG document of its own.
std::string histogram_document(const review::IncidentFacts& facts);

}  // namespace jurymast::app
