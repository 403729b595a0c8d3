#include <utility>

#include "policy/trace_words.hpp"
#include "proxy/operation.hpp"

namespace jurymast::proxy {
namespace {

std::string_view finish_name(wire::FinishState state) {
  return state == wire::FinishState::None ? std::string_view() : policy::word_of(policy::kFinishStateNames, state);
}

void add_line(std::string& lines, std::string_view name, std::string_view value) {
  if (!value.empty()) lines.append(name).append(": ").append(value).append("\r\n");
}

/// The names of the conditions nobody has proved, where a fallback is in play.
std::string unproven_names(const record::Decision& decision) {
  std::string names;
  if (!decision.conditions_evaluated) return names;
  for (std::size_t i = 0; i < record::kConditionCount; ++i) {
    if (decision.conditions[i] != record::Tri::Unknown) continue;
    if (!names.empty()) names += ", ";
    names += record::kConditionNames[i];
  }
  return names;
}

/// The names of the conditions that kept a fallback from serving.
std::string blocking_names(const record::Decision& decision) {
  std::string names;
  for (std::size_t i = 0; i < record::kConditionCount; ++i) {
    if (!record::blocks(decision, i)) continue;
    if (!names.empty()) names += ", ";
    names += record::kConditionNames[i];
  }
  return names;
}

}  // namespace

void Operation::add_decision_lines(std::string& lines) const {
  const record::Decision& decision = exchange_.decision();
  const auto id = input_.start.id.text();
  add_line(lines, "x-request-id", {id.data(), id.size()});
  add_line(lines, "x-client-request-id", input_.client_request_id);
  add_line(lines, "x-jurymast-route", input_.start.route);
  if (attempt_ > 0) add_line(lines, "x-jurymast-target", target().name);
  add_line(lines, "x-jurymast-attempts", std::to_string(attempt_));
  if (!exchange_.committed() && decision.failure_class) add_line(lines, "x-jurymast-class", name_of(*decision.failure_class));
  if (decision.fallback_taken) {
    add_line(lines, "x-jurymast-fallback",
             decision.fallback_class ? name_of(*decision.fallback_class) : record::name_of(decision.fallback_denial));
    add_line(lines, "x-jurymast-unproven", unproven_names(decision));
  }
  if (exchange_.committed()) add_line(lines, "x-jurymast-degraded", decision.attempts.back().degraded);
  if (decision.fallback_refused) add_line(lines, "x-jurymast-fallback-refused", blocking_names(decision));
  if (session_ && session_->will_close()) add_line(lines, "Connection", "close");
}

std::string_view Operation::requested_model() const {
  return target().model.empty() ? std::string_view(input_.request.model) : std::string_view(target().model);
}

record::AnswerShape Operation::answer_shape() const {
  record::AnswerShape shape;
  const bool served = exchange_.committed();
  if (!served) return shape;
  const wire::AnswerFacts& facts = relay_ ? relay_->facts() : facts_;
  const bool chat = input_.facts.family == Family::ChatCompletions;
  if (facts.object_matches) shape.object_type = !chat ? "response" : relay_ ? "chat.completion.chunk" : "chat.completion";
  shape.finish_state = finish_name(facts.finish);
  shape.parsed = facts.parsed;
  shape.id_present = facts.id_present;
  shape.usage_present = facts.usage.present;
  shape.input_tokens = facts.usage.input_tokens;
  shape.output_tokens = facts.usage.output_tokens;
  shape.model_returned = facts.model;
  if (!facts.model.empty()) shape.model_substituted = facts.model != requested_model();
  if (relay_) {
    shape.frames = relay_->frames();
    shape.terminated = facts.finished;
    shape.skipped_events = relay_->skipped_events();
  }
  return shape;
}

record::Operation Operation::make_record() const {
  record::Operation operation;
  operation.start = input_.start;
  operation.decision = exchange_.decision();
  if (attempt_ > 0 && input_.kind == OperationKind::Create) operation.model_requested = requested_model();
  operation.shape = answer_shape();
  operation.latency = plane_.now() - began_;
  if (!is_shadow()) operation.first_content = first_content_;
  operation.bytes_out = is_shadow() ? 0 : bytes_out_ + writer_.bytes();
  operation.usage_added = request_body_.usage_added();
  operation.adaptations = request_body_.adaptations();
  return operation;
}

FinishedProbe Operation::finished_probe(const record::Operation& operation, const std::string& line) const {
  const record::Decision& decision = operation.decision;
  FinishedProbe probe{.id = operation.start.id, .ticket = *input_.probe};
  probe.target = probe.ticket.target.empty() ? std::string(operation.start.requested_target) : probe.ticket.target;
  probe.attempts = decision.attempts.size();
  probe.told_status = decision.status;
  probe.failure_class = decision.failure_class;
  probe.served_by = decision.served_by_name;
  probe.line = line;
  if (decision.attempts.empty()) return probe;
  probe.last_status = decision.attempts.back().http_status;
  probe.last_target = decision.attempts.back().target_name;
  return probe;
}

/// A probe is counted among probes, and held for whoever asks what became of it; a shadow among shadows, callers among callers.
void Operation::note_finished(const record::Operation& operation, const std::string& line) {
  if (is_shadow()) return plane_.metrics.observe_shadow(operation.decision, *live_, input_.facts);
  if (!input_.probe) return plane_.metrics.observe(operation, *live_, input_.facts.route);
  const policy::Route& route = snapshot().route(input_.facts.route);
  plane_.metrics.observe_probe(operation.decision,
                               {.route = live_->route_names[input_.facts.route.value],
                                .target = live_->target_names[input_.facts.synthetic->forced.value_or(route.primary).value],
                                .check = input_.probe->check});
  plane_.shared.probes.keep(finished_probe(operation, line));
}

void Operation::finish() {
  const record::Operation operation = make_record();
  const std::string line = record::render(operation);
  note_finished(operation, line);
  if (tracer_) plane_.journal.detail(tracer_->take());
  timer_.cancel();
  if (snapshot().server.durability != policy::Durability::Strict) {
    plane_.journal.end(line);
    return end_session();
  }
  // The answer's end waits until the record is on the disk; the sequencer's thread says when.
  // That thread must not be the last to hold this operation, so it hands on its share.
  plane_.journal.end(line, [self = shared_from_this()]() mutable {
    http::Loop& loop = self->plane_.loop;
    loop.post([kept = std::move(self)] { kept->end_session(); });
  });
}

void Operation::end_session() {
  const auto self = shared_from_this();
  finished_ = true;
  flush();
  memory_.set(0);
  running().fetch_sub(1, std::memory_order_relaxed);
  if (of_caller()) plane_.metrics.operation_ended();
  std::exchange(let_go_, nullptr)();
  // After `[DONE]` the upstream has its framing left to send; read on for a moment, so that the connection can be used again.
  if (call_ && (upstream_ended_ || !request_sent_)) call_.reset();
  if (call_) plane_.linger(self);
  if (client_gone_) return;
  if (abort_session_ && !chunked_) return session_->abort_answer();
  session_->end_answer();
}

}  // namespace jurymast::proxy
