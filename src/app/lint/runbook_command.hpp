#pragma once
#include <cstdio>
#include <string>

namespace jurymast::app {

/// What `jurymast runbook new` was asked.
struct RunbookNewOptions {
  std::string route;
  std::string config = "jurymast.toml";
  std::string out;  ///< empty: standard output
};

/// Writes a runbook for the route; 0 written, 2 no such route, no configuration, or a file that exists already.
int run_runbook_new(const RunbookNewOptions& options, std::FILE* out, std::FILE* complaints);

}  // namespace jurymast::app
