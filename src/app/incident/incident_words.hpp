#pragma once
#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "review/incident/incident_facts.hpp"

namespace jurymast::app {

/// `12:30:05Z`, with the date where it is another day than `beside`.
std::string short_time(WallTime time, WallTime beside);
/// `3 of 200 (1.5 %)`; without a percentage where there is nothing of which it could be one.
std::string part_text(std::uint64_t hits, std::uint64_t of);
/// Which window is looked at, who set it, and how it was noticed, in three lines.
std::string scope_text(const review::IncidentFacts& facts);
/// What limits the figures: unreadable lines, records that are missing, a clock that stood still or went back; empty where nothing does.
std::string limits_text(const review::IncidentFacts& facts);

}  // namespace jurymast::app
