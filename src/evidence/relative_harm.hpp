#pragma once
#include <array>

#include "evidence/draw.hpp"

namespace jurymast::evidence {

/// How strongly the failures seen speak against "the canary fails at most `margin` times as often as the control", whatever the base rate
/// and however it changes: the failure-conditional mixture e-process (Lindon and Malek, arXiv 2011.03567). It may be looked at after every
/// failure; under the hypothesis it ever reaches 1/alpha with probability alpha at most (Ville). Successes need not be told.
class RelativeHarm {
 public:
  /// `margin` of 1: as often as the control.
  explicit RelativeHarm(double margin = 1.0) : margin_(margin) {}
  /// One failed operation. A draw with weight 0 or 1 changes nothing.
  void add_failure(Draw draw);
  double log_e() const;
  double e() const;

 private:
  static constexpr std::array<double, 5> kRatios{1.5, 2, 3, 5, 10};
  double margin_;
  std::array<double, kRatios.size()> logs_{};
};

}  // namespace jurymast::evidence
