#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "record/events.hpp"
#include "record/sequencer.hpp"
#include "store/boot_directory.hpp"
#include "store/dead_boot.hpp"
#include "store/journal.hpp"
#include "store/lane.hpp"
#include "store/lane_reader.hpp"
#include "store/log_compressor.hpp"
#include "store/log_writer.hpp"

namespace jurymast::store {

/// The sequencer's thread and everything it alone touches. What other threads may call is said so.
class Drain {
 public:
  static Result<std::unique_ptr<Drain>> open(JournalSettings settings, Clock& clock, JournalReport report);
  Drain(const Drain&) = delete;
  Drain& operator=(const Drain&) = delete;
  ~Drain() { stop(); }

  // Any thread.
  const std::string& boot_id() const { return settings_.boot_id; }
  Lane& lane(std::size_t index) { return *lanes_.at(index); }
  void append(std::string_view record);
  void append(std::string_view record, std::function<void(bool saved)> told);
  void look_for(std::shared_ptr<const record::KnownSecrets> known);
  JournalStats stats() const;
  bool flush(Duration limit);
  void stop();
  bool stop_within(Duration limit);
  void release_overdue() { release_waiting(settings_.strict_wait_max); }

 private:
  Drain(JournalSettings settings, Clock& clock, JournalReport report);
  Result<void> prepare();
  void find_dead_boots();
  Result<void> make_lanes();
  void note_repairs();
  void continue_log();
  void load_signer();

  void run();
  void cycle();
  bool drain_lanes();
  bool all_read() const;
  bool recover();
  bool recover_one();
  void take_known_secrets();
  void collect();
  void add_gap(record::GapReason reason, std::uint64_t count);
  void add_gaps_of_lanes();
  void tell_of_redactions();
  bool commit();
  void begin_file_if_empty();
  void checkpoint_when_due();
  /// Puts the newest checkpoint that is in the log where it is also wanted: beside the log, and to who listens.
  void keep_checkpoint(bool at_once);
  void compress_finished();
  void write_cursor();
  void free_segments();
  void make_segments();
  void release_waiting(Duration limit);
  void publish(bool committed);
  void finish();
  void ask_to_stop();
  void tell(JournalAlarm alarm, std::string_view message) const;
  std::uint64_t dropped() const;

  JournalSettings settings_;
  Clock& clock_;
  JournalReport report_;
  Wake wake_;
  File lock_;
  BootDirectory directory_;
  std::unique_ptr<LogWriter> log_;
  std::unique_ptr<LogCompressor> compressor_;  ///< null: nothing is compressed
  std::uint64_t compressor_woken_for_ = 0;     ///< of the finished files
  std::optional<record::Sequencer> sequencer_;
  std::shared_ptr<const record::LogSigner> signer_;   ///< null: no checkpoints are wanted, or the key cannot be had
  std::vector<std::unique_ptr<LaneReader>> readers_;  ///< the last is the control lane
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::mutex control_mutex_;
  std::shared_ptr<const record::KnownSecrets> known_;  ///< not yet taken; under control_mutex_
  std::vector<std::string> dead_;
  std::unique_ptr<DeadBoot> recovering_;

  /// Lines that are made and not yet in the log; nothing more is made until they are.
  std::string batch_;
  bool moved_ = false;  ///< frames were read since the cursor was written
  std::uint64_t generation_ = 0;
  bool directory_ready_ = false;
  /// Since frames were taken from plain memory, a start on the disk may have its end in the log alone; a successor must look there from
  /// this line on.
  std::optional<std::uint64_t> memory_since_seq_;
  std::vector<std::pair<LaneReader*, std::unique_ptr<Segment>>> finished_segments_;  ///< on the disk, read, and not yet let go
  std::vector<std::uint64_t> limits_;
  std::mutex release_mutex_;
  std::vector<std::deque<std::pair<MonotonicTime, Waiting>>> waiting_;  ///< under release_mutex_
  std::atomic<std::uint64_t> released_unsaved_{0};
  MonotonicTime disk_tried_;
  std::uint64_t gaps_made_for_ = 0;  ///< of the dropped records
  std::size_t damage_told_ = 0;
  bool recovery_gap_made_ = false;
  bool told_failing_ = false;
  bool told_memory_ = false;
  bool told_quarantine_ = false;
  bool told_unsigned_ = false;
  bool told_not_kept_ = false;
  MonotonicTime checkpointed_;  ///< when the newest checkpoint came, or should have come
  MonotonicTime kept_at_;
  MonotonicTime told_at_;
  std::uint64_t kept_size_ = 0;  ///< of the checkpoint beside the log
  std::uint64_t told_size_ = 0;  ///< of the one that was told

  JournalStats counted_;  ///< the thread's own
  mutable std::mutex stats_mutex_;
  std::condition_variable cycled_;
  JournalStats stats_;  ///< as others see them
  std::uint64_t gaps_written_for_ = 0;
  bool finished_ = false;  ///< the thread has nothing left to do; as others see it
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace jurymast::store
