#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "record/sequencer.hpp"
#include "store/boot_directory.hpp"
#include "store/lane.hpp"

namespace jurymast::store {

/// The sequencer's side of one lane: owns its segments and knows how far they were read and how far that is in the log.
class LaneReader {
 public:
  /// `bytes` a segment; at most as many segments as hold the backlog and two more.
  LaneReader(std::size_t lane, std::size_t bytes, std::uint64_t backlog_bytes_max, Wake& wake);

  LaneLink& link() { return link_; }
  bool has_segment() const { return !segments_.empty(); }
  Segment& front() { return *segments_.front(); }

  /// Makes the next segment ready where the lane has taken the last one: on the disk if it can be had, else in memory. Where the lane
  /// writes into memory, looks with `retry_disk` whether the disk is back, and has the lane change over.
  Result<void> prepare(const BootDirectory& directory, bool retry_disk);
  bool in_memory() const;

  /// Takes frames up to `limit` (as LaneLink::written counts) into the sequencer, until `lines` has `bytes_max`. Says whether any of
  /// them lay in memory only.
  bool read(record::Sequencer& sequencer, std::uint64_t limit, std::string& lines, std::size_t bytes_max);
  bool has_read(std::uint64_t limit) const { return read_total_ >= limit; }

  /// What was read is in the log. Says whether that is more than before.
  bool commit();
  CursorPosition position() const { return committed_; }
  /// The segments that are no longer needed, oldest first.
  std::vector<std::unique_ptr<Segment>> take_finished();
  /// Keeps one of them that is on the disk, to be filled again. Says whether it was wanted.
  bool keep_spare(std::unique_ptr<Segment>& segment);
  std::size_t damaged() const { return damaged_; }

 private:
  Result<std::unique_ptr<Segment>> make_on_disk(const BootDirectory& directory);
  void offer(std::unique_ptr<Segment> segment);
  /// So much is written that was not read that the thread must hurry.
  bool behind(std::uint64_t read) const;

  std::size_t lane_;
  std::size_t bytes_;
  std::size_t segments_max_;
  std::uint64_t hurry_bytes_;
  LaneLink link_;
  std::deque<std::unique_ptr<Segment>> segments_;
  std::unique_ptr<Segment> spare_;  ///< on the disk
  std::uint64_t next_number_ = 0;
  std::size_t reading_ = 0;  ///< index in segments_
  std::size_t offset_ = 0;
  std::uint64_t read_total_ = 0;
  std::size_t damaged_ = 0;
  CursorPosition committed_;
  std::uint64_t committed_index_ = 0;  ///< segments before this one are in the log whole
};

}  // namespace jurymast::store
