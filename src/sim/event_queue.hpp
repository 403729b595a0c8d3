#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"

namespace jurymast::sim {

/// What can be due in the simulated world; `subject` and `detail` of an occurrence are numbers of its kind.
enum class Happening : unsigned char {
  CallDue,           ///< subject: the call whose next request is to be sent
  CallerLeaves,      ///< subject: the call; detail: the request it was about
  OperationTimer,    ///< subject: the operation whose own timer is due
  OperationOverdue,  ///< subject: the operation whose deadline has just passed
  UpstreamStep,      ///< subject: the upstream attempt that goes on
  FaultBegins,       ///< subject: the fault
  FaultEnds,         ///< subject: the fault
  OperatorActs,      ///< subject: the fault whose pause an operator ends
  JournalDrain,
  RecoveryDue,  ///< so long after the last fault everything must be well again
};

struct Occurrence {
  MonotonicTime at;
  std::uint64_t sequence = 0;
  Happening what = Happening::CallDue;
  std::uint32_t subject = 0;
  std::uint32_t detail = 0;
};

/// Where a simulated process's monotonic clock starts; not zero, so that nothing leans on an origin.
inline constexpr MonotonicTime kSimulationStart{std::chrono::hours(1)};

/// The virtual clock and what is due on it, ordered by time and, within one moment, by when it was put in.
class EventQueue {
 public:
  void push(MonotonicTime at, Happening what, std::uint32_t subject, std::uint32_t detail = 0);
  /// The next occurrence, to whose time the clock moves; nothing where nothing is due any more.
  std::optional<Occurrence> pop();

  MonotonicTime now() const { return now_; }
  Duration elapsed() const { return now_ - kSimulationStart; }
  WallTime wall_now() const { return wall_start_ + elapsed(); }
  /// Sets the wall clock forward or back, as an administrator or a time server may; nothing else moves.
  void jump_wall(Duration by) { wall_start_ = wall_start_ + by; }

 private:
  std::vector<Occurrence> heap_;
  std::uint64_t next_sequence_ = 0;
  MonotonicTime now_ = kSimulationStart;
  WallTime wall_start_{std::chrono::seconds(1'782'000'000)};
};

}  // namespace jurymast::sim
