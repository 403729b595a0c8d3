#include "app/status/status_log.hpp"

#include <algorithm>
#include <tuple>

#include "policy/class_table.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kInterrupted = "interrupted";
/// No operation lasts longer, and the sum stays far from the end of the clock.
constexpr std::uint64_t kMicrosMax = 999'999'999'999;

Duration micros(std::uint64_t count) { return std::chrono::microseconds(std::min(count, kMicrosMax)); }

/// Said by the target about the request: it works.
bool is_answer(std::string_view word) {
  const auto failure_class = failure_class_named(word);
  if (!failure_class) return false;
  return *failure_class == FailureClass::Ok || policy::row_of(*failure_class).body == policy::AnswerBody::Upstream;
}

WallTime end_of(const record::ParsedLine& line) {
  return line.at + micros(std::min(line.operation.latency_ms, kMicrosMax / 1000) * 1000);
}

/// Written long after the fact, by the next life of the process; its time says nothing about its neighbours.
bool is_interrupted(const record::ParsedLine& line) { return line.operation.outcome == kInterrupted; }

}  // namespace

LogFold::Window LogFold::window_of(WallTime time) const {
  const Duration age = now_ - time;
  if (age < kRecentWindow) return Window::Recent;
  return age < kRecentWindow + kBeforeWindow ? Window::Before : Window::Outside;
}

void LogFold::count_failure(const std::string& target, const std::string& word, Window window) {
  if (window == Window::Outside) return;
  auto& all = facts_.failures;
  auto found = std::find_if(all.begin(), all.end(), [&](const FailureCount& c) { return c.target == target && c.word == word; });
  if (found == all.end()) found = all.insert(all.end(), FailureCount{target, word});
  ++(window == Window::Recent ? found->recent : found->before);
}

void LogFold::count_attempt(const record::ParsedAttempt& attempt, Window window) {
  if (window == Window::Outside) return;
  auto& all = facts_.attempts;
  auto found = std::find_if(all.begin(), all.end(), [&](const AttemptCount& c) { return c.target == attempt.target; });
  if (found == all.end()) found = all.insert(all.end(), AttemptCount{attempt.target});
  if (attempt.failure_class != name_of(FailureClass::Ok)) count_failure(attempt.target, attempt.failure_class, window);
  if (window == Window::Before) {
    ++found->before;
    return;
  }
  ++found->recent;
  if (is_answer(attempt.failure_class)) ++found->recent_answered;
  if (attempt.failure_class == name_of(FailureClass::Cancelled)) ++found->recent_cancelled;
}

void LogFold::count_operation(const record::ParsedLine& line) {
  const record::ParsedOperation& operation = line.operation;
  if (!only_route_.empty() && operation.route != only_route_) return;
  // What a check was made to fail, or a shadow met, is no failure that anybody met.
  if (operation.arm == record::name_of(record::Arm::Synthetic) || operation.arm == record::name_of(record::Arm::Shadow)) return;
  for (const record::ParsedAttempt& attempt : operation.attempts) {
    count_attempt(attempt, window_of(line.at + micros(attempt.started_us) + micros(attempt.elapsed_us)));
  }
  if (!operation.refusal.empty()) count_failure({}, operation.refusal, window_of(end_of(line)));
  if (is_interrupted(line)) count_failure({}, operation.outcome, window_of(line.at));
}

bool LogFold::take(const record::ParsedLine& line) {
  // A file that is rotated while it is read shows up twice.
  if (line.seq >= lowest_seq_) return true;
  lowest_seq_ = line.seq;
  if (!line.checksum_holds) {
    take_damaged();
    return true;
  }
  const WallTime end = end_of(line);
  if (!facts_.newest) facts_.newest = oldest_ = end;
  if (line.kind == "boot" && !facts_.stopped_in_order) facts_.stopped_in_order = line.event == "stop";
  if (line.kind == "operation") count_operation(line);
  if (is_interrupted(line)) return true;
  oldest_ = std::min(oldest_, end);
  return now_ - end < kRecentWindow + kBeforeWindow + kOrderSlack;
}

RecordFacts LogFold::finish(bool all_read) && {
  std::sort(facts_.failures.begin(), facts_.failures.end(), [](const FailureCount& a, const FailureCount& b) {
    return std::tie(b.recent, b.before, a.target, a.word) < std::tie(a.recent, a.before, b.target, b.word);
  });
  std::sort(facts_.attempts.begin(), facts_.attempts.end(), [](const AttemptCount& a, const AttemptCount& b) {
    return std::tie(b.recent, b.before, a.target) < std::tie(a.recent, a.before, b.target);
  });
  const Duration read = facts_.newest ? now_ - oldest_ - kRecentWindow : Duration{0};
  facts_.before_covered = all_read ? kBeforeWindow : std::clamp(read, Duration{0}, kBeforeWindow);
  return std::move(facts_);
}

}  // namespace jurymast::app
