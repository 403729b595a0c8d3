#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evidence/judged_operation.hpp"
#include "evidence/primary_watch.hpp"
#include "evidence/rollout_plan_rules.hpp"
#include "evidence/rollout_position.hpp"
#include "evidence/rollout_rules.hpp"
#include "record/feedback.hpp"
#include "record/gate.hpp"
#include "record/rollout.hpp"

namespace jurymast::evidence {

/// A plan with more stages is refused.
inline constexpr std::size_t kStagesMax = 16;
/// A plan whose increases a person makes is over after that time at the latest.
inline constexpr Duration kManualPlanTimeMax = std::chrono::hours(24 * 30);

/// What a rollout must know besides its own operations when it decides.
struct RolloutSurroundings {
  WallTime now;
  OperationId next_id;                     ///< for the record that may follow
  std::uint64_t config = 0;                ///< version in force
  std::uint64_t last_seq = 0;              ///< the newest line that was taken
  std::optional<record::GateRecord> gate;  ///< the newest verdict on this route and target
  std::optional<WallTime> changed_at;      ///< the last change that a verdict must be newer than
  std::optional<Duration> blind_for;       ///< how long records have been lost, or the log could not be read
  std::optional<PrimaryStanding> primary;  ///< how the route's primary does; nothing: nobody watches it
  std::vector<std::string> changed_paths{};  ///< settings that changed lately
  bool stopped = false;                    ///< an override stops it
  std::string undrawn;                     ///< why an override keeps every request from being drawn; empty: none does
  bool killed = false;                     ///< the kill switch stands
};

/// What a person asks of a rollout.
struct RolloutAsk {
  record::RolloutAction action = record::RolloutAction::Plan;
  std::optional<record::RolloutPlan> plan;  ///< of `Plan` alone
  std::string person;
  std::string approver;  ///< may be the same person where the plan is not manual
  record::PlainText reason;
};

/// The share of a route's eligible requests that a rollout wants moved.
struct RolloutShare {
  std::string target;  ///< empty: none
  std::uint32_t weight_ppm = 0;
  bool low_risk_only = false;
  bool restoring = false;
  friend bool operator==(const RolloutShare&, const RolloutShare&) = default;
};

/// One test as an operator reads it.
struct TestStanding {
  std::string name;
  double e = 0;
  double threshold = 0;
  std::optional<std::uint64_t> needed;  ///< operations without a failure until it decides for the fallback, where that can be said
};

/// What an engineer needs at three in the morning.
struct RolloutStanding {
  record::RolloutState state = record::RolloutState::Idle;
  record::RolloutPlan plan;
  std::uint64_t stage = 0;
  std::uint64_t weight_ppm = 0;
  WallTime since;            ///< when the stage began
  std::uint64_t eligible = 0;      ///< operations of this stage that were drawn: the weight is a share of them
  std::uint64_t not_eligible = 0;  ///< operations of this stage that were none to draw
  std::uint64_t canary = 0;  ///< operations of this stage drawn to the fallback
  std::uint64_t canary_failures = 0;
  std::uint64_t control = 0;
  std::uint64_t control_failures = 0;
  std::vector<TestStanding> harm;            ///< decide against the fallback
  std::vector<TestStanding> safety;          ///< decide for it
  std::vector<std::string> waits_for;        ///< why it does not rise now; empty: nothing is missing
  std::optional<std::uint64_t> needed;       ///< canary operations until the stage's evidence can be there
  std::string next_step;                     ///< what happens by itself next
  record::Tri helps = record::Tri::Unknown;  ///< a mitigation with traffic: whether its callers are served now
  std::vector<KeptRule> kept_rules;          ///< where the configuration has other rules by now than the plan was made with
};

/// One route's rollout: a value, moved by records alone. Whoever applies the plan's newest record and then takes the log's lines since
/// `plan().since_seq`, in their order, comes to the same state, digit by digit. Records in between may be applied where they are found.
class Rollout {
 public:
  explicit Rollout(RolloutRules rules = {});
  /// The rules of the configuration in force: the next plan takes them, one that stands keeps those that it was made with.
  void configure(const RolloutRules& rules);

  /// The step that a person asks for, to be written ahead and then applied; fails with Invalid where the asking is wrong and with Denied where
  /// it may not be now, and says what is missing.
  Result<record::RolloutRecord> ask(const RolloutAsk& asked, const RolloutSurroundings& surroundings) const;
  /// An operation of its route, in the order of the log.
  void take(const JudgedOperation& operation);
  /// An application rejected an answer of its route.
  void take(const record::FeedbackRecord& feedback);
  /// The step that follows by itself from what was taken, or from time; at most one at a look. A step down must be applied at once, a step up
  /// when its record is on the disk.
  std::optional<record::RolloutRecord> next(const RolloutSurroundings& surroundings) const;
  /// A step of this rollout, taken now or found in the log.
  void apply(const record::RolloutRecord& step);

  const record::RolloutPlan& plan() const;
  record::RolloutState state() const;
  RolloutShare share() const;
  /// Whether a mitigation's callers are served now; Unknown where it has no traffic, or not enough came.
  record::Tri helps() const;
  RolloutStanding standing(const RolloutSurroundings& surroundings) const;

 private:
  RolloutPosition position_;
};

}  // namespace jurymast::evidence
