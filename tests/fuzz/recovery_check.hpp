#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "http_message.hpp"
#include "invariants.hpp"
#include "journal_script.hpp"
#include "record/crc32c.hpp"
#include "record/parsed_line.hpp"
#include "record/recovery.hpp"
#include "store/log_reader.hpp"

/// What must hold of the journal and the log, whatever bytes a disk returns for them.
namespace jurymast::fuzz {

/// The checksum of a frame, computed from the bytes alone and without the reader's own code.
inline bool frame_checksum_holds(std::string_view frame, std::size_t payload_bytes) {
  constexpr std::size_t kCrcAt = 4;
  constexpr std::size_t kCheckedAt = 8;
  constexpr std::size_t kPayloadAt = 16;
  std::uint32_t written = 0;
  std::memcpy(&written, frame.data() + kCrcAt, sizeof written);
  return record::crc32c_by_table(frame.substr(kCheckedAt, kPayloadAt - kCheckedAt + payload_bytes)) == written;
}

/// Every frame given out lies behind the one before and inside the bytes, and its checksum holds; who goes on from there sees the
/// same.
inline void check_frames(std::string_view bytes) {
  record::FrameScanner scanner(bytes);
  for (std::size_t end = 0;; end = scanner.offset()) {
    record::FrameScanner resumed(bytes, end);
    const auto frame = scanner.next();
    const auto again = resumed.next();
    JURYMAST_ASSERT(frame.has_value() == again.has_value() && scanner.offset() == resumed.offset());
    if (!frame) break;
    const std::size_t begin = scanner.begin_of_last();
    JURYMAST_ASSERT(begin >= end && begin % record::kFrameAlignment == 0);
    JURYMAST_ASSERT(scanner.offset() == begin + record::frame_size(frame->payload.size()));
    JURYMAST_ASSERT(scanner.offset() <= bytes.size() && inside(frame->payload, bytes));
    JURYMAST_ASSERT(frame_checksum_holds(bytes.substr(begin), frame->payload.size()));
  }
  JURYMAST_ASSERT(scanner.offset() == bytes.size());
}

/// Reads one line back and holds what is said of its checksum against the bytes.
inline void check_line(std::string_view line) {
  constexpr std::string_view kCrc = R"(,"crc":")";
  const auto split = record::split_line(line);
  const auto parsed = record::read_line(line);
  if (!parsed) JURYMAST_ASSERT(parsed.error().code == Code::Corrupt && !parsed.error().message.empty());
  if (parsed) {
    JURYMAST_ASSERT(split && parsed->seq == split->seq && parsed->kind == split->kind);
    JURYMAST_ASSERT(parsed->checksum_holds == split->checksum_holds && line.size() <= record::kLineBytesMax);
  }
  if (!split) return;
  const std::string_view checked = line.substr(0, line.rfind(kCrc));
  const std::string expected = fmt::format("{:08x}", record::crc32c_by_table(checked));
  const bool holds = line.substr(checked.size() + kCrc.size()) == expected + "\"}";
  JURYMAST_ASSERT(split->checksum_holds == holds && record::is_record(split->record));
  std::string numbered;
  record::number_line(split->record, split->seq, numbered);
  numbered.pop_back();
  const auto again = record::split_line(numbered);
  JURYMAST_ASSERT(again && again->checksum_holds && again->seq == split->seq && again->record == split->record && !again->chained);
  std::string chained;
  record::number_line(split->record, split->seq, record::leaf_hash(line), chained);
  chained.pop_back();
  const auto linked = record::split_line(chained);
  JURYMAST_ASSERT(linked && linked->chained && linked->checksum_holds && linked->record == split->record);
}

/// The lines of a text as the log's reader cuts them out of pieces; the last may lack its newline.
inline std::vector<std::string> cut_lines(std::string_view text, const Cuts& cuts) {
  std::vector<std::string> lines;
  const store::LineVisitor keep = [&lines](const store::LogLine& line) {
    JURYMAST_ASSERT(line.number == lines.size() + 1);
    lines.emplace_back(line.text);
    if (line.complete) lines.back() += '\n';
    return true;
  };
  store::LineCutter cutter("current.jsonl", keep);
  std::size_t begin = 0;
  for (const std::size_t end : cuts) {
    JURYMAST_ASSERT(cutter.take(text.substr(begin, end - begin)));
    begin = end;
  }
  JURYMAST_ASSERT(cutter.finish());
  return lines;
}

inline bool has_line_over_limit(const std::vector<std::string>& lines) {
  return std::any_of(lines.begin(), lines.end(), [](const std::string& line) { return line.size() > record::kLineBytesMax; });
}

