#include "review/incident/operation_words.hpp"

#include <algorithm>

namespace jurymast::review {

using record::ParsedAttempt;
using record::ParsedOperation;

bool is_arm_of_callers(std::string_view arm) { return arm != "synthetic" && arm != "shadow"; }

bool is_of_callers(const ParsedOperation& operation) { return is_arm_of_callers(operation.arm); }

std::string trouble_of(const ParsedOperation& operation) {
  const auto failed = std::find_if(operation.attempts.begin(), operation.attempts.end(),
                                   [](const ParsedAttempt& attempt) { return attempt.failure_class != kNoTrouble; });
  record::OperationGlance glance;
  glance.outcome = operation.outcome;
  glance.failure_class = operation.failure_class;
  glance.refusal = operation.refusal;
  glance.fallback_class = operation.fallback_class;
  if (failed != operation.attempts.end()) glance.first_failed = failed->failure_class;
  return trouble_of(glance);
}

std::string trouble_of(const record::OperationGlance& operation) {
  if (!operation.first_failed.empty()) return std::string(operation.first_failed);
  if (!operation.fallback_class.empty()) return std::string(operation.fallback_class);
  if (!operation.refusal.empty()) return "refused:" + std::string(operation.refusal);
  if (!operation.failure_class.empty() && operation.failure_class != kNoTrouble) return std::string(operation.failure_class);
  if (operation.outcome == "interrupted") return std::string(operation.outcome);
  return std::string(kNoTrouble);
}

HistogramRow row_of(const ParsedOperation& operation) {
  if (!operation.refusal.empty()) return {"refused:" + operation.refusal, operation.arm};
  if (!operation.failure_class.empty()) return {operation.failure_class, operation.arm};
  return {operation.outcome, operation.arm};
}

bool is_visible_error(const ParsedOperation& operation) {
  return operation.outcome != "complete" && operation.outcome != "cancelled";
}

bool is_timeout(const ParsedOperation& operation) {
  return is_visible_error(operation) && (operation.failure_class.starts_with("timeout") || operation.refusal == "deadline");
}

const std::string& first_target(const ParsedOperation& operation) {
  return operation.assigned.empty() ? operation.primary : operation.assigned;
}

WallTime written_at(const record::ParsedLine& line) {
  if (line.kind != "operation") return line.at;
  return line.at + std::chrono::milliseconds(line.operation.latency_ms);
}

}  // namespace jurymast::review
