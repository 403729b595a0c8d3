#include "evidence/relative_safety.hpp"

#include <cmath>

#include "evidence/likelihood.hpp"

namespace jurymast::evidence {

void RelativeSafety::add_failure(Draw draw) {
  if (!draw.informs()) return;
  const double w = draw.weight();
  for (std::size_t j = 0; j < kRatios.size(); ++j) {
    logs_[j] -= std::log(w * kRatios[j] + 1 - w);
    if (draw.side == Side::Canary) logs_[j] += std::log(kRatios[j]);
  }
}

double RelativeSafety::log_e() const { return log_average(logs_); }

double RelativeSafety::e() const { return std::exp(log_e()); }

}  // namespace jurymast::evidence
