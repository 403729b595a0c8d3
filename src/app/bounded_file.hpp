#pragma once
#include <cstddef>
#include <string>

#include "base/result.hpp"

namespace jurymast::app {

/// The whole of a file of at most so many bytes; fails with the file's name and the system's reason, or with its size.
Result<std::string> read_bounded_file(const std::string& name, std::size_t bytes_max);

}  // namespace jurymast::app
