#include "record/joined_view.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::record {
namespace {

constexpr std::string_view kNone = "none";

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// What a target's configuration says it is asked for; empty where the client's own name is passed through, which is not written down.
std::string model_of(std::string_view target, const InForce& in_force) {
  const ParsedTarget* const known = in_force.target(target);
  return known == nullptr ? std::string() : known->model;
}

/// What an attempt asked for: of the last one the record says it, of those before it the configuration alone.
std::string model_asked(const ParsedOperation& op, const ParsedAttempt& attempt, const InForce& in_force) {
  const bool told = !op.model_requested.empty() && attempt.target == op.attempts.back().target;
  return told ? op.model_requested : model_of(attempt.target, in_force);
}

void join_snapshot(JoinedView& view, const InForce& in_force) {
  view.environment = in_force.environment();
  view.build = in_force.build();
  view.flags = in_force.flags();
}

void join_contract(JoinedView& view, const InForce& in_force) {
  const ContractRecord* const contract = view.family ? in_force.contract(*view.family) : nullptr;
  if (contract == nullptr) return;
  view.contract_version = version_of(*contract);
  view.source_url = contract->source.text();
  add_links(view, {contract->source});
  add_links(view, contract->links);
}

void read_status(JoinedView& view, const ParsedOperation& op) {
  if (op.outcome == "cancelled") {
    view.status_class = StatusClass::ClientAbort;
    view.status = "cancelled";
    return;
  }
  const bool sent = !op.attempts.empty();
  const std::uint64_t status = sent ? op.attempts.back().status : op.status;
  if (op.outcome == "interrupted" || (!sent && status == 0)) return;
  view.status_class = status == 0 ? StatusClass::NetworkError : class_of_status(status);
  view.status = status == 0 ? op.attempts.back().failure_class : std::to_string(status);
}

/// A wait in front of an attempt at the target that failed before it is a backoff; the next target is asked at once.
bool saw_backoff(const std::vector<ParsedAttempt>& attempts) {
  for (std::size_t i = 1; i < attempts.size(); ++i) {
    if (attempts[i].target == attempts[i - 1].target && attempts[i].waited_us > 0) return true;
  }
  return false;
}

void read_course(JoinedView& view, const ParsedOperation& op) {
  if (op.outcome == "interrupted") return;
  view.retries = op.attempts.empty() ? 0 : op.attempts.size() - 1;
  view.escalated = std::any_of(op.attempts.begin(), op.attempts.end(), [](const auto& a) { return a.retry == "escalate"; });
  view.backoff_seen = saw_backoff(op.attempts);
  view.fallback_taken = op.fallback_taken;
  view.fallback_reason = op.fallback_class.empty() ? op.fallback_denial : op.fallback_class;
  if (view.fallback_reason.empty()) view.fallback_reason = kNone;
  view.latency_ms = op.latency_ms;
}

void read_models(JoinedView& view, const ParsedOperation& op, const InForce& in_force) {
  view.primary_model = model_of(op.primary, in_force);
  if (op.outcome == "interrupted") return;
  view.actual_model = op.attempts.empty() ? std::string(kNone) : model_asked(op, op.attempts.back(), in_force);
  view.fallback_model = kNone;
  for (const ParsedAttempt& attempt : op.attempts) {
    if (attempt.target != op.primary) view.fallback_model = model_asked(op, attempt, in_force);
  }
}

AnswerRead how_read(const ParsedOperation& op) {
  if (op.outcome == "interrupted") return AnswerRead::Unknown;
  if (op.attempts.empty() || op.outcome == "cancelled") return AnswerRead::NotReturned;
  const ParsedAttempt& last = op.attempts.back();
  if (last.status == 0) return AnswerRead::NotReturned;
  if (last.failure_class == "ok") return op.answer_parsed ? AnswerRead::Accepted : AnswerRead::Rejected;
  if (last.failure_class == "output_invalid") return AnswerRead::Accepted;
  if (is_one_of(last.failure_class, {"truncated", "malformed", "empty", "contract_mismatch", "wrong_surface"}))
    return AnswerRead::Rejected;
  // A known word can only come from an error body that was read; without one the record does not say what the body was.
  return last.code.empty() && last.type.empty() ? AnswerRead::Unknown : AnswerRead::Accepted;
}

void read_answer(JoinedView& view, const ParsedOperation& op) {
  view.read = how_read(op);
  if (!op.attempts.empty() && !op.attempts.back().output.empty()) view.output = op.attempts.back().output;
  if (op.outcome == "interrupted") {
    view.object_type = "unknown";
    view.output = "unknown";
  }
  // Where no answer was read its shape is left out as a whole.
  if (op.model_substituted.empty()) return;
  view.object_type = op.answer_object.empty() ? "unknown" : op.answer_object;
  view.id_present = op.answer_id ? Returned::True : Returned::False;
  view.usage_present = op.tokens_in ? Returned::True : Returned::False;
  if (op.tokens_in) view.tokens = {*op.tokens_in, op.tokens_out.value_or(0)};
}

/// What a rule makes of a client's request, in the operator's place: it was served as asked, it was not, or that has to be found out.
void decide(JoinedView& view, const ParsedOperation& op) {
  const bool doubtful =
      is_one_of(op.outcome, {"cancelled", "interrupted"}) || op.failure_class == "ambiguous" || op.model_substituted == "true";
  if (doubtful) return;
  view.decision = op.outcome == "complete" ? OperatorDecision::Pass : OperatorDecision::Fail;
}

void describe_in_words(JoinedView& view, const ParsedOperation& op) {
  view.notes.push_back("outcome " + op.outcome);
  if (!op.failure_class.empty() && op.failure_class != "ok") view.notes.push_back("class " + op.failure_class);
  if (!op.refusal.empty()) view.notes.push_back("refused by the gateway as " + op.refusal);
  if (op.weight_ppm) view.notes.push_back(fmt::format("drawn as {} to {} at {} ppm", op.arm, op.assigned, *op.weight_ppm));
  if (!op.not_drawn.empty()) view.notes.push_back("not eligible for the draw: " + op.not_drawn);
  if (op.fallback_taken) view.notes.push_back("fallback asked because of " + view.fallback_reason);
  if (op.outcome == "complete" && op.fallback_taken) view.notes.push_back("rescued");
  if (!op.degraded.empty()) view.notes.push_back("degraded");
  if (op.model_unprintable) view.notes.push_back("the answer named a model that is not written down");
  if (op.model_substituted == "true") view.notes.push_back("the returned model is not the requested one");
  if (op.maybe_executed) view.notes.push_back("an attempt may have been carried out without an answer");
  for (const std::string& condition : op.unproven) view.notes.push_back("unproven " + condition);
}

RolloutDecision rollout_of(std::string_view arm) {
  if (arm == "canary") return RolloutDecision::RouteCanary;
  return arm == "restore" ? RolloutDecision::RollBack : RolloutDecision::KeepPrimary;
}

}  // namespace

