#include "record/sequencer.hpp"

#include <algorithm>
#include <vector>

#include "record/line.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::record {

std::string interrupted_record(std::string_view start) {
  std::string text(start.substr(0, start.size() - 1));
  text.append(R"(,"outcome":")").append(name_of(Outcome::Interrupted)).append("\"}");
  return text;
}

void Sequencer::take(const Frame& frame, std::string& lines) {
  switch (frame.type) {
    case FrameType::Start: {
      const auto id = operation_id_of(frame.payload);
      if (!id || !is_record(frame.payload)) {
        ++refused_;
        return;
      }
      open_.try_emplace(*id, frame.payload);
      return;
    }
    case FrameType::End:
      return end(frame.payload, lines);
    case FrameType::Event:
      return put(frame.payload, lines);
    case FrameType::Abandoned:
      for (std::size_t at = 0; at + OperationId::kTextSize <= frame.payload.size(); at += OperationId::kTextSize) {
        if (const auto id = OperationId::parse(frame.payload.substr(at, OperationId::kTextSize))) open_.erase(*id);
      }
      return;
  }
}

void Sequencer::end(std::string_view record, std::string& lines) {
  const auto id = operation_id_of(record);
  if (!id) {
    ++refused_;
    return;
  }
  // An end without a start is a record all the same: its start may have been dropped, or none was wanted.
  open_.erase(*id);
  put(record, lines);
}

void Sequencer::put(std::string_view record, std::string& lines) {
  if (!is_record(record)) {
    ++refused_;
    return;
  }
  const auto redacted = redact(record, *known_);
  if (redacted) count(*redacted);
  writer_.append(redacted ? std::string_view(redacted->text) : record, lines);
}

void Sequencer::count(const RedactedRecord& redacted) {
  const Redaction& what = redacted.redaction;
  if (what.status == RedactionStatus::Masked) {
    ++redactions_.masked;
    return;
  }
  if (redactions_.quarantined++ > 0) return;
  redactions_.first_quarantined = what.erased || what.masked.empty() ? "the whole of it" : what.masked.front();
}

void Sequencer::interrupt_open(std::string& lines) {
  std::vector<OperationId> ids;
  ids.reserve(open_.size());
  for (const auto& [id, start] : open_) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  for (const OperationId id : ids) put(interrupted_record(open_.at(id)), lines);
  open_.clear();
}

std::string Sequencer::open_frames() const {
  std::string bytes;
  for (const auto& [id, start] : open_) append_frame(bytes, FrameType::Start, start);
  return bytes;
}

}  // namespace jurymast::record
