#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include "app/rollout/recent_changes.hpp"
#include "evidence/judged_line.hpp"
#include "record/feedback.hpp"
#include "record/gate.hpp"
#include "record/override.hpp"
#include "record/rollout.hpp"

namespace jurymast::app {

/// A line of the log by which rollouts are judged or moved.
struct TailLine {
  std::uint64_t seq = 0;
  std::variant<evidence::JudgedOperation, record::FeedbackRecord, record::GateRecord, record::OverrideRecord, ConfigChange,
               record::RolloutRecord>
      what;
};

/// Reads such a line; nothing where it is another, or damaged.
std::optional<TailLine> read_tail_line(std::string_view line, evidence::JudgedLineReader& operations);

/// A line that tells of a change somebody may watch, as it stands in the log.
struct TailEvent {
  std::uint64_t seq = 0;
  std::string kind;
  std::string record;
};

/// Lines in the order of the log.
struct TailBatch {
  std::vector<TailLine> lines;
  std::vector<TailEvent> events;
  std::uint64_t last_seq = 0;  ///< of the newest line looked at, taken or not
  bool caught_up = false;      ///< everything that stood in the log when the tail began has been told
};

/// How many lines are told at once, and how many batches may wait to be taken.
inline constexpr std::size_t kTailBatchLines = 1024;
inline constexpr unsigned kTailBatchesMax = 8;
inline constexpr Duration kTailInterval = std::chrono::milliseconds(100);

/// Reads what comes into a log on a thread of its own, so that neither those who write it nor those who decide wait for the disk.
class RecordTail {
 public:
  struct Settings {
    std::string state_directory;
    std::uint64_t after_seq = 0;  ///< lines up to this one are passed over
  };
  /// Called on the tail's thread; each batch is answered with taken() once it has been dealt with.
  using Deliver = std::function<void(TailBatch)>;
  RecordTail(Settings settings, Deliver deliver);
  RecordTail(const RecordTail&) = delete;
  RecordTail& operator=(const RecordTail&) = delete;
  /// Waits for the look that is under way.
  ~RecordTail();

  void taken();

 private:
  void run();
  bool take(std::string_view line);
  bool hand_over(bool caught_up);
  bool wait_for_next_look();

  Settings settings_;
  Deliver deliver_;
  evidence::JudgedLineReader operations_;
  TailBatch batch_;
  std::uint64_t told_seq_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  unsigned waiting_batches_ = 0;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace jurymast::app
