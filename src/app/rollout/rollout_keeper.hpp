#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "app/alert/alert_name.hpp"
#include "app/rollout/rollout_background.hpp"
#include "app/rollout/rollout_memory.hpp"
#include "app/rollout/rollout_primaries.hpp"
#include "app/rollout/rollout_rescues.hpp"
#include "app/rollout/rollout_sight.hpp"
#include "app/rollout/rollout_track.hpp"
#include "app/serve/record_tail.hpp"
#include "app/serve/traffic_desk.hpp"
#include "http/loop.hpp"
#include "proxy/kill_switch.hpp"
#include "store/evidence_store.hpp"
#include "store/journal.hpp"

namespace jurymast::app {

/// Something about a rollout that a person should be told at once.
struct RolloutAlert {
  AlertName name = AlertName::NeedsDecision;
  std::string route{};
  std::string target{};
  record::PlainText summary{};
  bool over = false;  ///< it need not fire any more
};

/// How many lines of the log are read again at a start, where no plan asks for more: so far back reach the figures of rescues and primaries.
inline constexpr std::uint64_t kLinesReadAgain = 250'000;

/// Runs the rollouts of a gateway: folds the log, takes the steps that follow by themselves, and writes ahead what raises a fallback's share.
/// Used on the admin loop alone, and must outlive the journal's and the store's threads.
class RolloutKeeper {
 public:
  struct Parts {
    store::Journal& journal;
    http::Loop& loop;
    TrafficDesk& desk;
    const proxy::KillSwitch& kill;
    std::function<const policy::Snapshot&()> snapshot;  ///< the one in force
    /// Keeps a line in the evidence database; answers on any thread.
    std::function<void(store::EvidenceLine, store::EvidenceStore::Done)> keep;
    std::function<void(const RolloutAlert&)> alert;
    Random random;
    std::function<void(const TailBatch&)> told{};  ///< what came into the log, before it is taken; empty: nobody is told
  };
  /// Nothing goes to a fallback until the log has been folded.
  RolloutKeeper(Parts parts, const std::string& state_directory, RolloutMemory memory);

  /// The configuration in force has changed, or this is the first.
  void adopt_config();
  /// The routes whose rollouts an override stops, or `all`.
  void stop(std::set<std::string> routes);
  /// What smoke tests show now of fallbacks, which may end their suspensions.
  void take(const std::vector<record::Standing>& standings) { rescues_.take(standings); }
  /// Ends the suspension of a fallback, as a person asks; `done` as of take_step().
  void readmit(const std::string& route, const std::string& target, const std::string& person, StepDone done);
  /// To be called often; looks ten times a second.
  void look();

  /// The step that a person asks for, as it would be written. Fails with what is missing; with Unavailable while the log is still read.
  Result<record::RolloutRecord> propose(const std::string& route, const evidence::RolloutAsk& asked);
  /// Takes a proposed step. `done` is called on the loop, once it stands in the log and its traffic has followed, or with why not.
  void take_step(record::RolloutRecord step, StepDone done);

  /// The rollout of a route; null: it has none.
  const evidence::Rollout* rollout(const std::string& route) const;
  evidence::RolloutSurroundings surroundings(const std::string& route, const std::string& target);
  /// The watch of a route's primary; null: the configuration has no such route.
  const evidence::PrimaryWatch* primary(const std::string& route) const { return primaries_.of(route); }
  /// The watch of a fallback's rescues; null: it has made none.
  const evidence::RescueWatch* rescues_of(const std::string& route, const std::string& target) const {
    return rescues_.of(route, target);
  }
  /// True while a fallback has no place in its route's list, so that nothing goes there.
  bool is_suspended(const std::string& route, const std::string& target) const {
    const evidence::RescueWatch* const watch = rescues_of(route, target);
    return watch != nullptr && watch->suspended();
  }
  /// The settings that configurations changed lately.
  std::vector<std::string> changed_paths() const { return background_.changed_paths(now()); }
  WallTime now() const { return parts_.loop.wall_now(); }
  /// The newest line of the log that was looked at.
  std::uint64_t last_seq() const { return last_seq_; }
  /// Of every route, by its name.
  const auto& primaries() const { return primaries_.all(); }
  /// The share of the route's traffic that is moved now.
  evidence::RolloutShare share(const std::string& route) const;
  bool folding() const { return !folded_; }
  bool busy(const std::string& route) const;
  /// The routes that have or had a plan.
  std::vector<std::string> routes() const;

 private:
  using Told = std::tuple<AlertName, std::string, std::string>;  ///< with route and target

  void take(TailBatch batch);
  void take(TailLine line);
  void take_rollout(const record::RolloutRecord& step);
  void look_at_rescues();
  void suspend(const record::RolloutRecord& step);
  void write_readmission(const record::RolloutRecord& step, StepDone done);
  void end_fold();
  RolloutTrack& track(const std::string& route);
  void write(const record::RolloutRecord& step);
  void append(const record::RolloutRecord& step);
  void settled(const std::string& route, OperationId step, const Result<void>& result);
  void write_again(MonotonicTime now);
  void tell(const record::RolloutRecord& step);
  void tell_what_lasts();
  void publish();
  bool configured(const std::string& route, const std::string& target) const;
  std::string undrawn(const std::string& route, const std::string& target) const;

  Parts parts_;
  RolloutMemory memory_;
  RolloutBackground background_;
  RolloutSight sight_;
  std::map<std::string, RolloutTrack, std::less<>> tracks_;
  RolloutRescues rescues_;
  RolloutPrimaries primaries_;
  std::set<Told> told_;  ///< what fires and is no step
  bool folded_ = false;
  std::uint64_t last_seq_ = 0;
  policy::Traffic published_;
  MonotonicTime next_look_;
  MonotonicTime next_write_again_;
  std::unique_ptr<RecordTail> tail_;  ///< last, so that it ends first
};

}  // namespace jurymast::app
