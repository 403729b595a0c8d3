#include "record/test_views.hpp"

#include "record/sequencer.hpp"
#include "record/test_steps.hpp"

namespace jurymast::record::testing {
namespace {

/// An operation whose only attempt ended like that, and whose client was told `told`.
Operation ended(std::uint64_t number, FailureClass failure_class, std::uint16_t status, std::uint16_t told) {
  Operation operation = served(number);
  Decision& decision = operation.decision;
  decision.outcome = Outcome::Failed;
  decision.status = told;
  decision.failure_class = failure_class;
  decision.route = RouteDecision::FailFast;
  decision.committed = false;
  decision.final_answer = true;
  decision.served_by_name = {};
  decision.attempts = {attempt_at("main", failure_class, status)};
  operation.shape = {};
  return operation;
}

Operation served_as_stream() {
  Operation operation = served(11);
  operation.start.streamed = true;
  operation.start.client_timeout = std::chrono::seconds(60);
  operation.shape = {"chat.completion.chunk", "stop", true, true, false, 42, true, 0, 0, false, 0};
  operation.first_content = std::chrono::milliseconds(210);
  return operation;
}

Operation failed_twice() {
  Operation operation = ended(12, FailureClass::UpstreamError, 502, 502);
  Attempt& first = operation.decision.attempts.front();
  first.next = NextStep::SameTarget;
  first.retry = RetryDecision::SingleRetry;
  Attempt second = first;
  second.number = 2;
  second.next = NextStep::Final;
  second.retry = RetryDecision::DeniedBudget;
  second.backoff_planned = second.backoff_actual = std::chrono::milliseconds(120);
  operation.decision.attempts.push_back(second);
  return operation;
}

Operation of_the_caller() {
  Operation operation = ended(13, FailureClass::InvalidRequest, 400, 400);
  operation.decision.attempts.front().error_code = known_word("missing_required_parameter");
  operation.decision.attempts.front().error_type = known_word("invalid_request_error");
  return operation;
}

Operation refused(std::uint64_t number, Refusal refusal) {
  Operation operation;
  operation.start = start_of(number);
  operation.decision.refusal = refusal;
  operation.decision.status = static_cast<std::uint16_t>(status_of(refusal));
  operation.decision.route = RouteDecision::FailFast;
  if (refusal == Refusal::PathUnknown) operation.start.route = operation.start.requested_target = {};
  if (refusal == Refusal::AllOpen) operation.decision.passed_over = {{{}, "main", Denial::BreakerOpen}};
  return operation;
}

Operation left_by_its_client() {
  Operation operation = ended(16, FailureClass::Cancelled, 200, 499);
  operation.decision.outcome = Outcome::Cancelled;
  return operation;
}

Operation cut() {
  Operation operation = ended(18, FailureClass::Truncated, 200, 200);
  operation.decision.outcome = Outcome::Partial;
  operation.decision.committed = true;
  operation.decision.served_by_name = "main";
  operation.start.streamed = true;
  operation.shape = {"chat.completion.chunk", {}, true, true, false, 17, false, 0, 0, false, 0};
  return operation;
}

Operation broke_the_rules() {
  Operation operation = ended(21, FailureClass::OutputInvalid, 200, 502);
  operation.decision.attempts.front().output_fault = OutputFault::Schema;
  return operation;
}

/// Three requests, with a wait, and a denied one: more than a checklist has words for.
Operation paced() {
  Operation operation = rescued(22);
  Attempt third = operation.decision.attempts.back();
  third.number = 3;
  operation.decision.attempts.front().next = NextStep::SameTarget;
  Attempt second = operation.decision.attempts.front();
  second.number = 2;
  second.backoff_actual = std::chrono::milliseconds(40);
  second.next = NextStep::NextTarget;
  operation.decision.attempts = {operation.decision.attempts.front(), second, third};
  return operation;
}

Operation of_another_model() {
  Operation operation = served(24);
  operation.shape.model_substituted = true;
  operation.shape.model_returned = "gpt-5.1-mini";
  return operation;
}

Operation of_no_draw() {
  Operation operation = served(27);
  operation.decision.not_drawn = NotDrawn::Stateful;
  return operation;
}

}  // namespace

std::vector<NamedLine> operations_of_every_end() {
  return {{"served", render(served(1))},
          {"served_stream", render(served_as_stream())},
          {"rescued", render(rescued(2))},
          {"rescued_after_a_retry", render(paced())},
          {"model_substituted", render(of_another_model())},
          {"not_eligible", render(of_no_draw())},
          {"failed", render(failed_twice())},
          {"caller_fault", render(of_the_caller())},
          {"credential_refused", render(ended(23, FailureClass::Auth, 401, 502))},
          {"rate_limited", render(ended(19, FailureClass::RateLimited, 429, 429))},
          {"wrong_surface", render(ended(14, FailureClass::WrongSurface, 301, 502))},
          {"network_error", render(ended(20, FailureClass::NetworkConnect, 0, 502))},
          {"ambiguous", render(ended(25, FailureClass::Ambiguous, 418, 502))},
          {"output_invalid", render(broke_the_rules())},
          {"partial", render(cut())},
          {"cancelled", render(left_by_its_client())},
          {"refused_all_open", render(refused(15, Refusal::AllOpen))},
          {"refused_path_unknown", render(refused(26, Refusal::PathUnknown))},
          {"interrupted", interrupted_record(render_start(start_of(17)))}};
}

CheckpointRecord checkpoint_signed() {
  MerkleTree tree;
  for (const char* const line : {"a", "b", "c", "d", "e"}) tree.append(leaf_hash(line));
  return sign_checkpoint(LogSigner(Secret(std::string(crypto::kEd25519SeedBytes, '\x07'))), tree, moment(52),
                         CheckpointCause::Time);
}

std::vector<NamedLine> records_of_other_kinds() {
  ConfigRecord reload;
  reload.at = moment(50);
  reload.accepted = true;
  reload.version = 2;
  reload.changed = {"changed routes.assistant.fallback"};
  return {{"snapshot", render_snapshot(snapshot_in_force()).front()},
          {"boot", render(BootRecord{moment(-2), BootEvent::Start, "01BOOT", "0.1.0", 7, 9})},
          {"config", render(reload)},
          {"gap", render(GapRecord{moment(51), GapReason::QueueFull, 3})},
          {"checkpoint", render(checkpoint_signed())},
          {"target_state", render(breaker_opened())},
          {"sample", render(sample_under_load())},
          {"alert", render(alert_of_ours())},
          {"probe", render(probe_passed())},
          {"contract", render(contract_read())},
          {"gate", render(gate_promotes())},
          {"note", render(note_of_a_person())},
          {"handoff", render(handoff_of_a_person())},
          {"rollout", render(rollout_rolled_back())},
          {"override", render(override_set())},
          {"feedback", render(feedback_of_an_application())},
          {"incident", render(incident_opened())},
          {"audit", render(audit_of_a_reload())}};
}

}  // namespace jurymast::record::testing
