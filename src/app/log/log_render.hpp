#pragma once
#include <cstdio>

#include "app/log/log_options.hpp"

namespace jurymast::app {

/// Prints operations or probes in the form of a template, joined with what was in force and with the verdicts that name them. 0; 1 where
/// there is no such record; 2 where the id is none; 3 where a true value has no place in the template, which is told; 5 where the log
/// cannot be read.
int run_log_render(const LogRenderOptions& options, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
