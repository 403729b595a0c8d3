#pragma once
#include <cstdio>
#include <string>

#include "base/time.hpp"

namespace jurymast::app {

/// What `jurymast status` was asked.
struct StatusOptions {
  std::string config = "jurymast.toml";
  std::string route;  ///< empty: all of them
  bool json = false;
};

/// Prints one screen on `out`: from the running gateway and the record, or from the record alone. 0 where nothing is known to be wrong,
/// 1 where the gateway does not run or a route has no target that answers, 2 where the configuration cannot be read, the route is
/// unknown or the gateway does not tell its state to this command. Changes nothing.
int run_status(const StatusOptions& options, Clock& clock, std::FILE* out);

}  // namespace jurymast::app
