#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/limits.hpp"
#include "base/random.hpp"
#include "policy/answer.hpp"
#include "policy/deadline.hpp"
#include "policy/eligibility.hpp"
#include "policy/event.hpp"
#include "policy/fleet_port.hpp"
#include "policy/request_facts.hpp"
#include "policy/snapshot.hpp"
#include "policy/step.hpp"
#include "record/operation.hpp"

namespace jurymast::policy {

/// One client request from arrival to record. Owns no IO, no clock, no thread; sees typed facts, never body bytes.
///
/// The driver calls start() once and on() for each event; it carries out the steps in order, keeps one timer at wake_at() (to be read
/// again after every call) and never calls after a Finish. Events of an attempt that was closed must not be delivered any more.
/// Once started, an exchange must be brought to its Finish (by ClientGone or LocalFailure at the latest): it may hold a place.
class Exchange {
 public:
  Exchange(RequestFacts facts, std::shared_ptr<const Snapshot> snapshot, Random random);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  /// Aborts if an attempt was never settled: the driver has dropped a running exchange.
  ~Exchange();

  /// Begins the operation: asks the fleet and says what to do first.
  Steps start(FleetPort& fleet, MonotonicTime now);
  /// Takes one event in and says what to do about it.
  Steps on(const Event& event, FleetPort& fleet, MonotonicTime now);

  /// A content event was relayed at `now`; moves the stall clock and costs one store.
  void content_seen(MonotonicTime now) { last_content_ = now; }
  /// When on(TimerFired) is wanted next; never() where no clock runs. Firing early is harmless.
  MonotonicTime wake_at() const;
  bool committed() const { return decision_.committed; }
  /// The kill switch would end what is under way: an attempt, or the wait for one, at another target than the primary.
  bool would_end_if_killed() const;
  bool finished() const { return phase_ == Phase::Finished; }
  /// What the record holds; complete once a step was Finish.
  const record::Decision& decision() const { return decision_; }

 private:
  enum class Phase : unsigned char {
    New,
    Queued,           // every target is paused, and the first pause ends soon
    BackingOff,       // a retry is decided, its token taken
    Dialing,
    Handshaking,
    AwaitingHead,
    ReadingError,     // a body that can only be an error
    ReadingAnswer,    // a buffered answer
    AwaitingContent,  // a stream's preamble
    Streaming,        // content came: relayed, or held where the whole answer is wanted first
    Validating,       // the answer is whole and the route's rules are being asked
    Trailing,         // terminal evidence stands
    Finished,
  };
  /// The fleet, the time and the steps of one call.
  struct Turn {
    FleetPort& fleet;
    MonotonicTime now;
    Steps steps;
  };
  /// The attempt in flight, beside what its record holds.
  struct Current {
    std::uint8_t position = 0;  // in candidates_
    MonotonicTime started{};
    MonotonicTime dialed{};
    MonotonicTime first_content{};
    Admission admission{};
    bool sent = false;  // anything of the request may have left
    event::Head head{};
  };
  /// How an attempt failed, and what that means for sending the request again.
  struct Failure {
    FailureClass failure_class = FailureClass::Ambiguous;
    bool close = true;                // the connection still stands and must go
    bool error_said = false;          // by a status or by an error object
    bool stale = false;               // a reused connection closed without a byte
    bool same_target_useless = false; // a bad certificate, a forbidden address
    bool blameless = false;           // the caller's own short deadline, not the target, ended it
  };
  struct DueClock {
    MonotonicTime at = MonotonicTime::never();
    FailureClass failure_class = FailureClass::TimeoutTotal;
    bool of_operation = false;
  };
  struct Backoff {
    Duration planned{0};
    MonotonicTime began;
    record::AdmissionFacts charge;  // what was found when the token was taken
  };

  // exchange.cpp: one function an event.
  void take(const event::Dialed&, Turn& turn);
  void take(const event::Connected& connected, Turn& turn);
  void take(const event::RequestSent&, Turn& turn);
  void take(const event::Head& head, Turn& turn);
  void take(const event::ErrorBody& body, Turn& turn);
  void take(const event::Content&, Turn& turn);
  void take(const event::StreamError& error, Turn& turn);
  void take(const event::Terminal& terminal, Turn& turn);
  void take(const event::MalformedData&, Turn& turn);
  void take(const event::BodyComplete& body, Turn& turn);
  void take(const event::Validated& validated, Turn& turn);
  void take(const event::Failed& failed, Turn& turn);
  void take(const event::TimerFired&, Turn& turn);
  void take(const event::ClientGone&, Turn& turn);
  void take(const event::LocalFailure& local, Turn& turn);
  void take(const event::Killed&, Turn& turn);
  bool in_attempt() const { return phase_ >= Phase::Dialing && phase_ < Phase::Finished; }
  bool in_stream() const { return phase_ == Phase::AwaitingContent || phase_ == Phase::Streaming; }
  void take_answer(const wire::AnswerFacts& facts, Turn& turn);
  void take_whole(Turn& turn);

  // exchange_failure.cpp: clocks, and what a failure of the transport or of an answer means.
  DueClock next_clock() const;
  void expire(const DueClock& clock, Turn& turn);
  Duration first_token_limit() const;
  Failure failure_of(const event::Failed& failed) const;
  void fail_answer(FailureClass failure_class, const wire::ErrorFacts& error, bool close, Turn& turn);
  bool maybe_executed(const Failure& failure) const;
  void fail(const Failure& failure, Turn& turn);

