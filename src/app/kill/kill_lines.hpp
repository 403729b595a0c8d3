#pragma once
#include <set>
#include <string>

#include "base/result.hpp"

namespace jurymast::app {

/// Adds a name to the kill file of a state directory; lines of others stay as they are. The file is replaced whole and is on the disk when
/// this returns. Gives the names that it holds then; fails with Unavailable, Invalid or Exhausted where it could not be read or written.
Result<std::set<std::string>> add_kill_line(const std::string& state_directory, const std::string& name);
/// Takes a name out of it, wherever it stands there, likewise. The file goes with its last name.
Result<std::set<std::string>> remove_kill_line(const std::string& state_directory, const std::string& name);

}  // namespace jurymast::app
