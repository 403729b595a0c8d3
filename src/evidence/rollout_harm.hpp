#pragma once
#include <cstdint>
#include <vector>

#include "evidence/absolute_harm.hpp"
#include "evidence/burn_rate.hpp"
#include "evidence/class_mixture.hpp"
#include "evidence/judged_operation.hpp"
#include "evidence/late_change.hpp"
#include "evidence/relative_harm.hpp"
#include "evidence/rollout_rules.hpp"
#include "evidence/window_rule.hpp"
#include "record/rollout.hpp"

namespace jurymast::evidence {

/// One test that speaks against the fallback, as it stands.
struct HarmTest {
  std::string_view name;
  record::RolloutTrigger trigger = record::RolloutTrigger::ErrorRate;
  double e = 0;
  double threshold = 0;
  bool compared = false;  ///< with the primary, so that a difference too small to matter can be told

  bool decided() const { return e >= threshold; }
};

/// The tests of harm of one rollout: those that compare with the primary, which learn from draws with two sides, and those that hold against a
/// budget, which learn where all traffic is the fallback's. They go on over stages, and begin anew where a freeze was confirmed.
class RolloutHarm {
 public:
  explicit RolloutHarm(const RolloutRules& rules);
  /// An operation that counts for itself.
  void take(const JudgedOperation& operation);
  /// The parts of that for an operation which counts with others of its unit: in comparisons with what is heard of it, if it failed;
  void compare(const JudgedOperation& operation, Heard heard);
  /// against budgets and in windows, if it is its unit's first with that weight;
  void hold_against_budgets(const JudgedOperation& operation);
  /// and in burn rates always, which are of requests.
  void burn(const JudgedOperation& operation);
  /// An application rejected the answer of an operation that was taken before; `whole`: it was held against a budget too.
  void reject(Draw draw, bool whole);
  /// Those that roll back, the most telling first; each halving of `confirmations` makes them harder to convince.
  std::vector<HarmTest> tests(std::uint64_t confirmations) const;
  /// The class that speaks loudest against the fallback.
  std::optional<FailureClass> leading_class() const { return errors_.leading_class(); }
  /// Nothing where windows are compared: these have no credit that would hide a change.
  std::optional<HarmTest> late_change() const;
  /// Of the rules that were asked for, those of which something can be said.
  std::vector<HarmTest> burn_rates() const;

 private:
  void hold_whole_against_budget(const JudgedOperation& operation);
  void count_in_window(const JudgedOperation& operation);
  HarmTest error_rate(double threshold) const;

  RolloutRules rules_;
  ClassMixture errors_;
  RelativeHarm invalid_;
  RelativeHarm downstream_;
  AbsoluteHarm late_;
  AbsoluteHarm errors_whole_;
  AbsoluteHarm invalid_whole_;
  AbsoluteHarm downstream_whole_;
  LateChange change_;
  BurnRate burn_;
  WindowRule windows_;  ///< of draws with one weight
  WallTime window_began_;
  std::uint32_t window_weight_ppm_ = 0;
};

/// Why an operation failed, for comparisons: an answer that was delivered and rejected by the route's rules failed in no attempt.
FailureClass class_of(const JudgedOperation& operation);
/// True for failures that count, those of invalid answers among them.
bool is_failure(const JudgedOperation& operation);
/// Whether the answer came later than users wait; nothing where nobody said how long they do, or no answer came.
std::optional<bool> is_late(const JudgedOperation& operation, const RolloutRules& rules);

}  // namespace jurymast::evidence
