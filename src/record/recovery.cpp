#include "record/recovery.hpp"

#include "base/assert.hpp"
#include "record/line.hpp"

namespace jurymast::record {

void Recovery::add(const Frame& frame, bool committed) {
  JURYMAST_ASSERT(!collected_);
  if (frame.type == FrameType::Abandoned) {
    for (std::size_t at = 0; at + OperationId::kTextSize <= frame.payload.size(); at += OperationId::kTextSize) {
      if (const auto id = OperationId::parse(frame.payload.substr(at, OperationId::kTextSize))) open_.erase(*id);
    }
    return;
  }
  const auto id = operation_id_of(frame.payload);
  const bool wants_id = frame.type != FrameType::Event;
  if (!is_record(frame.payload) || (wants_id && !id)) {
    ++refused_;
    return;
  }
  if (frame.type == FrameType::Start) {
    open_.try_emplace(*id, frame.payload);
    return;
  }
  if (frame.type == FrameType::End) open_.erase(*id);
  if (!committed) records_.push_back(frame.payload);
}

void Recovery::collect() {
  if (collected_) return;
  collected_ = true;
  for (const auto& [id, start] : open_) {
    wanted_ids_.insert(id);
    interrupted_.push_back(interrupted_record(start));
  }
  for (const std::string_view record : records_) {
    if (const auto id = operation_id_of(record)) {
      wanted_ids_.insert(*id);
    } else {
      wanted_events_.insert(record);
    }
  }
}

void Recovery::seen(std::string_view line) {
  collect();
  const auto split = split_line(line);
  // A damaged line is not the record it may once have been: that one is written again.
  if (!split || !split->checksum_holds) return;
  if (const auto id = operation_id_of(split->record)) {
    if (wanted_ids_.contains(*id)) known_ids_.insert(*id);
    return;
  }
  const auto event = wanted_events_.find(split->record);
  if (event != wanted_events_.end()) known_events_.insert(*event);
}

bool Recovery::is_missing(std::string_view record) {
  if (const auto id = operation_id_of(record)) return known_ids_.insert(*id).second;
  return known_events_.insert(record).second;
}

bool Recovery::emit(Sequencer& sequencer, std::string& lines, std::size_t bytes_max) {
  collect();
  const std::size_t all = records_.size() + interrupted_.size();
  for (; emitted_ < all && lines.size() < bytes_max; ++emitted_) {
    const bool ended = emitted_ < records_.size();
    const std::string_view record = ended ? records_[emitted_] : interrupted_[emitted_ - records_.size()];
    if (is_missing(record)) sequencer.put(record, lines);
  }
  return emitted_ < all;
}

}  // namespace jurymast::record
