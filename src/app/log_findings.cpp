#include "app/log_findings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::app {

void LogFindings::find(std::string id, std::string place, std::string text) {
  ++finding_count_;
  if (findings_.size() < kFindingsMax) findings_.push_back({std::move(id), std::move(place), std::move(text)});
}

void LogFindings::note(std::string id, std::string place, std::string text) {
  if (notes_.size() < kFindingsMax) notes_.push_back({std::move(id), std::move(place), std::move(text)});
}

void LogFindings::take(const store::LogLine& line) {
  const std::string place = fmt::format("{}:{}", line.file, line.number);
  if (!line.complete) return note("unfinished_line", place, "the file ends in a line that is not whole (yet)");
  ++lines_;
  const auto parsed = record::read_line(line.text);
  if (!parsed) {
    unreadable_before_ = true;
    return find("unreadable_line", place, parsed.error().message);
  }
  if (!parsed->checksum_holds)
    find("wrong_checksum", place, fmt::format("line {} is not as it was written", parsed->seq));
  check_number(*parsed, place);
  check_time(*parsed, place);
  if (parsed->kind == "gap") {
    note("records_missing", place,
         fmt::format("{} records are known to be missing: {}", parsed->gap_count, parsed->gap_reason));
  }
  if (parsed->kind != "operation") return;
  const auto id = OperationId::parse(parsed->operation.id);
  if (id) ids_.emplace_back(*id, parsed->seq);
  if (!id) find("no_operation_id", place, "an operation's record has no id");
}

void LogFindings::check_number(const record::ParsedLine& line, const std::string& place) {
  const std::uint64_t expected = last_seq_ + 1;
  if (last_seq_ == 0 && line.seq != 1)
    note("begins_later", place, fmt::format("the log begins with line {}", line.seq));
  if (last_seq_ != 0 && line.seq > expected && !unreadable_before_) {
    find("missing_lines", place,
         fmt::format("{} follows {}: {} lines are missing", line.seq, last_seq_, line.seq - expected));
  }
  if (last_seq_ != 0 && line.seq < expected)
    find("repeated_number", place, fmt::format("{} follows {}", line.seq, last_seq_));
  last_seq_ = std::max(last_seq_, line.seq);
  unreadable_before_ = false;
}

void LogFindings::check_time(const record::ParsedLine& line, const std::string& place) {
  // An interrupted operation is written by the next life, long after its time.
  if (line.kind == "operation" && line.operation.outcome == "interrupted") return;
  const WallTime written = line.at + std::chrono::milliseconds(line.operation.latency_ms);
  if (written + kBackwardsTolerance < newest_) {
    note("time_runs_backwards", place, fmt::format("{} follows {}", to_rfc3339(written), to_rfc3339(newest_)));
  }
  newest_ = written;
}

void LogFindings::finish() {
  std::sort(ids_.begin(), ids_.end());
  for (std::size_t i = 1; i < ids_.size(); ++i) {
    if (ids_[i].first != ids_[i - 1].first) continue;
    find("repeated_operation", {},
         fmt::format("operation {} has the records {} and {}", ids_[i].first.to_string(), ids_[i - 1].second,
                     ids_[i].second));
  }
}

}  // namespace jurymast::app
