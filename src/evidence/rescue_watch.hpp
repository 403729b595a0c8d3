#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "evidence/absolute_harm.hpp"
#include "evidence/judged_operation.hpp"
#include "record/feedback.hpp"
#include "record/rollout.hpp"
#include "record/standing.hpp"

namespace jurymast::evidence {

/// Which fallback of which route is watched. The route's primary is never suspended, also where it rescues for a canary.
struct RescueSubject {
  std::string route;
  std::string target;
  std::string primary;
};

/// What of a fallback's rescues is too much, and for how long it then leaves its route's list.
struct RescueRules {
  double alpha = 0.01;          ///< of suspending a fallback by one of the tests although it is within that test's budget
  double invalid_share = 0.02;  ///< of its answers that are no use
  double late_share = 0.2;      ///< of its answers that come later than users wait
  double useless_share = 0.5;   ///< of its rescues that fail
  Duration suspension_min = std::chrono::minutes(30);
  Duration suspension_max = std::chrono::hours(8);
  std::optional<Duration> first_content_budget;  ///< of users, streams
  std::optional<Duration> total_budget;          ///< of users, buffered answers
};

/// Answers of which feedback is still taken, the newest ones.
inline constexpr std::size_t kRescuesRememberedMax = 10'000;

/// What is needed to write a step down.
struct StepMoment {
  WallTime now;
  OperationId id;  ///< of the record that may follow
  std::uint64_t config = 0;
};

/// Judges the rescues of one fallback on one route: a rescue takes the place of a certain failure, so it does harm only where its answers are
/// worse than none, come too late, or do not come. A value, moved by records alone, in the order of the log.
class RescueWatch {
 public:
  explicit RescueWatch(RescueSubject subject, RescueRules rules = {});

  /// The configuration in force has another primary for the same fallback, or users who wait otherwise; what was judged stays judged.
  void follow(RescueSubject subject, RescueRules rules);
  /// An operation; what is none of this fallback's rescues changes nothing, and neither does one that ends while it is suspended, or began
  /// before the newest suspension or its end.
  void take(const JudgedOperation& operation);
  /// An application rejected an answer: one that a rescue delivered counts as invalid, once.
  void take(const record::FeedbackRecord& feedback);
  /// What smoke tests show of the fallback.
  void take(const record::Standing& standing);
  /// Suspend, where a test has decided; Readmit, where the suspension's time is over and a pair of smoke tests newer than it has passed. A
  /// Suspend must be applied at once, a Readmit when its record is on the disk.
  std::optional<record::RolloutRecord> next(const StepMoment& moment) const;
  /// The Readmit that a person asks for; fails with NotFound where the fallback is not suspended.
  Result<record::RolloutRecord> ask_readmit(const StepMoment& moment, const std::string& person,
                                            const record::PlainText& reason) const;
  /// A step of this fallback, taken now or found in the log; others change nothing.
  void apply(const record::RolloutRecord& step);

  /// True until a Readmit is applied: time alone readmits nobody.
  bool suspended() const { return suspension_.has_value(); }
  /// When a passed pair of smoke tests may end the suspension.
  std::optional<WallTime> until() const;
  const RescueSubject& subject() const { return subject_; }
  /// The three tests beside the value at which each suspends.
  std::vector<record::StatisticValue> statistics() const;

 private:
  struct Suspension {
    WallTime since;
    WallTime until;
  };
  struct Tests {
    AbsoluteHarm invalid;
    AbsoluteHarm late;
    AbsoluteHarm useless;
    std::uint64_t rescues = 0;
    Duration waited{0};         ///< of all answers, since arrival
    Duration waited_before{0};  ///< of that, what the targets before it took
  };

  Tests tests() const;
  double threshold() const;
  void judge_answer(const JudgedOperation& operation, const RescueSeen& rescue);
  void remember(OperationId id);
  std::optional<record::RolloutTrigger> decided() const;
  record::PlainText explanation(record::RolloutTrigger trigger) const;
  record::RolloutRecord step(const StepMoment& moment, record::RolloutAction action) const;
  record::RolloutRecord suspension(const StepMoment& moment, record::RolloutTrigger trigger) const;

  RescueSubject subject_;
  RescueRules rules_;
  Tests tests_;
  std::optional<WallTime> since_;            ///< of the newest suspension or its end; none: there was none
  Family family_ = Family::ChatCompletions;  ///< of the newest rescue: the one that a suspension names
  std::uint64_t suspensions_ = 0;
  std::optional<Suspension> suspension_;
  std::optional<WallTime> pair_passed_;  ///< the older of the newest passed pair
  std::set<OperationId> delivered_;      ///< of which no feedback has come
  std::deque<OperationId> oldest_first_;
};

}  // namespace jurymast::evidence
