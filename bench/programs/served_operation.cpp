#include "served_operation.hpp"

#include <chrono>

namespace jurymast::bench {

record::Operation served_operation(OperationId id, WallTime at) {
  record::Operation operation;
  operation.start.id = id;
  operation.start.at = at;
  operation.start.snapshot = 1;
  operation.start.route = "assistant";
  operation.start.client = "web";
  operation.start.risk = "low";
  operation.start.requested_target = "main";
  operation.start.body_bytes = 1024;
  operation.decision.outcome = record::Outcome::Complete;
  operation.decision.status = 200;
  operation.decision.failure_class = FailureClass::Ok;
  operation.decision.served_by_name = "main";
  operation.decision.committed = true;
  record::Attempt attempt;
  attempt.target_name = "main";
  attempt.http_status = 200;
  attempt.elapsed = std::chrono::microseconds(812'345);
  attempt.admission.budget_before_milli = 10'000;
  attempt.admission.budget_after_milli = 10'000;
  attempt.admission.in_flight = 3;
  attempt.admission.in_flight_limit = 256;
  operation.decision.attempts.push_back(attempt);
  operation.shape.object_type = "chat.completion";
  operation.shape.finish_state = "stop";
  operation.shape.parsed = operation.shape.id_present = operation.shape.usage_present = true;
  operation.shape.input_tokens = 12;
  operation.shape.output_tokens = 9;
  operation.shape.model_substituted = false;
  operation.latency = std::chrono::milliseconds(813);
  operation.bytes_out = 640;
  return operation;
}

}  // namespace jurymast::bench
