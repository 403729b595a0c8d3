#include <fmt/format.h>

#include "record/joined_view.hpp"

namespace jurymast::record {
namespace {

void read_status(JoinedView& view, const ProbeAnswer& answer) {
  view.failure_class = name_of(answer.failure_class);
  view.status = answer.status ? std::to_string(*answer.status) : view.failure_class;
  const bool left = answer.failure_class == FailureClass::Cancelled;
  const StatusClass without_status = left ? StatusClass::ClientAbort : StatusClass::NetworkError;
  view.status_class = answer.status ? class_of_status(*answer.status) : without_status;
}

void read_answer(JoinedView& view, const ProbeAnswer& answer) {
  view.object_type = answer.object_type;
  view.id_present = answer.id_present;
  view.usage_present = answer.usage_present;
  view.read = AnswerRead::NotReturned;
  if (answer.parse) view.read = *answer.parse == ParseResult::Accepted ? AnswerRead::Accepted : AnswerRead::Rejected;
  if (answer.output) view.output = name_of(*answer.output);
}

void read_course(JoinedView& view, const ProbeAnswer& answer) {
  view.retries = answer.attempts == 0 ? 0 : answer.attempts - 1;
  view.escalated = answer.retry == RetryDecision::Escalate;
  view.backoff_seen = answer.backoff_seen;
  view.fallback_taken = answer.fallback_taken;
  if (!answer.fallback_taken) view.fallback_model = view.fallback_reason = "none";
}

void read_contract(JoinedView& view, const ProbeRecord& probe, const InForce& in_force) {
  const ContractRecord* const contract = in_force.contract(probe.question.family);
  if (contract == nullptr || probe.question.contract != contract->id) return;
  view.contract_version = version_of(*contract);
  view.source_url = contract->source.text();
  add_links(view, {contract->source});
  add_links(view, contract->links);
}

}  // namespace

JoinedView joined(const ProbeRecord& probe, const InForce& in_force) {
  const ProbeQuestion& question = probe.question;
  JoinedView view;
  view.id = probe.id.to_string();
  view.at = probe.at;
  view.request_type = question.request_type;
  view.environment = in_force.environment();
  view.build = in_force.build();
  view.flags = in_force.flags();
  view.person = probe.person;
  view.route = question.route;
  view.family = question.family;
  if (const ParsedTarget* const target = in_force.target(question.target)) view.primary_model = view.actual_model = target->model;
  read_status(view, probe.answer);
  read_answer(view, probe.answer);
  read_course(view, probe.answer);
  read_contract(view, probe, in_force);
  add_links(view, probe.links);
  view.decision = probe.decision;
  if (probe.answer.failure_class != FailureClass::Ok) view.notes.push_back("class " + view.failure_class);
  for (const Assertion& assertion : probe.assertions) {
    if (assertion.result != CheckResult::Pass) {
      view.notes.push_back(fmt::format("{} {}", assertion.name, kCheckResultNames[static_cast<std::size_t>(assertion.result)]));
    }
  }
  if (!probe.notes.empty()) view.notes.push_back(probe.notes.text());
  return view;
}

void join_gate(JoinedView& view, const GateRecord& gate) {
  view.gate = gate.verdict;
  add_links(view, gate.links);
  if (!gate.ticket.empty()) view.notes.push_back("ticket " + gate.ticket);
}

}  // namespace jurymast::record
