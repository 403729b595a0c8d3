#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "evidence/rollout.hpp"

namespace jurymast::app {

/// Told once what became of a step.
using StepDone = std::function<void(const Result<void>&)>;

/// Steps of one route that may be on their way at once: one up, and those down that overtake it.
inline constexpr std::size_t kStepsMax = 4;
/// True for a step that takes traffic from the fallback.
bool lowers(const record::RolloutRecord& step);

/// One route's rollout beside its steps that are on their way to the disk. A step moves the rollout where it stands in the log, so that
/// whoever folds the log again comes to the same; traffic goes down before that, and up after it, once the step outlives the process.
class RolloutTrack {
 public:
  explicit RolloutTrack(const evidence::RolloutRules& rules) : rollout_(rules) {}

  /// The rules of the configuration in force, for the next plan.
  void configure(const evidence::RolloutRules& rules) { rollout_.configure(rules); }
  void take(const evidence::JudgedOperation& operation) { rollout_.take(operation); }
  void take(const record::FeedbackRecord& feedback) { rollout_.take(feedback); }
  /// A step as it stands in the log.
  void take(const record::RolloutRecord& step);
  /// True once a step was seen in the log.
  bool has_record() const { return has_record_; }

  /// The rollout as it will be when every step that is under way is in the log.
  evidence::Rollout ahead() const;
  /// The step that follows by itself; while others are under way, one that lowers the weight alone.
  std::optional<record::RolloutRecord> next(const evidence::RolloutSurroundings& surroundings) const;
  /// True while a step is under way, so that none but one that lowers the weight may begin.
  bool busy() const { return !steps_.empty(); }
  bool full() const { return steps_.size() >= kStepsMax; }

  /// A step begins its way to the disk.
  void begin(record::RolloutRecord step, StepDone done);
  /// The log has it on the disk.
  void logged(OperationId step);
  /// It did not come there. A step up is as if it had never been; one down stays, to be written again.
  void failed(OperationId step, const Error& error);
  /// The steps down that have to be written again; each is told once for each time it failed.
  std::vector<record::RolloutRecord> take_unwritten();

  /// What the route's traffic is to do now.
  const evidence::RolloutShare& share() const { return share_; }
  const evidence::Rollout& rollout() const { return rollout_; }

 private:
  struct Step {
    record::RolloutRecord record;
    StepDone done;
    bool seen = false;    ///< where it stands in the log, it has moved the rollout
    bool logged = false;  ///< the log has it on the disk
    bool unwritten = false;
  };
  Step* find(OperationId id);
  void settle();

  evidence::Rollout rollout_;
  bool has_record_ = false;
  OperationId last_taken_;
  std::vector<Step> steps_;  ///< at most kStepsMax
  evidence::RolloutShare share_;
};

}  // namespace jurymast::app
