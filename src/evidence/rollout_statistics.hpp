#pragma once
#include <cstdint>
#include <deque>

#include "base/ids.hpp"
#include "evidence/judged_operation.hpp"
#include "evidence/rollout_harm.hpp"
#include "evidence/rollout_rules.hpp"
#include "evidence/rollout_stage.hpp"
#include "evidence/unit_ledger.hpp"
#include "record/feedback.hpp"
#include "record/rollout.hpp"

namespace jurymast::evidence {

/// Drawn operations of which feedback is still taken, the newest ones.
inline constexpr std::size_t kDrawnRememberedMax = 4096;

/// The fold of a rollout over the log. An operation's own time and weight say to which stage it belongs, not the moment at which it is taken: so
/// the same lines give the same numbers whether the rollout's steps were known before them or came in between.
class RolloutStatistics {
 public:
  explicit RolloutStatistics(const RolloutRules& rules);
  /// From the plan's record, or any later one of it: what of the log counts from now on.
  void follow(const record::RolloutRecord& step);
  void take(const JudgedOperation& operation);
  /// Feedback for an operation that is remembered, once.
  void take(const record::FeedbackRecord& feedback);

  const RolloutHarm& harm() const { return harm_; }
  const RolloutStage& stage() const { return stage_; }

 private:
  struct Drawn {
    OperationId id;
    Draw draw;           ///< that counts for it in comparisons
    bool whole = false;  ///< it counts against budgets, where all traffic is the fallback's
    WallTime at;
    std::string unit;
    bool rejected = false;
  };
  bool is_of_plan(const JudgedOperation& operation) const;
  bool is_of_stage(const JudgedOperation& operation) const;
  void take_of_unit(const JudgedOperation& operation);
  void take_failure_of_unit(const JudgedOperation& operation, Draw first);
  void remember(const JudgedOperation& operation, Draw compared, bool whole);

  RolloutRules rules_;
  RolloutHarm harm_;
  RolloutStage stage_;
  UnitLedger units_;
  std::deque<Drawn> drawn_;  ///< oldest first
  record::RolloutPlan plan_;
  WallTime harm_since_;
  WallTime stage_since_;
  std::uint64_t weight_ppm_ = 0;
};

}  // namespace jurymast::evidence
