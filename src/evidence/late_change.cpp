#include "evidence/late_change.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/likelihood.hpp"

namespace jurymast::evidence {

void LateChange::add_failure(Draw draw) {
  if (!draw.informs()) return;
  const double w = draw.weight();
  const double null = w * margin_ + 1 - w;
  for (std::size_t j = 0; j < kRatios.size(); ++j) {
    const double alternative = w * margin_ * kRatios[j] + 1 - w;
    const double step = std::log(null) - std::log(alternative) + (draw.side == Side::Canary ? std::log(kRatios[j]) : 0);
    logs_[j] = std::max(logs_[j], 0.0) + step;
  }
}

double LateChange::log_statistic() const { return std::max(0.0, log_average(logs_)); }

}  // namespace jurymast::evidence
