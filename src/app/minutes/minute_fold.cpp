#include "app/minutes/minute_fold.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "base/failure_class.hpp"
#include "record/line.hpp"
#include "record/parsed_line.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::app {
namespace {

using record::ParsedLine;
using record::ParsedOperation;

constexpr std::string_view kNone = "none";

std::string or_none(const std::string& text) { return text.empty() ? std::string(kNone) : text; }

/// Who served, or was asked last.
std::string target_of(const ParsedOperation& operation) {
  if (!operation.served_by.empty()) return operation.served_by;
  return operation.attempts.empty() ? std::string(kNone) : operation.attempts.back().target;
}

store::MinuteRow row_of(const ParsedLine& line) {
  const ParsedOperation& operation = line.operation;
  const auto latency_ms = static_cast<std::int64_t>(operation.latency_ms);
  return {.minute = minute_of(line.at),
          .route = or_none(operation.route),
          .target = target_of(operation),
          .arm = operation.arm,
          .failure_class = or_none(operation.failure_class),
          .operations = 1,
          .complete = operation.outcome == "complete" ? 1 : 0,
          .attempts = static_cast<std::int64_t>(operation.attempts.size()),
          .latency_ms = latency_ms,
          .latency_ms_max = latency_ms};
}

void add(const store::MinuteRow& one, store::MinuteRow& to) {
  to.operations += one.operations;
  to.complete += one.complete;
  to.attempts += one.attempts;
  to.latency_ms += one.latency_ms;
  to.latency_ms_max = std::max(to.latency_ms_max, one.latency_ms_max);
}

}  // namespace

store::Minute minute_of(WallTime at) { return std::chrono::floor<std::chrono::minutes>(at.since_epoch).count(); }

WallTime beginning_of(store::Minute minute) { return {std::chrono::minutes(minute)}; }

void MinuteFold::take(std::string_view line, store::Minute not_before) {
  const auto layout = record::layout_of(line);
  // Numbers rise, so a line that is met twice is known by its own; a damaged one says nothing that could be trusted.
  if (!layout || !layout->checksum_holds || layout->seq <= last_seq_) return;
  last_seq_ = layout->seq;
  if (layout->kind != "operation") return;
  // Nearly every line is one, and is read many times faster than others.
  if (const auto plain = record::plain_answer(line)) return count(*plain, not_before);
  const auto read = record::read_line(line);
  if (read && minute_of(read->at) >= not_before) count(row_of(*read));
}

store::MinuteRow& MinuteFold::count(const store::MinuteRow& row) {
  const auto [found, is_first] = rows_.try_emplace({row.minute, row.route, row.target, row.arm, row.failure_class}, row);
  if (!is_first) add(row, found->second);
  return found->second;
}

void MinuteFold::count(const record::PlainAnswer& answer, store::Minute not_before) {
  const store::Minute minute = minute_of(answer.at);
  if (minute < not_before) return;
  const auto latency_ms = static_cast<std::int64_t>(answer.latency_ms);
  if (plain_ != nullptr && plain_->minute == minute && plain_->route == answer.route && plain_->target == answer.target) {
    ++plain_->operations;
    ++plain_->complete;
    ++plain_->attempts;
    plain_->latency_ms += latency_ms;
    plain_->latency_ms_max = std::max(plain_->latency_ms_max, latency_ms);
    return;
  }
  store::MinuteRow row{.minute = minute,
                       .route = or_none(std::string(answer.route)),
                       .target = or_none(std::string(answer.target)),
                       .arm = std::string(name_of(record::Arm::Control)),
                       .failure_class = std::string(name_of(FailureClass::Ok)),
                       .operations = 1,
                       .complete = 1,
                       .attempts = 1,
                       .latency_ms = latency_ms,
                       .latency_ms_max = latency_ms};
  plain_ = &count(row);
}

store::MinuteBatch MinuteFold::batch() const {
  store::MinuteBatch batch;
  batch.last_seq = last_seq_;
  for (const auto& [key, row] : rows_) batch.rows.push_back(row);
  return batch;
}

}  // namespace jurymast::app
