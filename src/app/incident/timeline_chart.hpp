#pragma once
#include <string>

#include "review/incident/incident_facts.hpp"

namespace jurymast::app {

/// What happened, chapter by chapter over time, as an SVG drawing inside a page; empty where nothing did.
std::string timeline_drawing(const review::IncidentFacts& facts);
/// The style of that drawing beyond histogram_style(), which it needs too.
std::string timeline_style();

}  // namespace jurymast::app
