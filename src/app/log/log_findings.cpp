#include "app/log/log_findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "record/parsed_line.hpp"

namespace jurymast::app {

std::string place_of(const ScannedLine& line) { return fmt::format("{}:{}", line.file, line.number); }

void LogFindings::find(LogFinding finding) {
  ++finding_count_;
  if (findings_.size() < kFindingsMax) findings_.push_back(std::move(finding));
}

void LogFindings::note(LogFinding finding) {
  if (notes_.size() < kFindingsMax) notes_.push_back(std::move(finding));
}

void LogFindings::take(const ScannedLine& line) {
  if (line.state == LineState::Unfinished) {
    return note({"unfinished_line", place_of(line), "the file ends in a line that is not whole (yet)"});
  }
  ++lines_;
  if (line.state == LineState::Unreadable) {
    unreadable_before_ = true;
    return find({"unreadable_line", place_of(line), std::string(line.complaint)});
  }
  if (!line.checksum_holds) find({"wrong_checksum", place_of(line), fmt::format("line {} is not as it was written", line.seq)});
  if (!line.secret.empty()) {
    find({"secret_shape", place_of(line), fmt::format("a value has the shape of a secret ({}); change that secret", line.secret)});
  }
  check_number(line);
  check_time(line);
  check_kind(line);
}

void LogFindings::check_number(const ScannedLine& line) {
  const std::uint64_t expected = last_seq_ + 1;
  if (last_seq_ == 0 && line.seq != 1) note({"begins_later", place_of(line), fmt::format("the log begins with line {}", line.seq)});
  if (last_seq_ != 0 && line.seq > expected && !unreadable_before_) {
    find({"missing_lines", place_of(line),
          fmt::format("{} follows {}: {} lines are missing", line.seq, last_seq_, line.seq - expected)});
  }
  if (last_seq_ != 0 && line.seq < expected) {
    find({"repeated_number", place_of(line), fmt::format("{} follows {}", line.seq, last_seq_)});
  }
  last_seq_ = std::max(last_seq_, line.seq);
  unreadable_before_ = false;
}

void LogFindings::check_time(const ScannedLine& line) {
  if (!line.written) return;
  if (*line.written + kBackwardsTolerance < newest_) {
    note({"time_runs_backwards", place_of(line), fmt::format("{} follows {}", to_rfc3339(*line.written), to_rfc3339(newest_))});
  }
  newest_ = *line.written;
}

void LogFindings::check_kind(const ScannedLine& line) {
  if (line.operation) ids_.emplace_back(*line.operation, line.seq);
  if (line.kind == "operation" && !line.operation) find({"no_operation_id", place_of(line), "an operation's record has no id"});
  if (line.kind != "gap") return;
  const auto gap = record::read_line(line.text);
  if (!gap) return find({"unreadable_line", place_of(line), gap.error().message});
  note({"records_missing", place_of(line), fmt::format("{} records are known to be missing: {}", gap->gap_count, gap->gap_reason)});
}

void LogFindings::finish() {
  std::sort(ids_.begin(), ids_.end());
  for (std::size_t i = 1; i < ids_.size(); ++i) {
    if (ids_[i].first != ids_[i - 1].first) continue;
    find({"repeated_operation",
          {},
          fmt::format("operation {} has the records {} and {}", ids_[i].first.to_string(), ids_[i - 1].second, ids_[i].second)});
  }
}

}  // namespace jurymast::app
