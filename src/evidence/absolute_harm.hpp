#pragma once
#include <array>
#include <cstddef>
#include <span>

namespace jurymast::evidence {

/// How strongly the operations seen speak against "at most a share `budget` of them is bad": a mixture of Bernoulli likelihood ratios over
/// worse shares. It may be looked at after every operation; under the hypothesis it ever reaches 1/alpha with probability alpha at most.
class AbsoluteHarm {
 public:
  /// Alternatives 1.5, 2, 4, 8 and 16 times the budget, none above 0.95, each once. `budget` is from 0.001 to 0.5.
  explicit AbsoluteHarm(double budget);
  /// Alternatives of its own, all above the budget, at most five.
  AbsoluteHarm(double budget, std::span<const double> alternatives);
  void add(bool bad);
  double log_e() const;
  double e() const;

 private:
  double budget_;
  std::array<double, 5> alternatives_{};
  std::array<double, 5> logs_{};
  std::size_t count_ = 0;
};

}  // namespace jurymast::evidence
