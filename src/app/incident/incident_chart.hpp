#pragma once
#include <string>

#include "review/incident/incident_facts.hpp"

namespace jurymast::app {

/// The operations of the incident by class over time, as an SVG drawing inside a page; empty where there are none.
std::string bars_drawing(const review::IncidentFacts& facts);
/// What happened, chapter by chapter over time, likewise.
std::string timeline_drawing(const review::IncidentFacts& facts);
/// The style that both need.
std::string incident_chart_style();

}  // namespace jurymast::app
