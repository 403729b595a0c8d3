#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "record/known_secrets.hpp"
#include "store/lane.hpp"

namespace jurymast::store {

struct JournalSettings {
  std::string state_directory;
  std::size_t lanes = 1;                        ///< one for each loop
  std::uint64_t queue_bytes_max = 64ULL << 20;  ///< of records not yet in the log, shared evenly by the lanes
  Duration group_commit = std::chrono::milliseconds(200);
  std::uint64_t segment_bytes = 16ULL << 20;  ///< made smaller where a lane's share of the queue asks for it
  std::uint64_t rotate_bytes = 64ULL << 20;
  bool compress = false;  ///< finished files of the log are compressed beside the running process
  /// How long a caller that waits for the disk is kept waiting when the disk does not come.
  Duration strict_wait_max = std::chrono::seconds(2);
  /// A signed checkpoint comes so often, also when nothing else does; zero: there are none.
  Duration checkpoint_every = std::chrono::minutes(1);
  std::shared_ptr<const record::KnownSecrets> known_secrets;  ///< no line holds one of these; null: none are known
  std::string boot_id;                                        ///< names this process life; empty: one is made
};

/// Something the operator should know, said when it begins and when it ends; from the sequencer's thread. A checkpoint's message is the
/// signed note itself, so that a copy stands where the reports go.
enum class JournalAlarm : unsigned char { Info, Warning, Error, Checkpoint };
using JournalReport = std::function<void(JournalAlarm, std::string_view message)>;

struct JournalStats {
  std::uint64_t lines = 0;         ///< written by this life
  std::uint64_t queue_bytes = 0;   ///< in the lanes, not yet in the log
  std::uint64_t records_lost = 0;  ///< dropped for want of room
  std::uint64_t gaps = 0;          ///< gap records written
  std::uint64_t write_errors = 0;
  std::uint64_t fsync_errors = 0;
  std::uint64_t lanes_in_memory = 0;   ///< lanes whose frames would not survive the process now
  std::uint64_t released_unsaved = 0;  ///< callers told to go on although their record was not on the disk
  std::uint64_t last_seq = 0;
  std::uint64_t recovered = 0;  ///< lines made from what dead processes left
  std::uint64_t open_operations = 0;
  std::uint64_t records_masked = 0;       ///< a free text held a secret
  std::uint64_t records_quarantined = 0;  ///< a typed field did
  bool losing = false;                    ///< records were lost and no gap record says so yet
  bool log_failing = false;               ///< the last attempt to write the log failed
  MonotonicTime last_commit;              ///< when everything read was last in the log
  std::uint64_t checkpoint_size = 0;      ///< lines that this life's newest checkpoint covers; zero before the first
  MonotonicTime last_checkpoint;          ///< when that came into the log; before the first: when the journal was opened
};

class Drain;

/// The journal of one process. It owns the state directory while it is open; a second process is refused.
///
/// The process must ignore SIGXFSZ, so that a file size limit is an error like any other. The clock must outlive the journal and be usable
/// from any thread.
class Journal {
 public:
  /// Takes the lock, repairs the log's end, writes what dead processes left, and starts the sequencer's thread. A full disk is no reason to
  /// fail: then recovery goes on when there is room.
  static Result<std::unique_ptr<Journal>> open(JournalSettings settings, Clock& clock, JournalReport report);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  /// Stops, where that was not done.
  ~Journal();

  const std::string& boot_id() const;
  /// The lane of one loop; it may be used until stop().
  Lane& lane(std::size_t index);
  /// A record of another kind than operation; from any thread.
  void append(std::string_view record);
  /// As append(); `told` is called once, from the sequencer's thread, that of release_overdue() or within this call, and must not come back
  /// here: true when the record is on the disk, false where it was dropped or cannot be brought there in JournalSettings::strict_wait_max.
  void append(std::string_view record, std::function<void(bool saved)> told);
  /// From the next group on no line holds one of these; from any thread.
  void look_for(std::shared_ptr<const record::KnownSecrets> known);
  JournalStats stats() const;
  /// Lets callers go on that have waited for the disk for JournalSettings::strict_wait_max, also while the disk holds up the thread that would
  /// tell them; from any thread, to be called every few hundredths of a second.
  void release_overdue();
  /// Waits until everything handed over before is in the log; false if that took longer than the limit.
  bool flush(Duration limit);
  /// Writes what is left, calls operations that never ended interrupted, and joins. All loops must have ended.
  void stop();
  /// As stop(), but false where the disk did not take it in time. The thread then still waits for the disk, and nothing that it uses may
  /// be destroyed: the process has to end as it is, and a successor finds in the journal what was not written.
  bool stop_within(Duration limit);

 private:
  explicit Journal(std::unique_ptr<Drain> drain);
  std::unique_ptr<Drain> drain_;
};

}  // namespace jurymast::store
