#include "evidence/relative_harm.hpp"

#include <cmath>

#include "evidence/likelihood.hpp"

namespace jurymast::evidence {

void RelativeHarm::add_failure(Draw draw) {
  if (!draw.informs()) return;
  for (std::size_t j = 0; j < kRatios.size(); ++j) logs_[j] += log_ratio_of_failure(draw, margin_, kRatios[j]);
}

double RelativeHarm::log_e() const { return log_average(logs_); }

double RelativeHarm::e() const { return std::exp(log_e()); }

}  // namespace jurymast::evidence
