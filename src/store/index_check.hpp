#pragma once
#include <string>

#include "base/result.hpp"
#include "store/log_reader.hpp"

namespace jurymast::store {

/// What a compressed file's index is worth.
enum class IndexState : unsigned char {
  Agrees,   ///< it was made from exactly these bytes
  Missing,  ///< there is none, or one that no reader believes: the lines are read
  Differs   ///< readers would believe it, and it says something else than the lines
};

/// Reads a compressed file whole, makes its index again and compares. Fails with Corrupt where the file itself cannot be read.
Result<IndexState> check_index(const std::string& log_directory, const FinishedLog& log);

}  // namespace jurymast::store
