#pragma once
#include <array>
#include <cmath>
#include <cstddef>

#include "evidence/draw.hpp"

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

/// By how much one failure speaks for "the canary fails `margin * ratio` times as often as the control" against "`margin` times": the
/// logarithm of how much likelier the side it fell to is, given that there was a failure at all. The draw must inform.
inline double log_ratio_of_failure(Draw draw, double margin, double ratio) {
  const double w = draw.weight();
  const double of_the_side = draw.side == Side::Canary ? std::log(ratio) : 0;
  return of_the_side + std::log(w * margin + 1 - w) - std::log(w * margin * ratio + 1 - w);
}

/// How much likelier one operation is where a share `then` of them is bad than where `before` is, as a logarithm.
inline double log_ratio_of_operation(bool bad, double then, double before) {
  return bad ? std::log(then / before) : std::log((1 - then) / (1 - before));
}

}  // namespace jurymast::evidence
