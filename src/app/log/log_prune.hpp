#pragma once
#include <cstdio>

#include "app/log/log_options.hpp"
#include "base/time.hpp"

namespace jurymast::app {

/// Deletes the oldest finished files of a log, or says which it would delete.
int run_log_prune(const LogPruneOptions& options, WallTime now, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
