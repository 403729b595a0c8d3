#include "store/lane_reader.hpp"

#include <algorithm>
#include <thread>

namespace jurymast::store {
namespace {

/// Frames made into lines before a loop that shares this CPU has its turn: some thirty microseconds.
constexpr unsigned kFramesInARow = 32;
/// From so large a part of the backlog's room on the thread takes the share of the CPU that the kernel gives it: who always gives way to a
/// busy loop falls behind until records are lost.
constexpr std::uint64_t kHurryPart = 8;

}  // namespace

LaneReader::LaneReader(std::size_t lane, std::size_t bytes, std::uint64_t backlog_bytes_max, Wake& wake)
    : lane_(lane),
      bytes_(bytes),
      segments_max_(backlog_bytes_max / bytes + 2),
      hurry_bytes_(backlog_bytes_max / kHurryPart),
      link_(wake) {}

void LaneReader::offer(std::unique_ptr<Segment> segment) {
  ++next_number_;
  segments_.push_back(std::move(segment));
  // The very first one is handed to the lane when it is made.
  if (segments_.size() > 1) link_.next.store(segments_.back().get(), std::memory_order_release);
}

Result<std::unique_ptr<Segment>> LaneReader::make_on_disk(const BootDirectory& directory) {
  std::string path = directory.segment_path(lane_, next_number_);
  if (auto spare = std::move(spare_)) {
    if (spare->reuse(path, next_number_)) return spare;
  }
  return Segment::on_disk(std::move(path), next_number_, bytes_);
}

bool LaneReader::in_memory() const {
  if (segments_.empty()) return false;
  const bool next_ready = segments_.size() > 1 && link_.next.load(std::memory_order_relaxed) == segments_.back().get();
  const auto& active = next_ready ? segments_[segments_.size() - 2] : segments_.back();
  return !active->is_on_disk();
}

Result<void> LaneReader::prepare(const BootDirectory& directory, bool retry_disk) {
  const bool wanted = segments_.empty() || link_.next.load(std::memory_order_acquire) == nullptr;
  if (wanted && segments_.size() < segments_max_) {
    auto made = make_on_disk(directory);
    if (made) {
      offer(std::move(*made));
      return {};
    }
    auto memory = Segment::in_memory(next_number_, bytes_);
    if (memory) offer(std::move(*memory));
    return tl::unexpected(made.error());
  }
  if (segments_.empty() || !retry_disk) return {};
  if (segments_.back()->is_on_disk()) {
    if (in_memory()) link_.switch_asked.store(true, std::memory_order_relaxed);
    return {};
  }
  auto segment = make_on_disk(directory);
  if (!segment) return tl::unexpected(segment.error());
  // The lane may take the one in memory at this very moment; then it stays, and the new one follows it.
  Segment* const unused = link_.next.exchange(nullptr, std::memory_order_acq_rel);
  if (unused != nullptr) segments_.pop_back();
  offer(std::move(*segment));
  if (in_memory()) link_.switch_asked.store(true, std::memory_order_relaxed);
  return {};
}

bool LaneReader::behind(std::uint64_t read) const { return link_.written.load(std::memory_order_relaxed) - read > hurry_bytes_; }

bool LaneReader::read(record::Sequencer& sequencer, std::uint64_t limit, std::string& lines, std::size_t bytes_max) {
  bool from_memory = false;
  while (read_total_ < limit && lines.size() < bytes_max) {
    Segment& segment = *segments_[reading_];
    const bool sealed = segment.sealed();
    const std::size_t published = segment.published();
    if (offset_ == published) {
      if (!sealed || reading_ + 1 >= segments_.size()) break;
      ++reading_;
      offset_ = 0;
      continue;
    }
    const std::size_t until = std::min<std::uint64_t>(published, offset_ + (limit - read_total_));
    record::FrameScanner scanner({segment.bytes().data(), until}, offset_);
    for (unsigned frames = 1; lines.size() < bytes_max; ++frames) {
      const auto frame = scanner.next();
      if (!frame) break;
      sequencer.take(*frame, lines);
      if (frames % kFramesInARow == 0 && !behind(read_total_ + scanner.offset() - offset_)) std::this_thread::yield();
    }
    damaged_ += scanner.damaged();
    read_total_ += scanner.offset() - offset_;
    offset_ = scanner.offset();
    from_memory = from_memory || !segment.is_on_disk();
  }
  return from_memory;
}

bool LaneReader::commit() {
  const bool further = read_total_ != link_.committed.load(std::memory_order_relaxed);
  committed_index_ = reading_;
  if (!segments_.empty()) committed_ = {segments_[reading_]->number(), offset_};
  link_.committed.store(read_total_, std::memory_order_release);
  return further;
}

std::vector<std::unique_ptr<Segment>> LaneReader::take_finished() {
  std::vector<std::unique_ptr<Segment>> finished;
  for (; committed_index_ > 0; --committed_index_, --reading_) {
    finished.push_back(std::move(segments_.front()));
    segments_.pop_front();
  }
  return finished;
}

bool LaneReader::keep_spare(std::unique_ptr<Segment>& segment) {
  // Set aside at once: its starts may have their ends in segments that are deleted before it is filled again.
  if (spare_ || !segment->set_aside()) return false;
  spare_ = std::move(segment);
  return true;
}

}  // namespace jurymast::store
