#pragma once
#include <cstdio>

#include "app/log/log_options.hpp"

namespace jurymast::app {

/// Answers, from an operation's record alone, the four questions that it is kept for, and says what to do next. 0; 1 where there is no such
/// record or it leaves a question open; 2 where the id is none; 5 where the log cannot be read.
int run_log_explain(const LogExplainOptions& options, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
