#pragma once
#include <string>

#include "base/limits.hpp"
#include "record/operation.hpp"

/// Operations for the tests of this room and of those above it.
namespace jurymast::record::testing {

inline OperationId operation_id(std::uint64_t number) {
  Random random(number + 1);
  return OperationId::make(WallTime{std::chrono::seconds(1'782'000'000) + std::chrono::milliseconds(number)}, random);
}

inline OperationStart start_of(std::uint64_t number) {
  OperationStart start;
  start.id = operation_id(number);
  start.at = WallTime{std::chrono::seconds(1'782'000'000) + std::chrono::milliseconds(number)};
  start.snapshot = 1;
  start.route = "assistant";
  start.model_alias = "assistant";
  start.client = "web";
  start.risk = "low";
  start.requested_target = "main";
  start.body_bytes = 1024;
  return start;
}

inline Attempt attempt_at(std::string_view target, FailureClass failure_class, std::uint16_t status) {
  Attempt attempt;
  attempt.target_name = target;
  attempt.failure_class = failure_class;
  attempt.http_status = status;
  attempt.elapsed = std::chrono::microseconds(812'345);
  attempt.admission.budget_before_milli = 10'000;
  attempt.admission.budget_after_milli = 10'000;
  attempt.admission.in_flight = 3;
  attempt.admission.in_flight_limit = 256;
  return attempt;
}

/// One good attempt, as nearly all operations are.
inline Operation served(std::uint64_t number) {
  Operation operation;
  operation.start = start_of(number);
  Decision& decision = operation.decision;
  decision.outcome = Outcome::Complete;
  decision.status = 200;
  decision.failure_class = FailureClass::Ok;
  decision.committed = true;
  decision.served_by_name = "main";
  decision.attempts.push_back(attempt_at("main", FailureClass::Ok, 200));
  decision.attempts.back().reused_connection = true;
  operation.model_requested = "gpt-5.1";
  operation.shape = {"chat.completion", "stop", true, true, true, 0, std::nullopt, 120, 456, false, 0, "gpt-5.1"};
  operation.latency = std::chrono::milliseconds(813);
  operation.bytes_out = 2345;
  return operation;
}

/// A primary that was overloaded and a fallback that served, one condition unproven.
inline Operation rescued(std::uint64_t number) {
  Operation operation = served(number);
  Decision& decision = operation.decision;
  decision.arm = Arm::Rescue;
  decision.route = RouteDecision::FallbackProvider;
  decision.served_by_name = "spare";
  decision.fallback_taken = true;
  decision.fallback_class = FailureClass::Overloaded;
  decision.conditions_evaluated = true;
  decision.conditions.fill(Tri::True);
  decision.conditions[static_cast<std::size_t>(Condition::Evidence)] = Tri::Unknown;
  decision.attempts.clear();
  decision.attempts.push_back(attempt_at("main", FailureClass::Overloaded, 503));
  decision.attempts.back().next = NextStep::NextTarget;
  decision.attempts.back().error_code = known_word("server_is_overloaded");
  decision.attempts.push_back(attempt_at("spare", FailureClass::Ok, 200));
  decision.attempts.back().number = 2;
  decision.attempts.back().started_after = std::chrono::microseconds(812'400);
  operation.model_requested = operation.shape.model_returned = "gpt-5.1-mini";
  operation.latency = std::chrono::milliseconds(1626);
  return operation;
}

/// Drawn to a canary that served it.
inline Operation canary(std::uint64_t number) {
  Operation operation = served(number);
  Decision& decision = operation.decision;
  decision.arm = Arm::Canary;
  decision.weight_ppm = 50'000;
  decision.route = RouteDecision::FallbackProvider;
  decision.assigned_name = decision.served_by_name = "spare";
  decision.attempts.clear();
  decision.attempts.push_back(attempt_at("spare", FailureClass::Ok, 200));
  return operation;
}

/// Every member at its longest; it views the name.
Operation longest(std::string&& name) = delete;
inline Operation longest(const std::string& name) {
  constexpr std::uint64_t kHuge = 9'223'372'036'854'775'807ULL;
  Operation operation;
  OperationStart& start = operation.start;
  start = start_of(7);
  start.snapshot = start.body_bytes = ~0ULL;
  start.route = start.model_alias = start.client = start.risk = start.requested_target = name;
  start.streamed = start.replay = true;
  start.client_request_hash = start.body_fingerprint = ~0ULL;
  start.replay_of = operation_id(8);
  start.client_timeout = Duration::max();
  start.unit_hash = ~0ULL;
  start.shadow_of = operation_id(9);
  Attempt attempt = attempt_at(name, FailureClass::TimeoutFirstToken, 65535);
  attempt.number = 255;
  attempt.error_code = attempt.error_type = known_word("unsupported_country_region_territory");
  attempt.next = NextStep::SameTarget;
  attempt.retry = RetryDecision::DeniedBudget;
  attempt.backoff_planned = attempt.backoff_actual = attempt.started_after = attempt.elapsed = Duration::max();
  attempt.retry_after = attempt.first_content = Duration::max();
  attempt.admission = {BreakerState::HalfOpen, ~0U, ~0U, ~0U - 1, Duration::max(), ~0U, ~0U, true};
  attempt.reused_connection = attempt.maybe_executed = true;
  attempt.output_fault = OutputFault::ToolArguments;
  attempt.prompt_variant = attempt.corrective = attempt.degraded = name;
  Decision& decision = operation.decision;
  decision.attempts.assign(2 * limits::kAttemptsMax, attempt);
  decision.passed_over.assign(3 * limits::kTargetsPerRouteMax, PassedOver{{}, name, Denial::CredentialOpen});
  decision.outcome = Outcome::Interrupted;
  decision.status = 65535;
  decision.failure_class = decision.fallback_class = FailureClass::TimeoutFirstToken;
  decision.refusal = Refusal::ClientTooLarge;
  decision.arm = Arm::Synthetic;
  decision.weight_ppm = ~0U;
  decision.assigned_name = name;
  decision.route = RouteDecision::FallbackProvider;
  decision.served_by_name = name;
  decision.fallback_taken = decision.fallback_refused = decision.conditions_evaluated = true;
  decision.conditions.fill(Tri::Unknown);
  decision.proof_required = true;
  decision.fallback_denial = Denial::CredentialOpen;
  decision.queued = Duration::max();
  decision.committed = decision.final_answer = decision.breaker_bypassed = true;
  decision.retry_after_s = ~0U;
  decision.not_drawn = NotDrawn::FallbackDisproved;
  operation.model_requested = name;
  operation.shape = {name, name, true, true, true, kHuge, true, kHuge, kHuge, std::nullopt, ~0U, name};
  operation.latency = Duration::max();
  operation.first_content = Duration::max();
  operation.bytes_out = ~0ULL;
  operation.usage_added = true;
  operation.adaptations.assign(8, "token_limit_renamed");
  return operation;
}

}  // namespace jurymast::record::testing
