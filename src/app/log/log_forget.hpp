#pragma once
#include <cstdio>

#include "app/log/log_options.hpp"
#include "base/time.hpp"

namespace jurymast::app {

/// Destroys the keys of the months before one, so that the hashes in their records mean nothing to anybody any more; with `dry_run` says
/// which these are. The month of `now` and later ones stay: a gateway uses them. 0, 1 where there was none, 2 usage, 5 where a key could not be
/// destroyed.
int run_log_forget(const LogForgetOptions& options, WallTime now, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
