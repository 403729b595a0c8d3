#pragma once
#include <array>

#include "evidence/draw.hpp"

namespace jurymast::evidence {

/// How strongly the failures seen speak for "the canary fails less often than the control": what a mitigation needs before more traffic
/// follows. RelativeHarm with the hypothesis turned round; it holds at every look.
class RelativeSafety {
 public:
  void add_failure(Draw draw);
  double log_e() const;
  double e() const;

 private:
  static constexpr std::array<double, 5> kRatios{0.05, 0.1, 0.25, 0.5, 0.75};
  std::array<double, kRatios.size()> logs_{};
};

}  // namespace jurymast::evidence