  // exchange_retry.cpp: what follows a failed attempt.
  bool replay_stale(const Failure& failure, Turn& turn);
  void follow_up(const Failure& failure, Turn& turn);
  bool retry_here(Turn& turn);
  void start_retry(Turn& turn);
  void give_up_target(Turn& turn);
  bool resend_safe(const Failure& failure) const;
  unsigned attempts_left() const;
  unsigned attempts_left_here() const;

  // exchange_degrade.cpp: the last tier.
  bool may_degrade() const;
  bool degrade(Turn& turn);
  std::optional<std::uint8_t> degrade_position();

  // exchange_kill.cpp: what follows when the kill switch goes on.
  void leave_home_alone();
  void follow_kill(Turn& turn, bool safe);
  bool away() const;

  // exchange_candidates.cpp: the targets in their order, and which of them comes next.
  void list_candidates();
  void list_forced();
  void add_candidate(TargetIndex index);
  record::Denial barred(TargetIndex index) const;
  void note_barred();
  bool was_too_long() const;
  bool goes_home(std::uint8_t position) const {
    return position > 0 && position < candidate_count_ && candidates_[position] == home_;
  }
  std::uint8_t next_fitting(std::uint8_t after) const;
  std::uint8_t next_suitable(std::uint8_t after) const;
  std::uint8_t considered_fallback() const;
  record::Tri evidence_of(std::uint8_t position) const;
  bool evidence_permits(std::uint8_t position) const;
  unsigned targets_left() const;

  // exchange_arrival.cpp: how a target is arrived at.
  void arrive(Turn& turn);
  Admission admit_first(Turn& turn);
  bool credential_stops() const;
  bool arrive_where_ramped(Turn& turn);
  void refuse_all(Turn& turn);
  bool go_next(Turn& turn);
  bool may_go_to(std::uint8_t position);
  bool class_permits(std::uint8_t position) const;
  bool fallback_permitted(bool resend_safe);
  Conditions conditions_now(bool resend_safe) const;
  void settle_conditions(const Conditions& conditions);
  void note_kept_home(bool resend_safe);
  AdmissionAsk ask_for(std::uint8_t position, AttemptKind kind, MonotonicTime starts_at) const;
  void pass_over(std::uint8_t position, const Admission& admission, MonotonicTime now);
  void send(std::uint8_t position, const Admission& admission, bool fresh, Turn& turn);

  // exchange_end.cpp: settling, committing, answering.
  void settle_attempt(FailureClass recorded, FailureClass settled, Turn& turn);
  void commit(Turn& turn);
  void complete(Turn& turn);
  void abort_client(FailureClass failure_class, Turn& turn);
  void answer(const step::Answer& answer, Turn& turn);
  void finish(record::Outcome outcome, Turn& turn);
  void tell_draw();
  record::RouteDecision route_decision() const;

  const Route& route() const { return snapshot_->route(facts_.route); }
  const Target& target_at(std::uint8_t position) const { return snapshot_->target(candidates_[position]); }
  const Target& target() const { return target_at(current_.position); }
  /// A probe that has one target and one attempt.
  bool forced() const { return facts_.synthetic && facts_.synthetic->forced; }
  bool shadow() const { return facts_.synthetic && facts_.synthetic->shadow; }
  record::Attempt& attempt() { return decision_.attempts.back(); }
  const record::Attempt& attempt() const { return decision_.attempts.back(); }

  RequestFacts facts_;
  std::shared_ptr<const Snapshot> snapshot_;
  Random random_;
  record::Decision decision_;
  Phase phase_ = Phase::New;
  MonotonicTime last_content_;
  MonotonicTime began_;
  Deadline deadline_;
  MonotonicTime wait_until_;
  MonotonicTime queued_since_;
  bool queued_once_ = false;
  bool place_held_ = false;
  bool next_planned_ = false;  // the class, the caps and the conditions let the next target follow
  bool degrade_planned_ = false;  // where no target follows, the last tier may
  step::PromptForm prompt_ = step::PromptForm::AsItCame;  // of the attempt to come
  std::array<TargetIndex, limits::kTargetsPerRouteMax + 1> candidates_{};
  std::uint8_t candidate_count_ = 0;
  TargetIndex home_;                        // the primary, or the target that holds the request's state
  std::vector<record::PassedOver> barred_;  // what a person or its record keeps from serving, told once it would have been asked
  bool credential_refused_ = false;         // of home
  std::uint8_t position_ = 0;  // the last candidate asked; what lies before it was left for good
  unsigned attempts_here_ = 0;
  unsigned class_retries_here_ = 0;
  bool stale_replayed_here_ = false;
  unsigned ignored_attempts_ = 0;  // a bit for each attempt that only met a stale connection, or that the kill switch ended
  std::optional<Backoff> backoff_;
  record::Denial first_denial_ = record::Denial::None;
  DenialTally denials_;
  std::optional<std::uint8_t> ramped_;  // the candidate that only the ramp turned away
  Current current_;
};

}  // namespace jurymast::policy
