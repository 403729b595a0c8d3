#pragma once
#include <cstdio>

#include "app/log/log_options.hpp"
#include "base/time.hpp"

namespace jurymast::app {

/// Prints what gateways counted of the log, by minute, route, target, arm and class.
int run_log_minutes(const LogMinutesOptions& options, WallTime now, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
