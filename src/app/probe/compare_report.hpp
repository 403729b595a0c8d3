#pragma once
#include <string>
#include <vector>

#include "app/draw/build_report.hpp"
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

/// The comparison in a form. It holds names, figures and reasons: nothing of a prompt, an answer or a key.
std::string compare_report(const ComparedSides& sides, const evidence::Comparison& comparison, PrintFormat format);

}  // namespace jurymast::app
