#pragma once
#include <cstddef>
#include <string>

#include "app/status/status_facts.hpp"

namespace jurymast::app {

/// A title and a line a route, with all its targets; the worst `rows_max` where there are more, and one line for the rest.
std::string route_table(const StatusFacts& facts, std::size_t rows_max);
/// A title and a line a target that the routes use: breaker, pause, budget, in flight.
std::string target_table(const StatusFacts& facts, std::size_t rows_max);
/// A title and a line a target and failure class: the last 5 minutes beside the hour before.
std::string failure_table(const StatusFacts& facts, std::size_t rows_max);

}  // namespace jurymast::app
