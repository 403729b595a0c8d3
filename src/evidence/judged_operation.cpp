#include "evidence/judged_operation.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/output_fault.hpp"

namespace jurymast::evidence {
namespace {

using record::Arm;
using record::ParsedAttempt;
using record::ParsedOperation;

/// Refusals that say that the assigned target, and every other, was not to be had; all others were spoken before anything was drawn.
constexpr std::array<std::string_view, 4> kRefusalsOfTargets{"all_open", "all_paused", "all_full", "deadline"};

/// How an operation ends whose caller wanted an answer and did not get it whole.
constexpr std::array<std::string_view, 3> kUnservedOutcomes{"failed", "partial", "refused"};

/// What may keep an operation from its target, and the class it counts as: of what closed the way, as far as the record can tell.
struct DenialClass {
  std::string_view denial;
  FailureClass failure_class;
};
constexpr std::array kDenialClasses{
    DenialClass{"breaker_open", FailureClass::UpstreamError},
    DenialClass{"ramp", FailureClass::UpstreamError},
    DenialClass{"suspended", FailureClass::UpstreamError},
    DenialClass{"paused", FailureClass::RateLimited},
    DenialClass{"full", FailureClass::Overloaded},
    DenialClass{"credential_open", FailureClass::Auth},
};

Duration micros(std::uint64_t value) {
  constexpr std::uint64_t kMax = static_cast<std::uint64_t>(Duration::max().count()) / 1000;
  return std::chrono::microseconds(static_cast<std::int64_t>(std::min(value, kMax)));
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<Arm> arm_named(std::string_view name) {
  const auto found = std::find(record::kArmNames.begin(), record::kArmNames.end(), name);
  if (found == record::kArmNames.end()) return std::nullopt;
  return static_cast<Arm>(found - record::kArmNames.begin());
}

Family family_of(std::string_view name) {
  return name == name_of(Family::Responses) ? Family::Responses : Family::ChatCompletions;
}

bool counts(const ParsedOperation& operation, Arm arm) {
  if (arm == Arm::Shadow || arm == Arm::Synthetic) return false;
  if (operation.replay || operation.outcome == "interrupted") return false;
  return operation.refusal.empty() || among(kRefusalsOfTargets, operation.refusal);
}

bool is_invalid(const ParsedAttempt& attempt, FailureClass failure_class) {
  return is_invalid_answer(failure_class) || (!attempt.output.empty() && attempt.output != name_of(OutputFault::None) &&
                                              attempt.output != name_of(OutputFault::Undecided));
}

bool is_excluded(FailureClass failure_class) {
  switch (failure_class) {
    case FailureClass::InvalidRequest:
    case FailureClass::ContextLength:
    case FailureClass::ContentPolicy:
    case FailureClass::StateMissing:
    case FailureClass::Cancelled:
      return true;
    default:
      return false;
  }
}

AssignedOutcome outcome_of(const ParsedAttempt& attempt, FailureClass failure_class) {
  if (is_excluded(failure_class)) return AssignedOutcome::Excluded;
  if (is_invalid(attempt, failure_class)) return AssignedOutcome::Invalid;
  return failure_class == FailureClass::Ok ? AssignedOutcome::Served : AssignedOutcome::Failed;
}

std::optional<Duration> content_after(const ParsedAttempt& attempt, bool streamed, FailureClass failure_class) {
  if (streamed && !attempt.first_content_us) return std::nullopt;
  if (!streamed && failure_class != FailureClass::Ok) return std::nullopt;
  return micros(attempt.started_us) + micros(streamed ? *attempt.first_content_us : attempt.elapsed_us);
}

/// The last attempt that `wanted` accepts, of those that sent the request as it came; null: there is none.
template <class Wanted>
const ParsedAttempt* last_attempt(const ParsedOperation& operation, const Wanted& wanted) {
  const auto found = std::find_if(operation.attempts.rbegin(), operation.attempts.rend(),
                                  [&](const ParsedAttempt& attempt) { return !attempt.degraded && wanted(attempt); });
  return found == operation.attempts.rend() ? nullptr : &*found;
}

FailureClass class_of(const ParsedAttempt& attempt) {
  return failure_class_named(attempt.failure_class).value_or(FailureClass::Ambiguous);
}

/// Fills in how the assigned target did; false where the record says nothing of it.
bool judge_assigned(const ParsedOperation& from, JudgedOperation& to) {
  if (const ParsedAttempt* const attempt = last_attempt(from, [&](const auto& any) { return any.target == to.assigned; })) {
    to.failure_class = class_of(*attempt);
    to.outcome = outcome_of(*attempt, to.failure_class);
    to.content_after = content_after(*attempt, to.streamed, to.failure_class);
    return true;
  }
  for (const auto& [target, denial] : from.passed_over) {
    if (target != to.assigned) continue;
    const auto row = std::find_if(kDenialClasses.begin(), kDenialClasses.end(),
                                  [&](const DenialClass& known) { return known.denial == denial; });
    // The kill switch and a person's override say nothing of the target.
    if (row == kDenialClasses.end()) return false;
    to.outcome = AssignedOutcome::Failed;
    to.failure_class = row->failure_class;
    to.denied = true;
    return true;
  }
  return false;
}

/// How one fallback did by its last attempt; nothing where it was sent none of the request as it came.
std::optional<RescueSeen> rescue_by(const std::string& target, const ParsedOperation& from, const JudgedOperation& judged) {
  const ParsedAttempt* const last = last_attempt(from, [&](const auto& any) { return any.target == target; });
  if (last == nullptr) return std::nullopt;
  const auto first = std::find_if(from.attempts.begin(), from.attempts.end(),
                                  [&](const ParsedAttempt& attempt) { return attempt.target == target; });
  RescueSeen rescue;
  rescue.target = target;
  rescue.failure_class = class_of(*last);
  rescue.invalid = is_invalid(*last, rescue.failure_class);
  rescue.content_after = content_after(*last, judged.streamed, rescue.failure_class);
  rescue.waited_before = micros(first->started_us);
  return rescue;
}

/// Every fallback that was asked is judged for its own; the primary rescues nobody.
std::vector<RescueSeen> rescues_of(const ParsedOperation& from, const JudgedOperation& judged) {
  std::vector<RescueSeen> rescues;
  for (const ParsedAttempt& attempt : from.attempts) {
    if (attempt.target == judged.assigned || attempt.target == from.primary) continue;
    const bool seen =
        std::any_of(rescues.begin(), rescues.end(), [&](const RescueSeen& rescue) { return rescue.target == attempt.target; });
    if (seen) continue;
    if (auto rescue = rescue_by(attempt.target, from, judged)) rescues.push_back(*std::move(rescue));
  }
  return rescues;
}

}  // namespace

bool is_invalid_answer(FailureClass failure_class) {
  return failure_class == FailureClass::Malformed || failure_class == FailureClass::ContractMismatch ||
         failure_class == FailureClass::OutputInvalid || failure_class == FailureClass::Empty;
}

std::optional<JudgedOperation> judged_operation(const record::ParsedLine& line) {
  const ParsedOperation& from = line.operation;
  const std::optional<Arm> arm = arm_named(from.arm);
  if (line.kind != "operation" || !arm || !counts(from, *arm)) return std::nullopt;
  JudgedOperation judged;
  judged.at = line.at;
  judged.id = from.id;
  judged.route = from.route;
  judged.family = family_of(from.family);
  judged.streamed = from.streamed;
  judged.arm = *arm;
  judged.unit = from.unit;
  judged.not_eligible = !from.not_drawn.empty();
  judged.assigned = from.assigned.empty() ? from.primary : from.assigned;
  if (from.weight_ppm && *from.weight_ppm <= kWholePpm && !from.assigned.empty()) {
    judged.draw = Draw{static_cast<std::uint32_t>(*from.weight_ppm), *arm == Arm::Canary ? Side::Canary : Side::Control};
  }
  if (!judge_assigned(from, judged)) return std::nullopt;
  judged.unserved = judged.outcome != AssignedOutcome::Excluded && among(kUnservedOutcomes, from.outcome);
  judged.rescues = rescues_of(from, judged);
  return judged;
}

std::optional<JudgedOperation> judged_answer(const record::PlainAnswer& answer) {
  if (answer.replay) return std::nullopt;
  JudgedOperation judged;
  judged.at = answer.at;
  judged.id = answer.id;
  judged.route = answer.route;
  judged.family = family_of(answer.family);
  judged.streamed = answer.streamed;
  judged.unit = answer.unit;
  judged.assigned = answer.primary;
  const std::optional<std::uint64_t> content_us = answer.streamed ? answer.first_content_us : answer.elapsed_us;
  if (content_us) judged.content_after = micros(answer.started_us) + micros(*content_us);
  return judged;
}

}  // namespace jurymast::evidence
