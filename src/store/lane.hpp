#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/ids.hpp"
#include "record/frame.hpp"
#include "record/sequencer.hpp"
#include "store/segment.hpp"

namespace jurymast::store {

/// Wakes the sequencer's thread before its interval is over; from any thread, without a lock.
class Wake {
 public:
  Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;
  ~Wake();
  void signal();
  /// Sleeps until a signal or for so long.
  void wait(Duration limit);

 private:
  int descriptor_;
};

/// Someone who waits until a record is on the disk.
struct Waiting {
  std::uint64_t position = 0;
  std::function<void(bool saved)> told;
};

/// What a lane and the sequencer's thread share.
struct LaneLink {
  explicit LaneLink(Wake& to) : wake(to) {}

  Wake& wake;
  std::atomic<Segment*> next{nullptr};      ///< made ready by the thread, taken by the lane
  std::atomic<bool> switch_asked{false};    ///< the thread wants the lane to take `next` at once
  std::atomic<std::uint64_t> written{0};    ///< bytes of frames since the beginning
  std::atomic<std::uint64_t> committed{0};  ///< of these, given to the log
  std::atomic<std::uint64_t> dropped{0};    ///< records lost here
  std::mutex waiting_mutex;                 ///< only where a caller waits for the disk
  std::vector<Waiting> waiting;
};

/// Where one loop puts its operations. Used by one thread; no lock and no system call but at the end of a segment. It never waits: what
/// does not fit is dropped and counted.
class Lane {
 public:
  Lane(LaneLink& link, Segment& first, std::uint64_t backlog_bytes_max);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// An operation begins; its record is to be called `interrupted` if the process dies before its end. False: dropped, which loses nothing
  /// yet.
  bool start(std::string_view record);
  /// An operation's whole record. When this returns true it survives the process. False: lost and counted.
  bool end(std::string_view record);
  /// As end(); `committed` is called once, from the sequencer's thread or that of Journal::release_overdue(), when the record is on the disk, or when it cannot be brought there
  /// in time (JournalSettings::strict_wait_max) or was dropped.
  void end(std::string_view record, std::function<void()> committed);
  /// A record of another kind.
  bool event(std::string_view record);
  /// As event(); `told` is called once, as end() calls its own, and says whether the record is on the disk; at once where it was dropped.
  void event(std::string_view record, std::function<void(bool saved)> told);
  /// What may be missing without being lost, such as a trace: taken while half of the room is free, so that it takes no record's place,
  /// and not counted where it is dropped.
  bool detail(std::string_view record);

 private:
  bool write(record::FrameType type, std::string_view payload);
  void tell_when_committed(std::function<void(bool saved)> told);
  std::uint64_t backlog() const { return written_ - link_.committed.load(std::memory_order_relaxed); }
  bool has_room(std::size_t bytes);
  bool take_next_segment();
  void write_abandoned();

  LaneLink& link_;
  Segment* active_;
  std::size_t offset_ = 0;
  std::uint64_t written_ = 0;
  std::uint64_t backlog_bytes_max_;
  /// Operations whose start stands in the journal and whose end was dropped.
  std::vector<OperationId> abandoned_;
  std::unordered_set<OperationId, record::OperationIdHash> not_started_;  ///< operations in flight whose start was dropped
};

}  // namespace jurymast::store
