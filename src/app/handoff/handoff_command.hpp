#pragma once
#include <cstdio>
#include <string>

#include "app/handoff/handoff_text.hpp"
#include "base/random.hpp"

namespace jurymast::app {

/// What `jurymast handoff` was asked.
struct HandoffOptions {
  std::string config = "jurymast.toml";
  HandoffFormat format = HandoffFormat::Text;
  bool write = false;
  bool dry_run = false;
  std::string author{};
  std::string ticket{};
  std::string result{};       ///< of the one who leaves; empty: what the state makes of it
  std::string changed{};      ///< likewise
  std::string uncertainty{};  ///< likewise
};

/// What it takes from outside.
struct HandoffWorld {
  WallTime now;
  Random& random;
  std::FILE* out;
  std::FILE* complaints;
};

/// Prints the state that a shift leaves, and records it where that is asked. 0, 3 where the gateway does not tell its part, 2 usage, configuration,
/// or a text that breaks the rules of hand-offs, 5 where the log cannot be read or nothing was recorded.
int run_handoff(const HandoffOptions& options, const HandoffWorld& world);

}  // namespace jurymast::app
