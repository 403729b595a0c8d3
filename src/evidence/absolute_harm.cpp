#include "evidence/absolute_harm.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "evidence/likelihood.hpp"

namespace jurymast::evidence {
namespace {

constexpr std::array<double, 5> kTimes{1.5, 2, 4, 8, 16};
constexpr double kShareMax = 0.95;

}  // namespace

AbsoluteHarm::AbsoluteHarm(double budget) : budget_(budget) {
  for (const double times : kTimes) {
    const double share = std::min(times * budget, kShareMax);
    if (count_ > 0 && alternatives_[count_ - 1] == share) continue;
    alternatives_[count_++] = share;
  }
}

AbsoluteHarm::AbsoluteHarm(double budget, std::span<const double> alternatives) : budget_(budget), count_(alternatives.size()) {
  JURYMAST_ASSERT(count_ <= alternatives_.size());
  std::copy(alternatives.begin(), alternatives.end(), alternatives_.begin());
}

void AbsoluteHarm::add(bool bad) {
  for (std::size_t k = 0; k < count_; ++k) {
    logs_[k] += bad ? std::log(alternatives_[k] / budget_) : std::log((1 - alternatives_[k]) / (1 - budget_));
  }
}

double AbsoluteHarm::log_e() const { return log_average(logs_, count_); }

double AbsoluteHarm::e() const { return std::exp(log_e()); }

}  // namespace jurymast::evidence
