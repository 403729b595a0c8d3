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
  JURYMAST_ASSERT(budget >= kBudgetMin && budget <= kBudgetMax);
  for (const double times : kTimes) {
    const double share = std::min(times * budget, kShareMax);
    if (count_ > 0 && alternatives_[count_ - 1] == share) continue;
    alternatives_[count_++] = share;
  }
}

AbsoluteHarm::AbsoluteHarm(double budget, std::span<const double> alternatives) : budget_(budget), count_(alternatives.size()) {
  JURYMAST_ASSERT(count_ <= alternatives_.size());
  JURYMAST_ASSERT(budget > 0 &&
                  std::all_of(alternatives.begin(), alternatives.end(), [&](double a) { return a > budget && a < 1; }));
  std::copy(alternatives.begin(), alternatives.end(), alternatives_.begin());
}

void AbsoluteHarm::add(bool bad) {
  for (std::size_t k = 0; k < count_; ++k) logs_[k] += log_ratio_of_operation(bad, alternatives_[k], budget_);
}

void AbsoluteHarm::turn_bad() {
  for (std::size_t k = 0; k < count_; ++k) {
    logs_[k] += log_ratio_of_operation(true, alternatives_[k], budget_) - log_ratio_of_operation(false, alternatives_[k], budget_);
  }
}

double AbsoluteHarm::log_e() const { return log_average(logs_, count_); }

double AbsoluteHarm::e() const { return std::exp(log_e()); }

}  // namespace jurymast::evidence
