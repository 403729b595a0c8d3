#include "review/incident/impact_fold.hpp"

#include <algorithm>
#include <functional>

#include "review/incident/operation_words.hpp"

namespace jurymast::review {
namespace {

constexpr std::uint64_t kDigitsKept = 1000;

/// Three digits of it, so that an hour of milliseconds has some thousand values.
std::uint64_t rounded(std::uint64_t value) {
  std::uint64_t scale = 1;
  while (value / scale >= kDigitsKept) scale *= 10;
  return value / scale * scale;
}

/// The least value that so many percent of all are not above.
std::optional<std::uint64_t> percentile(const std::map<std::uint64_t, std::uint64_t>& times, std::uint64_t percent) {
  std::uint64_t all = 0;
  for (const auto& [time, count] : times) all += count;
  std::uint64_t seen = 0;
  for (const auto& [time, count] : times) {
    seen += count;
    if (seen * 100 >= all * percent) return time;
  }
  return std::nullopt;
}

bool is_answered(const record::ParsedOperation& operation) {
  return operation.outcome == "complete" || operation.outcome == "partial";
}

bool is_later(std::uint64_t milliseconds, Duration patience) {
  return milliseconds > static_cast<std::uint64_t>(std::max<std::int64_t>(to_ms(patience), 0));
}

}  // namespace

void ImpactFold::take(Phase phase, const record::ParsedOperation& operation) {
  PhaseImpact& impact = impact_[static_cast<std::size_t>(phase)];
  ++impact.operations;
  impact.completed += operation.outcome == "complete" ? 1U : 0U;
  impact.visible_errors += is_visible_error(operation) ? 1U : 0U;
  impact.timeouts += is_timeout(operation) ? 1U : 0U;
  impact.cancelled += operation.outcome == "cancelled" ? 1U : 0U;
  const bool complete = operation.outcome == "complete";
  impact.degraded += complete && !operation.degraded.empty() ? 1U : 0U;
  impact.rescued += complete && operation.fallback_taken && operation.served_by != first_target(operation) ? 1U : 0U;
  impact.caller_retries += operation.replay || !operation.replay_of.empty() ? 1U : 0U;
  impact.failed_attempts +=
      static_cast<std::uint64_t>(std::count_if(operation.attempts.begin(), operation.attempts.end(),
                                               [](const auto& attempt) { return attempt.failure_class != kNoTrouble; }));
  judge_time(impact, first_content_[static_cast<std::size_t>(phase)], operation);
  look_for_duplicate(impact, operation);
}

void ImpactFold::judge_time(PhaseImpact& impact, Times& times, const record::ParsedOperation& operation) const {
  if (operation.first_content_ms) ++times[rounded(*operation.first_content_ms)];
  const auto& patience = operation.streamed ? patience_.first_content : patience_.total;
  if (!patience || operation.outcome != "complete") return;
  impact.late_known = true;
  const auto waited = operation.streamed ? operation.first_content_ms : std::optional(operation.latency_ms);
  impact.late += waited && is_later(*waited, *patience) ? 1U : 0U;
}

void ImpactFold::look_for_duplicate(PhaseImpact& impact, const record::ParsedOperation& operation) {
  if (operation.caller_id.empty() || !is_answered(operation)) return;
  const auto mark =
      caller_marks_.begin() + static_cast<std::ptrdiff_t>(std::hash<std::string>()(operation.caller_id) % kCallerMarks);
  const auto known = *mark ? callers_.find(operation.caller_id) : callers_.end();
  if (known != callers_.end()) {
    ++impact.duplicates;
    if (duplicates_.size() < kDuplicatesShownMax) duplicates_.push_back({known->second, operation.id});
  } else if (callers_.size() < kCallerIdsMax) {
    callers_.emplace(operation.caller_id, operation.id);
    *mark = true;
  } else {
    ++ids_left_out_;
  }
}

void ImpactFold::take(Phase phase, const record::SampleRecord& sample) {
  auto& most = impact_[static_cast<std::size_t>(phase)].queue_depth_most;
  most = std::max(most.value_or(0), sample.in_flight);
}

Impact ImpactFold::impact() const {
  Impact impact = impact_;
  for (std::size_t phase = 0; phase < kPhases; ++phase) {
    impact[phase].first_content_ms_median = percentile(first_content_[phase], 50);
    impact[phase].first_content_ms_p95 = percentile(first_content_[phase], 95);
    // What failed attempts cost is in no record; that nothing was thrown away is known where none failed.
    if (impact[phase].operations > 0 && impact[phase].failed_attempts == 0) impact[phase].failed_attempt_tokens = 0;
  }
  return impact;
}

}  // namespace jurymast::review
