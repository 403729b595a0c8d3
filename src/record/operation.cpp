#include "record/operation.hpp"

#include <algorithm>
#include <span>

#include "base/limits.hpp"
#include "record/json_line.hpp"
#include "record/model_name.hpp"
#include "record/start_arm.hpp"

namespace jurymast::record {
namespace {

template <class T>
std::span<const T> at_most(const std::vector<T>& all, std::size_t count) {
  return std::span(all).first(std::min(all.size(), count));
}

void put_id(JsonLine& line, std::string_view name, OperationId id) {
  const auto text = id.text();
  line.word(name, {text.data(), text.size()});
}

void put_word(JsonLine& line, std::string_view name, KnownWord word) {
  if (word != KnownWord{}) line.word(name, text_of(word));
}

std::string_view tri_name(std::optional<bool> value) {
  if (!value) return "not_returned";
  return *value ? "true" : "false";
}

/// The model's name, or in place of one that is not to be written down that there was one.
void put_model(JsonLine& line, std::string_view name, std::string_view unprintable, std::string_view model) {
  if (model.empty()) return;
  if (is_model_name(model)) return line.word(name, model);
  line.flag(unprintable, true);
}

void put_start(JsonLine& line, const OperationStart& start) {
  line.begin("operation");
  put_id(line, "id", start.id);
  line.time("ts", start.at);
  line.number("config", start.snapshot);
  line.text_unless_empty("route", start.route);
  line.text_unless_empty("model_alias", start.model_alias);
  line.text_unless_empty("client", start.client);
  line.word("family", name_of(start.family));
  line.flag("streamed", start.streamed);
  line.text_unless_empty("primary", start.requested_target);
  if (start.risk != "low") line.text_unless_empty("risk", start.risk);
  line.number_unless_zero("bytes_in", start.body_bytes);
  if (start.client_request_hash) line.hex("caller_id", *start.client_request_hash);
  if (start.body_fingerprint) line.hex("body_id", *start.body_fingerprint);
  line.flag("replay", start.replay);
  if (start.replay_of) put_id(line, "replay_of", *start.replay_of);
  if (start.client_timeout) line.millis("client_timeout_ms", *start.client_timeout);
  if (start.unit_hash) line.hex("unit", *start.unit_hash);
  if (start.shadow_of) put_id(line, "shadow_of", *start.shadow_of);
}

void put_admission(JsonLine& line, const AdmissionFacts& admission) {
  line.open_object("admission");
  if (admission.breaker != BreakerState::Closed) line.word("breaker", name_of(admission.breaker));
  line.number_unless_zero("epoch", admission.breaker_epoch);
  line.number("tokens", admission.budget_before_milli);
  if (admission.budget_after_milli != admission.budget_before_milli)
    line.number("tokens_after", admission.budget_after_milli);
  line.micros_unless_zero("pause_us", admission.pause_left);
  line.number("in_flight", admission.in_flight);
  line.number("limit", admission.in_flight_limit);
  line.flag("probe", admission.probe);
  line.close_object();
}

void put_attempt(JsonLine& line, const Attempt& attempt) {
  line.open_element();
  line.number("n", attempt.number);
  line.text("target", attempt.target_name);
  line.word("class", name_of(attempt.failure_class));
  line.number_unless_zero("status", attempt.http_status);
  put_word(line, "code", attempt.error_code);
  put_word(line, "type", attempt.error_type);
  if (attempt.next != NextStep::Final) line.word("next", name_of(attempt.next));
  if (attempt.retry != RetryDecision::NoRetry) line.word("retry", name_of(attempt.retry));
  line.micros_unless_zero("backoff_us", attempt.backoff_planned);
  line.micros_unless_zero("waited_us", attempt.backoff_actual);
  if (attempt.retry_after) line.millis("retry_after_ms", *attempt.retry_after);
  line.micros_unless_zero("at_us", attempt.started_after);
  line.micros("elapsed_us", attempt.elapsed);
  if (attempt.first_content) line.micros("first_content_us", *attempt.first_content);
  line.flag("reused", attempt.reused_connection);
  line.flag("maybe_executed", attempt.maybe_executed);
  if (attempt.output_fault) line.word("output", name_of(*attempt.output_fault));
  line.text_unless_empty("prompt_variant", attempt.prompt_variant);
  line.flag("corrected", !attempt.corrective.empty());
  line.flag("degraded", !attempt.degraded.empty());
  put_admission(line, attempt.admission);
  line.close_object();
}

/// The forms that attempts flag, by name and once: a route has one of each.
void put_forms(JsonLine& line, const Decision& decision) {
  std::string_view corrective;
  std::string_view degraded;
  for (const Attempt& attempt : decision.attempts) {
    if (!attempt.corrective.empty()) corrective = attempt.corrective;
    if (!attempt.degraded.empty()) degraded = attempt.degraded;
  }
  line.text_unless_empty("corrective", corrective);
  line.text_unless_empty("degraded", degraded);
}

void put_attempts(JsonLine& line, const Decision& decision) {
  if (!decision.attempts.empty()) {
    line.open_array("attempts");
    for (const Attempt& attempt : at_most(decision.attempts, limits::kAttemptsMax)) put_attempt(line, attempt);
    line.close_array();
  }
  if (decision.passed_over.empty()) return;
  line.open_array("passed_over");
  for (const PassedOver& passed : at_most(decision.passed_over, limits::kTargetsPerRouteMax)) {
    line.open_element();
    line.text("target", passed.target_name);
    line.word("denial", name_of(passed.denial));
    line.close_object();
  }
  line.close_array();
}

void put_conditions(JsonLine& line, const Decision& decision) {
  if (!decision.conditions_evaluated) return;
  line.open_object("conditions");
  for (std::size_t i = 0; i < kConditionCount; ++i) line.word(kConditionNames[i], name_of(decision.conditions[i]));
  line.close_object();
  if (decision.fallback_refused) {
    line.open_array("blocked_by");
    for (std::size_t i = 0; i < kConditionCount; ++i) {
      if (blocks(decision, i)) line.element(kConditionNames[i]);
    }
    line.close_array();
  }
  const bool unproven =
      std::find(decision.conditions.begin(), decision.conditions.end(), Tri::Unknown) != decision.conditions.end();
  if (!decision.fallback_taken || !unproven) return;
  line.open_array("unproven");
  for (std::size_t i = 0; i < kConditionCount; ++i) {
    if (decision.conditions[i] == Tri::Unknown) line.element(kConditionNames[i]);
  }
  line.close_array();
}

void put_fallback(JsonLine& line, const Decision& decision) {
  line.flag("fallback_taken", decision.fallback_taken);
  line.flag("fallback_refused", decision.fallback_refused);
  if (decision.fallback_class) line.word("fallback_class", name_of(*decision.fallback_class));
  if (decision.fallback_denial != Denial::None) line.word("fallback_denial", name_of(decision.fallback_denial));
  put_conditions(line, decision);
}

void put_arm(JsonLine& line, const StartArm& arm) {
  if (arm.arm != Arm::Control) line.word("arm", name_of(arm.arm));
  if (!arm.weight_ppm) return;
  line.number("weight_ppm", *arm.weight_ppm);
  line.text_unless_empty("assigned", arm.assigned_name);
}

void put_decision(JsonLine& line, const Decision& decision) {
  line.word("outcome", name_of(decision.outcome));
  line.number_unless_zero("status", decision.status);
  if (decision.failure_class) line.word("class", name_of(*decision.failure_class));
  if (decision.refusal) line.word("refusal", name_of(*decision.refusal));
  put_arm(line, {decision.arm, decision.weight_ppm, decision.assigned_name});
  if (decision.not_drawn) line.word("not_drawn", name_of(*decision.not_drawn));
  if (decision.route != RouteDecision::KeepPrimary) line.word("decision", name_of(decision.route));
  line.text_unless_empty("served_by", decision.served_by_name);
  // A complete answer was committed in any case.
  line.flag("committed", decision.committed && decision.outcome != Outcome::Complete);
  put_fallback(line, decision);
  line.micros_unless_zero("queued_us", decision.queued);
  line.flag("final", decision.final_answer);
  if (decision.retry_after_s) line.number("retry_after_s", *decision.retry_after_s);
  line.flag("breaker_bypassed", decision.breaker_bypassed);
  const bool maybe_executed = std::any_of(decision.attempts.begin(), decision.attempts.end(),
                                          [](const Attempt& a) { return a.maybe_executed; });
  line.flag("maybe_executed", maybe_executed);
  put_forms(line, decision);
  put_attempts(line, decision);
}

void put_shape(JsonLine& line, const AnswerShape& shape) {
  if (!shape.parsed && shape.object_type.empty() && shape.frames == 0) return;
  line.open_object("answer");
  line.text_unless_empty("object", shape.object_type);
  line.text_unless_empty("finish", shape.finish_state);
  if (!shape.parsed) line.boolean("parsed", false);
  if (!shape.id_present) line.boolean("id", false);
  line.number_unless_zero("frames", shape.frames);
  if (shape.terminated) line.word("terminated", tri_name(shape.terminated));
  if (shape.model_substituted != false) line.word("model_substituted", tri_name(shape.model_substituted));
  put_model(line, "model_returned", "model_returned_unprintable", shape.model_returned);
  if (shape.usage_present) {
    line.number("tokens_in", shape.input_tokens);
    line.number("tokens_out", shape.output_tokens);
  }
  line.number_unless_zero("skipped", shape.skipped_events);
  line.close_object();
}

}  // namespace

std::string render_start(const OperationStart& start) { return render_start(start, {}); }

std::string render_start(const OperationStart& start, const StartArm& arm) {
  JsonLine line;
  put_start(line, start);
  put_arm(line, arm);
  line.end();
  return line.take();
}

std::string render_decision(const Decision& decision) {
  JsonLine line;
  put_decision(line, decision);
  return line.take();
}

std::string render(const Operation& operation) {
  JsonLine line;
  put_start(line, operation.start);
  put_decision(line, operation.decision);
  put_model(line, "model_requested", "model_requested_unprintable", operation.model_requested);
  put_shape(line, operation.shape);
  line.flag("usage_added", operation.usage_added);
  if (!operation.adaptations.empty()) {
    line.open_array("adapted");
    for (const std::string_view name : operation.adaptations) line.element(name);
    line.close_array();
  }
  line.number_unless_zero("bytes_out", operation.bytes_out);
  if (operation.first_content) line.millis("first_content_ms", *operation.first_content);
  line.millis("latency_ms", operation.latency);
  line.end();
  return line.take();
}

}  // namespace jurymast::record
