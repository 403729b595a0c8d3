#pragma once
#include <cstdio>

#include "app/log/log_options.hpp"

namespace jurymast::app {

/// Compresses the finished files of a stopped gateway's log, and makes indexes that are missing or cannot be believed: 0 done or nothing to do, 2 a
/// gateway runs there, 5 a file cannot be compressed; the others are.
int run_log_compress(const LogCompressOptions& options, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
