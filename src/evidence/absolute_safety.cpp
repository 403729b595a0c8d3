#include "evidence/absolute_safety.hpp"

#include <cmath>

#include "base/assert.hpp"
#include "evidence/absolute_harm.hpp"
#include "evidence/likelihood.hpp"

namespace jurymast::evidence {
namespace {

/// More than anybody waits for; the true number is then not worth knowing.
constexpr std::uint64_t kNeededMax = 100'000'000;

}  // namespace

AbsoluteSafety::AbsoluteSafety(double budget) : budget_(budget) { JURYMAST_ASSERT(budget >= kBudgetMin && budget <= kBudgetMax); }

void AbsoluteSafety::add(bool failed) {
  for (std::size_t j = 0; j < kShares.size(); ++j) {
    logs_[j] += log_ratio_of_operation(failed, kShares[j] * budget_, budget_);
  }
}

double AbsoluteSafety::log_e() const { return log_average(logs_); }

double AbsoluteSafety::e() const { return std::exp(log_e()); }

std::uint64_t AbsoluteSafety::clean_needed(double alpha) const {
  const auto reached_after = [&](std::uint64_t clean) {
    std::array<double, kShares.size()> then = logs_;
    for (std::size_t j = 0; j < kShares.size(); ++j) {
      then[j] += static_cast<double>(clean) * log_ratio_of_operation(false, kShares[j] * budget_, budget_);
    }
    return log_average(then) >= -std::log(alpha);
  };
  std::uint64_t too_few = 0;
  if (reached_after(too_few)) return 0;
  std::uint64_t enough = 1;
  while (!reached_after(enough)) {
    if (enough >= kNeededMax) return kNeededMax;
    too_few = enough;
    enough *= 2;
  }
  while (enough - too_few > 1) {
    const std::uint64_t middle = too_few + (enough - too_few) / 2;
    (reached_after(middle) ? enough : too_few) = middle;
  }
  return enough;
}

}  // namespace jurymast::evidence
