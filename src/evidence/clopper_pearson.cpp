#include "evidence/clopper_pearson.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "evidence/absolute_harm.hpp"

namespace jurymast::evidence {
namespace {

constexpr double kNegligible = 1e-18;
/// Halvings after which neighbouring doubles are left.
constexpr int kHalvings = 60;

/// ln(n over k).
double log_choose(std::uint64_t n, std::uint64_t k) {
  double sum = 0;
  for (std::uint64_t i = 1; i <= k; ++i) sum += std::log(static_cast<double>(n - k + i) / static_cast<double>(i));
  return sum;
}

/// ln P(at most k of n fail) for a share above k/n, where the terms fall from k downwards.
double log_tail(std::uint64_t k, std::uint64_t n, double share, double log_choices) {
  const double odds_against = (1 - share) / share;
  double sum = 1;
  double term = 1;
  for (std::uint64_t i = k; i > 0 && term > kNegligible * sum; --i) {
    term *= static_cast<double>(i) / static_cast<double>(n - i + 1) * odds_against;
    sum += term;
  }
  return log_choices + static_cast<double>(k) * std::log(share) + static_cast<double>(n - k) * std::log1p(-share) + std::log(sum);
}

}  // namespace

double upper_limit(std::uint64_t failures, std::uint64_t operations, double confidence) {
  JURYMAST_ASSERT(failures <= operations && confidence > 0 && confidence < 1);
  if (failures == operations) return 1;
  const double log_choices = log_choose(operations, failures);
  const double log_rest = std::log1p(-confidence);
  double low = static_cast<double>(failures) / static_cast<double>(operations);
  double high = 1;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (log_tail(failures, operations, middle, log_choices) > log_rest ? low : high) = middle;
  }
  return high;
}

std::optional<double> derived_budget(std::uint64_t failures, std::uint64_t operations) {
  if (operations < kBudgetOperationsMin) return std::nullopt;
  const double limit = upper_limit(failures, operations, kBudgetConfidence);
  if (limit > kBudgetMax) return std::nullopt;
  return std::max(limit, kBudgetMin);
}

}  // namespace jurymast::evidence
