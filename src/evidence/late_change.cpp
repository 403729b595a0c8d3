#include "evidence/late_change.hpp"

#include <algorithm>

#include "evidence/likelihood.hpp"

namespace jurymast::evidence {

void LateChange::add_failure(Draw draw) {
  if (!draw.informs()) return;
  for (std::size_t j = 0; j < kRatios.size(); ++j) {
    logs_[j] = std::max(logs_[j], 0.0) + log_ratio_of_failure(draw, margin_, kRatios[j]);
  }
}

double LateChange::log_statistic() const { return std::max(0.0, log_average(logs_)); }

}  // namespace jurymast::evidence
