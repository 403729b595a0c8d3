#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace jurymast::tidy {

/// One broken rule: where it is, and what to do about it.
struct Finding {
  std::string path;
  std::size_t line = 0;  ///< counted from one; 0: the file as a whole
  std::string message;
};

using Findings = std::vector<Finding>;

}  // namespace jurymast::tidy
