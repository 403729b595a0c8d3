#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "evidence/rescue_watch.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// Judges the rescues of every fallback of every route: a watch for each that ever rescued or was suspended.
class RolloutRescues {
 public:
  /// The configuration in force has changed: users may wait otherwise, and a fallback that is none any more is forgotten once it may serve.
  void follow(const policy::Snapshot& snapshot);
  void take(const evidence::JudgedOperation& operation, const policy::Snapshot& snapshot);
  void take(const record::FeedbackRecord& feedback);
  /// What smoke tests show now.
  void take(const std::vector<record::Standing>& standings);
  /// A suspension or its end; one that was applied before changes nothing.
  void apply(const record::RolloutRecord& step, const policy::Snapshot& snapshot);

  /// The next step that follows by itself, if there is one: of the fallbacks in their order the first that has one and is not `busy`.
  std::optional<record::RolloutRecord> next(const evidence::StepMoment& moment) const;
  /// A step that is on its way to the disk: until it is applied or given up, its fallback has no other.
  void begin(const record::RolloutRecord& step);
  void give_up(const record::RolloutRecord& step);
  /// The end of a suspension that a person asks for; fails with NotFound where there is none.
  Result<record::RolloutRecord> ask_readmit(const std::string& route, const std::string& target, const evidence::StepMoment& moment,
                                            const std::string& person) const;
  /// The watch of a fallback; null: it has made no rescue.
  const evidence::RescueWatch* of(const std::string& route, const std::string& target) const;
  /// The suspended fallbacks, by route; a primary is never among them.
  std::map<std::string, std::vector<std::string>> suspended() const;

 private:
  using Subject = std::pair<std::string, std::string>;  ///< route and target
  struct Watched {
    evidence::RescueWatch watch;
    OperationId last_applied;
    bool busy = false;
  };
  Watched* watched(const Subject& subject, const policy::Snapshot& snapshot);

  std::map<Subject, Watched> watches_;
};

}  // namespace jurymast::app
