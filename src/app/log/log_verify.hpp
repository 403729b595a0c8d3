#pragma once
#include <cstdio>

#include "app/log/log_options.hpp"

namespace jurymast::app {

/// Reads the whole log and says whether it is one: every line whole and unchanged, numbers without a hole or a repetition, one record for
/// each operation. 0, 1 with findings, 5 where the log cannot be read. Notes (lost records that were told, times that run backwards, a
/// last line that is not whole yet) are no findings.
int run_log_verify(const LogVerifyOptions& options, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
