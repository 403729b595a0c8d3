#pragma once
#include <string>
#include <vector>

#include "evidence/comparison.hpp"

namespace jurymast::app {

/// One side of a comparison.
struct ComparedSide {
  std::string target;
  std::vector<evidence::ComparedSample> samples;
  std::vector<std::string> blocked;  ///< why samples could not run, one each
};

struct ComparedSides {
  std::string route;
  std::string fixture;
  ComparedSide primary;
  ComparedSide fallback;
};

/// The comparison as a table for people, and as JSON.
std::string compare_text(const ComparedSides& sides, const evidence::Comparison& comparison);
std::string compare_json(const ComparedSides& sides, const evidence::Comparison& comparison);

}  // namespace jurymast::app
