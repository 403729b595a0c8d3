#include "app/minutes/minute_fold.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "record/line.hpp"
#include "record/parsed_line.hpp"
#include "record/plain_answer.hpp"

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

/// Nearly every line is a plain answer, which is read many times faster than others.
std::optional<ParsedLine> read_operation(const record::LineLayout& layout, std::string_view line) {
  if (auto plain = record::read_plain_answer(layout, line)) return plain;
  auto whole = record::read_line(line);
  return whole ? std::optional(*std::move(whole)) : std::nullopt;
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
  const auto read = read_operation(*layout, line);
  if (!read) return;
  const store::MinuteRow row = row_of(*read);
  if (row.minute < not_before) return;
  const auto [found, is_first] = rows_.try_emplace({row.minute, row.route, row.target, row.arm, row.failure_class}, row);
  if (!is_first) add(row, found->second);
}

store::MinuteBatch MinuteFold::batch() const {
  store::MinuteBatch batch;
  batch.last_seq = last_seq_;
  for (const auto& [key, row] : rows_) batch.rows.push_back(row);
  return batch;
}

}  // namespace jurymast::app
