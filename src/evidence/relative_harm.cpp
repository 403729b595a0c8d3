#include "evidence/relative_harm.hpp"

#include <cmath>

#include "evidence/likelihood.hpp"

namespace jurymast::evidence {

void RelativeHarm::add_failure(Draw draw) {
  if (!draw.informs()) return;
  const double w = draw.weight();
  const double null = w * margin_ + 1 - w;
  for (std::size_t j = 0; j < kRatios.size(); ++j) {
    const double alternative = w * margin_ * kRatios[j] + 1 - w;
    logs_[j] += std::log(null) - std::log(alternative);
    if (draw.side == Side::Canary) logs_[j] += std::log(kRatios[j]);
  }
}

double RelativeHarm::log_e() const { return log_average(logs_); }

double RelativeHarm::e() const { return std::exp(log_e()); }

}  // namespace jurymast::evidence
