#include "review/incident/arms.hpp"

#include "review/incident/operation_words.hpp"

namespace jurymast::review {
namespace {

void add(Arms& arms, const ArmKey& key, const std::string& failure) {
  ArmFigures& figures = arms[key];
  ++figures.operations;
  if (failure == kNoTrouble) return;
  ++figures.failures;
  ++figures.classes[failure];
}

/// What the target that was asked last of those that were sent it came to.
std::string last_class_at(const record::ParsedOperation& operation, const std::string& target) {
  for (auto attempt = operation.attempts.rbegin(); attempt != operation.attempts.rend(); ++attempt) {
    if (attempt->target == target) return attempt->failure_class;
  }
  return {};
}

/// Of a target that was not asked at all: what kept it away, as far as the record tells.
std::string class_unasked(const record::ParsedOperation& operation) {
  if (!operation.refusal.empty()) return "refused:" + operation.refusal;
  if (!operation.fallback_denial.empty()) return "denied:" + operation.fallback_denial;
  return operation.failure_class.empty() ? operation.outcome : operation.failure_class;
}

}  // namespace

void count(Arms& arms, const record::ParsedOperation& operation) {
  const std::string& first = first_target(operation);
  const bool drawn_to_canary = operation.arm == "canary" || (operation.arm == "rescue" && first != operation.primary);
  const std::string home = drawn_to_canary ? "canary" : operation.arm == "rescue" ? "control" : operation.arm;
  const std::string at_first = last_class_at(operation, first);
  add(arms, {home, first}, at_first.empty() ? class_unasked(operation) : at_first);
  std::string asked;
  for (const record::ParsedAttempt& attempt : operation.attempts) {
    if (attempt.target == first || attempt.target == asked) continue;
    asked = attempt.target;
    add(arms, {"rescue", asked}, last_class_at(operation, asked));
  }
}

}  // namespace jurymast::review
