#pragma once
#include <cstdio>

#include "app/log/log_options.hpp"

namespace jurymast::app {

/// Prints the newest lines, oldest of them first, and with `follow` those that come. 0, or 5 where the log cannot be read.
int run_log_tail(const LogTailOptions& options, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
