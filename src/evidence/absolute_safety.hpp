#pragma once
#include <array>
#include <cstdint>

namespace jurymast::evidence {

/// How strongly the canary's operations speak for "fewer than a share `budget` of them fail": what a planned move needs before more traffic
/// follows, where hardly anything fails anywhere. It holds at every look.
class AbsoluteSafety {
 public:
  /// `budget` is from kBudgetMin to kBudgetMax.
  explicit AbsoluteSafety(double budget);
  void add(bool failed);
  double log_e() const;
  double e() const;
  /// How many operations without a failure would bring it to 1/alpha from here.
  std::uint64_t clean_needed(double alpha) const;

 private:
  /// Shares of the budget; 0 drops out for good at the first failure.
  static constexpr std::array<double, 4> kShares{0, 0.05, 0.2, 0.5};
  double budget_;
  std::array<double, kShares.size()> logs_{};
};

}  // namespace jurymast::evidence
