#pragma once
#include <array>
#include <cstddef>
#include <span>

namespace jurymast::evidence {

/// Budgets of absolute tests lie between: below, a week of operations says nothing; above, there is hardly a worse share left to find.
inline constexpr double kBudgetMin = 0.001;
inline constexpr double kBudgetMax = 0.5;

/// How strongly the operations seen speak against "at most a share `budget` of them is bad": a mixture of Bernoulli likelihood ratios over
/// worse shares. It may be looked at after every operation; under the hypothesis it ever reaches 1/alpha with probability alpha at most.
class AbsoluteHarm {
 public:
  /// Alternatives 1.5, 2, 4, 8 and 16 times the budget, none above 0.95, each once. `budget` is from kBudgetMin to kBudgetMax.
  explicit AbsoluteHarm(double budget);
  /// Alternatives of its own, all above the budget, at most five.
  AbsoluteHarm(double budget, std::span<const double> alternatives);
  void add(bool bad);
  /// An operation that was added as good turns out to be bad. What was known before understated the evidence, so alpha still holds.
  void turn_bad();
  double log_e() const;
  double e() const;

 private:
  double budget_;
  std::array<double, 5> alternatives_{};
  std::array<double, 5> logs_{};
  std::size_t count_ = 0;
};

}  // namespace jurymast::evidence
