#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/family.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/check_words.hpp"
#include "record/member_types.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// Where a rollout stands. `Held` keeps its weight and waits; `Warm` has all traffic that it may have, or none any more, and stays ready.
enum class RolloutState : unsigned char { Idle, Synthetic, Ramping, Held, RollingBack, Restoring, Warm, Closed };
inline constexpr std::array<std::string_view, 8> kRolloutStateNames{"idle",         "synthetic", "ramping", "held",
                                                                    "rolling_back", "restoring", "warm",    "closed"};
constexpr std::string_view name_of(RolloutState v) { return kRolloutStateNames[static_cast<std::size_t>(v)]; }

/// Why traffic is moved: because the primary is in trouble, or because somebody wants it elsewhere.
enum class RolloutPurpose : unsigned char { Mitigation, Planned };
inline constexpr std::array<std::string_view, 2> kRolloutPurposeNames{"mitigation", "planned"};
constexpr std::string_view name_of(RolloutPurpose v) { return kRolloutPurposeNames[static_cast<std::size_t>(v)]; }

/// What was done to a rollout, or to a fallback's place in its route's list (`suspend`, `readmit`).
enum class RolloutAction : unsigned char { Plan, Start, Advance, Hold, Freeze, Resume, RollBack, Restore, Close, Suspend, Readmit };
inline constexpr std::array<std::string_view, 11> kRolloutActionNames{
    "plan", "start", "advance", "hold", "freeze", "resume", "roll_back", "restore", "close", "suspend", "readmit"};
constexpr std::string_view name_of(RolloutAction v) { return kRolloutActionNames[static_cast<std::size_t>(v)]; }

/// What made it happen. The first six roll a fallback back; the three of rescue suspend it.
enum class RolloutTrigger : unsigned char {
  ErrorRate,           ///< the fallback fails more often than the primary, for the class or for any
  InvalidOutput,       ///< its answers break schema, parser or safety
  Latency,             ///< its answers come later than users wait
  DownstreamRejected,  ///< applications reject its answers
  Unobservable,        ///< it cannot be told apart from the primary any more
  PrimaryRecovered,    ///< the primary is well again
  RescueInvalid,
  RescueLate,
  RescueUseless,
  ConsecutiveFailures,  ///< freezes: five canary failures in a row
  LateChange,           ///< freezes: it was well for long, and is not now
  SlowTail,             ///< freezes: one in twenty answers comes later than users wait
  PrimaryDegraded,      ///< starts a mitigation
  StagePassed,          ///< advances: the stage's own evidence is there
  Timeout,              ///< a hold lasted longer than it may
  Operator,
  KillSwitch,
  Restart,  ///< the process came up again without what it would have to know
  Expired,  ///< the plan's time is over
};
inline constexpr std::array<std::string_view, 19> kRolloutTriggerNames{"error_rate",       "invalid_output",
                                                                       "latency",          "downstream_rejected",
                                                                       "unobservable",     "primary_recovered",
                                                                       "rescue_invalid",   "rescue_late",
                                                                       "rescue_useless",   "consecutive_failures",
                                                                       "late_change",      "slow_tail",
                                                                       "primary_degraded", "stage_passed",
                                                                       "timeout",          "operator",
                                                                       "kill_switch",      "restart",
                                                                       "expired"};
constexpr std::string_view name_of(RolloutTrigger v) { return kRolloutTriggerNames[static_cast<std::size_t>(v)]; }

/// One test's value beside the value at which it decides; both as decimal text, so that they can be computed again digit by digit.
struct StatisticValue {
  std::string name;
  std::string e;          ///< `%.17g`, or `inf`
  std::string threshold;  ///< likewise
  friend bool operator==(const StatisticValue&, const StatisticValue&) = default;
};

/// A share of eligible requests, in millionths.
struct Share {
  std::uint64_t ppm = 0;
  friend bool operator==(const Share&, const Share&) = default;
};

/// One number by which a rollout is judged; its name ends with the unit.
struct RuleValue {
  std::string name;
  std::uint64_t value = 0;
  friend bool operator==(const RuleValue&, const RuleValue&) = default;
};

/// What a rollout may do, fixed when it is planned; each of its records repeats it, so that the newest alone says where it stands.
struct RolloutPlan {
  OperationId id;  ///< of the plan's first record
  std::string route;
  std::string target;
  Family family = Family::ChatCompletions;
  RolloutPurpose purpose = RolloutPurpose::Planned;
  std::vector<Share> stages;             ///< rising; the first is 0: synthetic checks alone
  std::uint64_t low_risk_until_ppm = 0;  ///< stages up to this one take requests of routes with low risk alone
  bool manual = false;                   ///< a person with the role approve makes each increase
  std::uint64_t since_seq = 0;           ///< its statistics begin after that line of the log
  std::vector<RuleValue> rules;          ///< by which it is judged to its end; empty: by those of the configuration
  std::string rollback_owner;
  PlainText stop_condition;
  std::string ticket;
  std::optional<WallTime> expires_at{};  ///< what it moved goes back then; none: not by time
  std::string failing_signal{};          ///< the failure class that it answers, as whoever planned it says; empty: not said
  friend bool operator==(const RolloutPlan&, const RolloutPlan&) = default;
};

/// One step of a rollout. Weights are of eligible requests, in millionths.
struct RolloutRecord {
  WallTime at;
  OperationId id;
  std::uint64_t config = 0;
  RolloutPlan plan;
  RolloutAction action = RolloutAction::Plan;
  RolloutState state_from = RolloutState::Idle;
  RolloutState state_to = RolloutState::Idle;
  std::uint64_t weight_from_ppm = 0;
  std::uint64_t weight_to_ppm = 0;
  std::uint64_t stage = 0;  ///< position in the plan's stages
  std::optional<RolloutTrigger> trigger;
  std::string failure_class;  ///< the class that decided, where one did
  std::vector<StatisticValue> statistics;
  std::uint64_t operations_canary = 0;  ///< of this stage, as the statistics had seen them
  std::uint64_t operations_control = 0;
  std::optional<WallTime> stage_since;  ///< the stage's evidence is of operations that began later
  std::optional<WallTime> harm_since;   ///< a confirmed freeze made the tests of harm begin anew; none: they began with the plan
  std::uint64_t confirmations = 0;      ///< how often a freeze was confirmed, or a target suspended; each halves the next alpha
  std::optional<WallTime> until;        ///< a suspension's end
  std::optional<OperationId> gate;      ///< the verdict it rests on
  DecidedBy decided_by = DecidedBy::Auto;
  std::string person;
  std::string approver;
  PlainText reason;
  std::vector<std::string> changed_paths{};  ///< of a plan: settings that changed in the day before it, the first of them
  friend bool operator==(const RolloutRecord&, const RolloutRecord&) = default;
};
std::string render(const RolloutRecord& record);
Result<RolloutRecord> read_rollout(std::string_view record);
KindShape rollout_shape();

}  // namespace jurymast::record
