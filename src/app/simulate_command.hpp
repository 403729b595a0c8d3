#pragma once
#include <cstdio>

#include "app/simulate_plan.hpp"

namespace jurymast::app {

/// Plays the outage with each protection and reports on `out`; 0 where every bound held, 1 where one broke, 2 with what was wrong on
/// `complaints`.
int run_simulate(const SimulateOptions& options, std::FILE* out, std::FILE* complaints);

}  // namespace jurymast::app
