#pragma once
#include <array>

#include "evidence/draw.hpp"

namespace jurymast::evidence {

/// Notices that a canary that was well for long is not any more: as RelativeHarm, but it forgets credit (an e-CUSUM, Shin, Ramdas and
/// Rinaldo, arXiv 2203.03532). It bounds how rarely it alarms, not whether it ever does; so it may freeze a rollout and never rolls back.
class LateChange {
 public:
  explicit LateChange(double margin = 1.0) : margin_(margin) {}
  void add_failure(Draw draw);
  /// The largest of its statistics, as a logarithm; 0 where nothing speaks for a change.
  double log_statistic() const;
  /// From the next failure on it starts anew.
  void restart() { logs_ = {}; }

 private:
  static constexpr std::array<double, 5> kRatios{1.5, 2, 3, 5, 10};
  double margin_;
  std::array<double, kRatios.size()> logs_{};
};

/// Failures between two false alarms, at least and on average.
inline constexpr double kLateChangeThreshold = 1000;

}  // namespace jurymast::evidence
