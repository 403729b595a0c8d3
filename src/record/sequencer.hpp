#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/ids.hpp"
#include "record/events.hpp"
#include "record/frame.hpp"
#include "record/line_writer.hpp"
#include "record/redaction.hpp"

namespace jurymast::record {

struct OperationIdHash {
  std::size_t operator()(OperationId id) const { return static_cast<std::size_t>(id.low() ^ id.high()); }
};

/// What was taken out of records before they became lines.
struct RedactionTally {
  std::uint64_t masked = 0;
  std::uint64_t quarantined = 0;
  std::string first_quarantined;  ///< where the first fault was; never the value
};

/// Turns the journal's frames into numbered lines and knows which operations have begun and not ended. A plain state machine: what it
/// gives must be written before more is taken, or kept and written later.
class Sequencer {
 public:
  /// The first line gets that number and is chained to what the log holds.
  explicit Sequencer(std::uint64_t next_seq, LogChain chain = {}) : writer_(next_seq, std::move(chain)) {}

  /// From now on no line holds one of these.
  void look_for(std::shared_ptr<const KnownSecrets> known) { known_ = std::move(known); }
  /// Takes one frame; appends the line it makes, if it makes one.
  void take(const Frame& frame, std::string& lines);
  /// Appends a record that did not come by a frame.
  void put(std::string_view record, std::string& lines);
  /// Appends an `interrupted` record for every operation that is still open, in the order of their ids; none is open afterwards.
  void interrupt_open(std::string& lines);
  /// The starts of the open operations as frames, for keeping them when their own frames are given up.
  std::string open_frames() const;

  /// What makes the lines, for checkpoints.
  LineWriter& writer() { return writer_; }

  std::uint64_t next_seq() const { return writer_.next_seq(); }
  std::size_t open() const { return open_.size(); }
  /// Frames whose payload was no record.
  std::uint64_t refused() const { return refused_; }
  const RedactionTally& redactions() const { return redactions_; }

 private:
  void end(std::string_view record, std::string& lines);
  void count(const RedactedRecord& redacted);

  LineWriter writer_;
  std::uint64_t refused_ = 0;
  std::shared_ptr<const KnownSecrets> known_ = std::make_shared<const KnownSecrets>();
  RedactionTally redactions_;
  std::unordered_map<OperationId, std::string, OperationIdHash> open_;
};

/// The record of an operation whose process died before it ended, made from its start.
std::string interrupted_record(std::string_view start);

}  // namespace jurymast::record
