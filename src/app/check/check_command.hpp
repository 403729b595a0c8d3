#pragma once
#include <cstdio>
#include <string>

#include "config/secret_source.hpp"

namespace jurymast::app {

/// What `jurymast check` was asked.
struct CheckOptions {
  std::string config = "jurymast.toml";
  bool explain = false;
  bool strict = false;  ///< what an incident turns on may not be left to a default
  bool json = false;
};

/// Reads the configuration and reports on `out`; 0 where it could be served, else 2. Changes nothing, connects to nothing.
int run_check(const CheckOptions& options, config::SecretSource& secrets, std::FILE* out);

}  // namespace jurymast::app