StatusClass class_of_status(std::uint64_t status) {
  constexpr std::uint64_t kHundred = 100;
  const std::uint64_t digit = status / kHundred;
  if (digit < 1 || digit > 5) return StatusClass::Unknown;
  return static_cast<StatusClass>(digit - 1);
}

void add_links(JoinedView& view, const std::vector<Link>& links) {
  for (const Link& link : links) {
    const bool known = std::find(view.links.begin(), view.links.end(), link.text()) != view.links.end();
    if (!known && !link.empty()) view.links.push_back(link.text());
  }
}

JoinedView joined(const ParsedLine& operation, const InForce& in_force) {
  const ParsedOperation& op = operation.operation;
  JoinedView view;
  view.id = op.id;
  view.at = operation.at;
  view.client = op.client;
  view.route = op.route;
  // A path that names no surface has no family either.
  if (op.refusal != "path_unknown") view.family = family_named(op.family);
  join_snapshot(view, in_force);
  join_contract(view, in_force);
  view.failure_class = op.failure_class;
  view.refusal = op.refusal;
  view.client_timeout_ms = op.client_timeout_ms;
  view.rollout = rollout_of(op.arm);
  read_status(view, op);
  read_course(view, op);
  read_models(view, op, in_force);
  read_answer(view, op);
  decide(view, op);
  describe_in_words(view, op);
  if (!operation.checksum_holds) view.notes.push_back("the line was changed after it was written");
  return view;
}

}  // namespace jurymast::record
