#include "evidence/rise.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "evidence/clopper_pearson.hpp"

namespace jurymast::evidence {
namespace {

constexpr double kNegligible = 1e-18;
constexpr std::uint64_t kPlainFactor = 2;
constexpr std::uint64_t kPlainPercent = 1;

/// ln(n over k).
double log_choose(std::uint64_t n, std::uint64_t k) {
  const auto log_factorial = [](std::uint64_t of) { return std::lgamma(static_cast<double>(of) + 1); };
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

double share(Hits seen) { return static_cast<double>(seen.hits) / static_cast<double>(seen.of); }

}  // namespace

double chance_of_rise(Hits before, Hits later) {
  JURYMAST_ASSERT(before.hits <= before.of && later.hits <= later.of);
  if (before.of == 0 || later.of == 0 || share(later) <= share(before)) return 1;
  const std::uint64_t hits = before.hits + later.hits;
  const std::uint64_t misses = before.of + later.of - hits;
  const double log_first =
      log_choose(hits, later.hits) + log_choose(misses, later.of - later.hits) - log_choose(before.of + later.of, later.of);
  double sum = 1;
  double term = 1;
  // Above the mean the terms fall, so that the first is the largest.
  for (std::uint64_t k = later.hits; k < std::min(hits, later.of) && term > kNegligible * sum; ++k) {
    const double grow = static_cast<double>(hits - k) * static_cast<double>(later.of - k);
    const double shrink = static_cast<double>(k + 1) * static_cast<double>(misses - (later.of - k) + 1);
    term *= grow / shrink;
    sum += term;
  }
  return std::min(1.0, std::exp(log_first) * sum);
}

bool rose(Hits before, Hits later, std::uint64_t looks) {
  return chance_of_rise(before, later) * static_cast<double>(std::max<std::uint64_t>(looks, 1)) <= kRiseAlpha;
}

bool rose_plainly(Hits before, Hits later, std::uint64_t looks) {
  if (before.of == 0 || later.of == 0) return false;
  if (share(later) < static_cast<double>(kPlainFactor) * share(before)) return false;
  return later.hits * 100 >= kPlainPercent * later.of && rose(before, later, looks);
}

Change change_of(Hits before, Hits after) {
  if (before.of < kChangeOperationsMin || after.of < kChangeOperationsMin) return Change::NotKnown;
  if (rose(after, before, 1)) return Change::Fewer;
  if (rose(before, after, 1)) return Change::AsMany;
  if (before.hits == 0) return Change::NotKnown;
  const double at_least = 1 - upper_limit(after.of - after.hits, after.of, 1 - kRiseAlpha);
  return at_least > share(before) / 2 ? Change::AsMany : Change::NotKnown;
}

}  // namespace jurymast::evidence
