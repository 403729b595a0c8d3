#include "sim/journal.hpp"

#include <limits>

#include "record/frame.hpp"
#include "record/recovery.hpp"

namespace jurymast::sim {
namespace {

using record::Frame;
using record::FrameScanner;
using record::FrameType;

/// A recovery gives about so much at once.
constexpr std::size_t kRecoveryBytes = 2048;
constexpr std::uint64_t kKilledAgainOneOf = 3;
constexpr std::uint64_t kEmitsBeforeKillMax = 8;

}  // namespace

void Journal::start(OperationId id, std::string_view record) {
  record::append_frame(frames_, FrameType::Start, record);
  watch_.started(id);
}

void Journal::end(OperationId id, std::string_view record, record::Outcome outcome) {
  record::append_frame(frames_, FrameType::End, record);
  watch_.ended(id, outcome);
}

void Journal::log(std::string_view lines) {
  recent_lines_.append(lines);
  watch_.logged(lines);
}

void Journal::drain() {
  committed_ = drained_;
  recent_lines_.clear();
  if (committed_ == frames_.size() && frames_.size() >= kSegmentBytesMax) {
    frames_ = sequencer_.open_frames();
    committed_ = drained_ = frames_.size();
    return;
  }
  FrameScanner scanner(frames_, drained_);
  std::string lines;
  while (const std::optional<Frame> frame = scanner.next()) sequencer_.take(*frame, lines);
  drained_ = frames_.size();
  log(lines);
}

void Journal::recover(Random& random) {
  while (random.chance(1, kKilledAgainOneOf)) {
    if (!recover_once(1 + static_cast<std::size_t>(random.below(kEmitsBeforeKillMax)))) break;
  }
  recover_once(std::numeric_limits<std::size_t>::max());
  frames_.clear();
  drained_ = committed_ = 0;
  recent_lines_.clear();
}

/// One process's attempt at the recovery; true if it was killed before the end.
bool Journal::recover_once(std::size_t emits_max) {
  record::Recovery recovery;
  FrameScanner scanner(frames_);
  while (const std::optional<Frame> frame = scanner.next()) recovery.add(*frame, scanner.begin_of_last() < committed_);
  for (std::string_view rest = recent_lines_; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    recovery.seen(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  sequencer_ = record::Sequencer(sequencer_.next_seq(), sequencer_.writer().chain());
  bool more = true;
  for (std::size_t emits = 0; more && emits < emits_max; ++emits) {
    std::string lines;
    more = recovery.emit(sequencer_, lines, kRecoveryBytes);
    log(lines);
  }
  return more;
}

}  // namespace jurymast::sim
