#pragma once
#include <string>

#include "base/result.hpp"
#include "store/file.hpp"

namespace jurymast::store {

/// Owns a state directory, which it makes where it is missing, until the file is closed. Fails with Exists where another process does, and says which.
Result<File> lock_state(const std::string& state_directory);

}  // namespace jurymast::store
