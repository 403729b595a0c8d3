#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "base/limits.hpp"
#include "policy/request_facts.hpp"
#include "policy/snapshot.hpp"
#include "policy/step.hpp"
#include "record/operation.hpp"
#include "sim/invariants/ledger.hpp"
#include "sim/upstreams.hpp"

namespace jurymast::sim {

/// How an operation ended for its client, as the client saw it.
enum class ClientEnd : unsigned char { Complete, Aborted, Error, Left };

/// Watches each operation from what leaves the gateway: what is sent upstream, and what the client gets.
class OperationWatch {
 public:
  /// What an operation is allowed.
  struct Allowance {
    unsigned attempts = 3;
    unsigned attempts_per_target = 2;
    bool side_effects = false;  ///< nothing doubtful is sent again
    bool sticks = false;        ///< stateful or stored: nothing doubtful but a stale connection's is
    bool one_target = false;    ///< no fallback
    TargetIndex home;           ///< where it goes unless it is moved
    bool may_be_moved = false;  ///< it leans on nothing that one target holds, and there is another
    bool last_tier = false;     ///< one arrival more, anywhere, with less of the request
    MonotonicTime deadline;
  };
  /// One attempt as it leaves the gateway.
  struct Sending {
    TargetIndex target;
    std::uint64_t charges = 0;      ///< tokens taken for this operation so far
    bool earlier_doubtful = false;  ///< the attempt before may have been executed
    bool earlier_stale = false;     ///< and only met a connection that was closed
    bool own_configuration = true;
    bool degraded = false;  ///< the last tier's arrival
  };

  explicit OperationWatch(Ledger& ledger) : ledger_(ledger) {}

  /// From now on so many millionths of the requests may be moved.
  void allow_moved(std::uint32_t weight_ppm) { allowed_ppm_ = weight_ppm; }
  void kill(bool stands) { killed_ = stands; }
  /// The kill switch went on while an attempt of the operation was running somewhere, or none was.
  void told_of_kill(std::uint32_t operation, std::optional<TargetIndex> running);

  /// The next operation; they are numbered from 0.
  void began(const Allowance& allowance);
  void sending(std::uint32_t operation, const Sending& sending);
  void committed(std::uint32_t operation) { seen_[operation].committed = true; }
  void delivered(std::uint32_t operation, const ContentTag& tag);
  void answered(std::uint32_t operation, const policy::step::Answer& answer, OperationId id);
  void ended(std::uint32_t operation, ClientEnd end, MonotonicTime now);
  /// The gateway's process died with it.
  void lost(std::uint32_t operation) { ++seen_[operation].ends; }
  /// Compares what the operation's record will say with what was seen.
  void decided(std::uint32_t operation, const record::Decision& decision);
  /// It must have ended by now.
  void overdue(std::uint32_t operation);
  /// True for an operation's first attempt at a target.
  bool is_arrival(std::uint32_t operation, TargetIndex target) const;

 private:
  struct Seen {
    Allowance allowance;
    std::uint32_t allowed_ppm = 0;  ///< when it came
    std::array<TargetIndex, limits::kAttemptsMax> targets{};
    unsigned attempts = 0;
    unsigned retries = 0;
    unsigned degraded = 0;
    unsigned ends = 0;
    unsigned delivered = 0;
    std::uint8_t serving = 0;  ///< the attempt whose events are delivered; 0: none yet
    bool committed = false;
    bool answer_seen = false;
    std::uint16_t status = 0;
    ClientEnd end = ClientEnd::Left;
  };

  void check_exposure(std::uint32_t operation, const record::Decision& decision);
  unsigned attempts_at(const Seen& seen, TargetIndex target) const;

  Ledger& ledger_;
  std::deque<Seen> seen_;
  std::uint32_t allowed_ppm_ = 0;
  bool killed_ = false;
  std::int64_t canaries_ = 0;
  std::int64_t expected_ppm_ = 0;  ///< what the drawn operations' weights add up to
};

}  // namespace jurymast::sim
