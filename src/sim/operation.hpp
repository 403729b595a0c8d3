#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/decider.hpp"
#include "sim/process.hpp"

namespace jurymast::sim {

/// Everything an operation is born with.
struct OperationInput {
  std::uint32_t number = 0;
  std::uint32_t call = 0;
  std::uint32_t request = 0;  ///< which one of the call's
  unsigned tokens = 1;
  std::uint64_t stream_number = 0;  ///< of its random streams
  std::uint64_t state_id = 0;       ///< under which the provider keeps the answer; 0: it does not
  record::OperationStart start;
  policy::RequestFacts facts;
};

/// Drives one decider the way the gateway drives an exchange: the same calls in the same order, the same timer, the same order of record
/// and last byte. The connections are numbers here, and the bytes are tags.
class Operation {
 public:
  Operation(Process& process, OperationInput input, std::unique_ptr<Decider> decider);
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  void start();
  void client_gone();
  /// The kill switch went on.
  void killed();
  void upstream_content(const ContentTag& tag);
  void upstream_event(const policy::Event& event);
  void timer_fired();
  /// Its deadline has passed.
  void overdue() const;
  /// The process is killed; the client sees the connection end.
  void lose();
  bool finished() const { return finished_; }

 private:
  void drive(const policy::Event& event);
  void carry_out(const policy::Steps& steps);
  void carry_out_step(const policy::step::Send& send);
  void carry_out_step(const policy::step::CloseUpstream&);
  void carry_out_step(const policy::step::Wait&) {}
  void carry_out_step(const policy::step::Validate&);
  void carry_out_step(const policy::step::Commit&);
  void carry_out_step(const policy::step::Forward&) { forwarding_ = true; }
  void carry_out_step(const policy::step::EndClient&);
  void carry_out_step(const policy::step::AbortClient&);
  void carry_out_step(const policy::step::Answer& answer);
  void carry_out_step(const policy::step::Finish&) { finish_wanted_ = true; }
  void note_answer(const policy::Event& event);
  void turn_done();
  void flush();
  void set_timer();
  void finish();
  void end_session();
  void remember_state();
  const policy::Snapshot& configuration() const;
  MonotonicTime now() const { return process_.parts.queue.now(); }
  OperationWatch& watch() { return process_.parts.watch.operations; }
  std::uint32_t number() const { return input_.number; }

  Process& process_;
  OperationInput input_;
  std::shared_ptr<const policy::Snapshot> snapshot_;  ///< the one it began with
  MonotonicTime began_;
  std::unique_ptr<Decider> decider_;
  std::optional<std::uint32_t> call_;     ///< the upstream attempt in progress
  std::optional<std::uint32_t> earlier_;  ///< the one before it
  TargetIndex target_;
  std::uint64_t charges_ = 0;
  bool request_sent_ = false;
  std::optional<policy::event::Head> head_;

  std::vector<ContentTag> held_;
  bool forwarding_ = false;
  bool finish_wanted_ = false;
  bool client_gone_ = false;
  bool recorded_ = false;
  bool finished_ = false;
  Reply reply_;
  std::optional<Duration> first_content_;
  MonotonicTime timer_at_ = MonotonicTime::never();
};

}  // namespace jurymast::sim
