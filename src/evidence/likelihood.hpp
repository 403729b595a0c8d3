#pragma once
#include <array>
#include <cmath>
#include <cstddef>

namespace jurymast::evidence {

/// The logarithm of the equally weighted average of exp(l) over `log_ratios`, without overflow; -inf where all are.
template <std::size_t N>
double log_average(const std::array<double, N>& log_ratios, std::size_t count = N) {
  double largest = -INFINITY;
  for (std::size_t i = 0; i < count; ++i) largest = std::fmax(largest, log_ratios[i]);
  if (std::isinf(largest)) return largest;
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += std::exp(log_ratios[i] - largest);
  return largest + std::log(sum / static_cast<double>(count));
}

}  // namespace jurymast::evidence
