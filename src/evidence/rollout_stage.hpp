#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "evidence/absolute_harm.hpp"
#include "evidence/absolute_safety.hpp"
#include "evidence/judged_operation.hpp"
#include "evidence/relative_harm.hpp"
#include "evidence/relative_safety.hpp"
#include "evidence/rollout_rules.hpp"
#include "evidence/sample_ratio.hpp"

namespace jurymast::evidence {

/// What was counted of one arm in a stage, the caller's own faults left out.
struct ArmCount {
  std::uint64_t operations = 0;
  std::uint64_t failures = 0;
  std::uint64_t invalid = 0;
};

/// The evidence of one stage, from operations drawn with its weight since it began. It is gathered for both directions, towards the fallback
/// and back to the primary, so that it is the same whatever the rollout is doing with it.
class RolloutStage {
 public:
  explicit RolloutStage(const RolloutRules& rules);
  void take(const JudgedOperation& operation);
  /// One came that was not eligible for the draw.
  void leave_out() { ++not_eligible_; }

  /// Operations that were drawn, and those that came and were not eligible: of the former the weight is a share.
  std::uint64_t eligible() const { return eligible_; }
  std::uint64_t not_eligible() const { return not_eligible_; }
  const ArmCount& canary() const { return canary_; }
  const ArmCount& control() const { return control_; }
  /// How much more often the canary fails, as a share; only where both arms have enough operations to say so.
  std::optional<double> difference(bool invalid_alone) const;
  /// At most so many failed canary operations stand in a row at the end.
  std::uint64_t failures_in_a_row() const { return in_a_row_; }
  /// No smaller than the time in which 95 of 100 canary operations had their content.
  Duration canary_p95() const;

  const AbsoluteSafety& canary_below_ceiling() const { return canary_below_ceiling_; }
  const AbsoluteSafety& primary_below_ceiling() const { return primary_below_ceiling_; }
  /// As `primary_below_ceiling`, but it forgets the failures before a recovery.
  const AbsoluteSafety& primary_recovered() const { return primary_recovered_; }
  const RelativeSafety& better_at_any() const { return better_at_any_; }
  /// Of the class of which the control fails most often; none has failed: the class is Ok and the evidence that of nothing.
  FailureClass active_class() const;
  const RelativeSafety& better_at_active_class() const { return better_at_[static_cast<std::size_t>(active_class())]; }
  /// The primary, on trial, against the fallback.
  const RelativeHarm& restore_harm() const { return restore_harm_; }
  const AbsoluteHarm& slow_tail() const { return slow_tail_; }
  const SampleRatio& sample_ratio() const { return sample_ratio_; }
  /// Callers of both arms who got no whole answer from anybody, against the ceiling: too many, and few enough.
  const AbsoluteHarm& too_many_unserved() const { return too_many_unserved_; }
  const AbsoluteSafety& few_unserved() const { return few_unserved_; }

 private:
  void take_canary(const JudgedOperation& operation);
  void take_control(const JudgedOperation& operation);

  RolloutRules rules_;
  std::uint64_t eligible_ = 0;
  std::uint64_t not_eligible_ = 0;
  ArmCount canary_;
  ArmCount control_;
  std::uint64_t in_a_row_ = 0;
  std::array<std::uint64_t, kFailureClassCount> control_classes_{};
  std::array<std::uint64_t, 24> durations_{};  ///< canary operations by the power of two of ms that their content took at most
  AbsoluteSafety canary_below_ceiling_;
  AbsoluteSafety primary_below_ceiling_;
  AbsoluteSafety primary_recovered_;
  RelativeSafety better_at_any_;
  std::array<RelativeSafety, kFailureClassCount> better_at_;
  RelativeHarm restore_harm_;
  AbsoluteHarm slow_tail_;
  SampleRatio sample_ratio_;
  AbsoluteHarm too_many_unserved_;
  AbsoluteSafety few_unserved_;
};

}  // namespace jurymast::evidence
