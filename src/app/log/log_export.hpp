#pragma once
#include <cstdio>

#include "app/log/log_options.hpp"
#include "base/time.hpp"

namespace jurymast::app {

/// Prints the wanted lines as they stand in the log, one JSON object each. With a route: its operations alone; gaps are printed in any case,
/// since they say that something may be missing. 0, 2 where a time cannot be read, 5 where the log cannot.
int run_log_export(const LogExportOptions& options, Clock& clock, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
