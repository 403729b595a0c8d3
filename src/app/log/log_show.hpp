#pragma once
#include <cstdio>

#include "app/log/log_options.hpp"

namespace jurymast::app {

/// Prints an operation's record, or all that a caller's own id led to. 0, 1 where there is none, 2 where the id is none or the key to
/// find a caller's id is not there, 5 where the log cannot be read.
int run_log_show(const LogShowOptions& options, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
