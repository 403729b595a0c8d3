#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "record/sequencer.hpp"
#include "sim/invariants/record_watch.hpp"

namespace jurymast::sim {

/// How often the sequencer takes frames.
inline constexpr Duration kDrainInterval = std::chrono::milliseconds(200);

/// The journal and the log of a simulated gateway, made of the record room's frames, sequencer and recovery. What is in either survives a
/// killed process; that a frame has reached the log is noted one drain later, so that a crash meets every state between.
class Journal {
 public:
  explicit Journal(RecordWatch& watch) : watch_(watch) {}

  void start(OperationId id, std::string_view record);
  void end(OperationId id, std::string_view record, record::Outcome outcome);
  /// Turns the frames that came since into lines of the log.
  void drain();
  /// The process was killed; its successor recovers, and may be killed in the middle of that too.
  void recover(Random& random);

 private:
  /// From this size on what is in the log is given up.
  static constexpr std::size_t kSegmentBytesMax = 256UL * 1024;

  void log(std::string_view lines);
  bool recover_once(std::size_t emits_max);

  RecordWatch& watch_;
  record::Sequencer sequencer_{1};
  std::string frames_;
  std::size_t drained_ = 0;    ///< frames before this are in the log
  std::size_t committed_ = 0;  ///< and before this are known to be
  std::string recent_lines_;   ///< the log's lines since the last note
};

}  // namespace jurymast::sim