/// The lines together are the text, but for what is left out of a line over the limit; how the text came in changes nothing.
inline void check_lines(std::string_view text) {
  const std::vector<std::string> whole = cut_lines(text, {text.size()});
  std::string joined;
  for (const std::string& line : whole) {
    joined += line;
    check_line(std::string_view(line).substr(0, line.size() - (line.ends_with('\n') ? 1 : 0)));
  }
  JURYMAST_ASSERT(joined == text || has_line_over_limit(whole));
  for (const Cuts& cuts : all_cuts(text)) JURYMAST_ASSERT(cut_lines(text, cuts) == whole);
}

/// The lines that recovery finds missing from the log.
inline std::string recover(const Remains& remains) {
  record::Recovery recovery;
  record::FrameScanner scanner(remains.journal);
  while (const auto frame = scanner.next()) recovery.add(*frame, scanner.begin_of_last() < remains.committed);
  for (const std::string& line : cut_lines(remains.log, {remains.log.size()})) {
    if (line.ends_with('\n')) recovery.seen(std::string_view(line).substr(0, line.size() - 1));
  }
  constexpr std::size_t kBatchBytes = 1000;
  record::Sequencer sequencer(1);
  std::string missing;
  for (bool more = true; more;) {
    std::string batch;
    more = recovery.emit(sequencer, batch, kBatchBytes);
    missing += batch;
  }
  return missing;
}

/// By what recovery knows a record again.
inline std::string key_of(std::string_view record) {
  const auto id = record::operation_id_of(record);
  return id ? id->to_string() : std::string(record);
}

/// The records that recovery may give: what the frames hold, and what it makes of a start that no end follows.
inline std::set<std::string> records_possible(const Remains& remains) {
  std::set<std::string> possible;
  std::map<std::string, std::string> interrupted;
  record::FrameScanner scanner(remains.journal);
  while (const auto frame = scanner.next()) {
    if (!record::is_record(frame->payload)) continue;
    const std::string key = key_of(frame->payload);
    if (frame->type == record::FrameType::Start) interrupted.try_emplace(key, record::interrupted_record(frame->payload));
    if (frame->type == record::FrameType::End) interrupted.erase(key);
    if (frame->type != record::FrameType::Start && scanner.begin_of_last() >= remains.committed) possible.emplace(frame->payload);
  }
  for (const auto& [key, record] : interrupted) possible.insert(record);
  return possible;
}

/// Adds the keys of all records that the log's lines hold.
inline void add_keys(const std::string& log, std::set<std::string>& keys) {
  for (const std::string& line : cut_lines(log, {log.size()})) {
    const auto split = line.ends_with('\n') ? record::split_line(std::string_view(line).substr(0, line.size() - 1)) : std::nullopt;
    if (split && split->checksum_holds) keys.insert(key_of(split->record));
  }
}

/// Every record that a frame holds whole is in the log, or among what recovery found missing there.
inline void check_nothing_lost(const Remains& remains, const std::string& missing) {
  std::set<std::string> told;
  add_keys(remains.log, told);
  add_keys(missing, told);
  record::FrameScanner scanner(remains.journal);
  while (const auto frame = scanner.next()) {
    if (scanner.begin_of_last() < remains.committed || !record::is_record(frame->payload)) continue;
    const bool ended = frame->type == record::FrameType::End && record::operation_id_of(frame->payload);
    const bool holds_record = ended || frame->type == record::FrameType::Event;
    JURYMAST_ASSERT(!holds_record || told.contains(key_of(frame->payload)));
  }
}

/// Nothing is invented, nothing is lost, nothing comes twice, and a second recovery has nothing left to do.
inline void check_recovery(Remains remains) {
  const std::set<std::string> possible = records_possible(remains);
  const std::string missing = recover(remains);
  std::set<std::string> ids;
  std::uint64_t expected_seq = 1;
  for (const std::string& text : cut_lines(missing, {missing.size()})) {
    const auto split = record::split_line(std::string_view(text).substr(0, text.size() - 1));
    JURYMAST_ASSERT(split && split->checksum_holds && split->seq == expected_seq++);
    JURYMAST_ASSERT(possible.contains(split->record));
    const auto id = record::operation_id_of(split->record);
    JURYMAST_ASSERT(!id || ids.insert(id->to_string()).second);
  }
  check_nothing_lost(remains, missing);
  remains.log += "\n" + missing;
  JURYMAST_ASSERT(recover(remains).empty());
}

}  // namespace jurymast::fuzz
