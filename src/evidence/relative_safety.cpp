#include "evidence/relative_safety.hpp"

#include <cmath>

#include "evidence/likelihood.hpp"

namespace jurymast::evidence {

void RelativeSafety::add_failure(Draw draw) {
  if (!draw.informs()) return;
  for (std::size_t j = 0; j < kRatios.size(); ++j) logs_[j] += log_ratio_of_failure(draw, 1, kRatios[j]);
}

double RelativeSafety::log_e() const { return log_average(logs_); }

double RelativeSafety::e() const { return std::exp(log_e()); }

}  // namespace jurymast::evidence
