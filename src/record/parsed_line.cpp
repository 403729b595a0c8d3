#include "record/parsed_line.hpp"

#include <nlohmann/json.hpp>

#include "record/line.hpp"
#include "record/operation_line.hpp"
#include "record/timestamp.hpp"

namespace jurymast::record {
namespace {

using Json = nlohmann::json;

const Json kNothing;

const Json kNoElements = Json::array();
const Json kNoMembers = Json::object();

const Json& member(const Json& object, const char* name) {
  if (!object.is_object()) return kNothing;
  const auto found = object.find(name);
  return found == object.end() ? kNothing : *found;
}

/// The array of that name; empty where there is none.
const Json& elements(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_array() ? value : kNoElements;
}

/// The object of that name; empty where there is none.
const Json& members(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_object() ? value : kNoMembers;
}

std::string text_or(const Json& object, const char* name, std::string_view otherwise = {}) {
  const Json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string(otherwise);
}

std::optional<std::uint64_t> maybe_number(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (!value.is_number_unsigned()) return std::nullopt;
  return value.get<std::uint64_t>();
}

std::uint64_t number_of(const Json& object, const char* name) { return maybe_number(object, name).value_or(0); }

bool holds(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_boolean() && value.get<bool>();
}

std::vector<std::string> texts(const Json& array) {
  std::vector<std::string> all;
  for (const Json& item : array) {
    if (item.is_string()) all.push_back(item.get<std::string>());
  }
  return all;
}

ParsedAttempt read_attempt(const Json& from) {
  ParsedAttempt to;
  to.number = number_of(from, "n");
  to.target = text_or(from, "target");
  to.failure_class = text_or(from, "class");
  to.status = number_of(from, "status");
  to.code = text_or(from, "code");
  to.type = text_or(from, "type");
  to.next = text_or(from, "next", "final");
  to.retry = text_or(from, "retry", "no_retry");
  to.backoff_us = number_of(from, "backoff_us");
  to.waited_us = number_of(from, "waited_us");
  to.retry_after_ms = maybe_number(from, "retry_after_ms");
  to.started_us = number_of(from, "at_us");
  to.elapsed_us = number_of(from, "elapsed_us");
  to.first_content_us = maybe_number(from, "first_content_us");
  to.reused = holds(from, "reused");
  to.maybe_executed = holds(from, "maybe_executed");
  to.output = text_or(from, "output");
  to.prompt_variant = text_or(from, "prompt_variant");
  to.corrected = holds(from, "corrected");
  to.degraded = holds(from, "degraded");
  const Json& admission = member(from, "admission");
  to.breaker = text_or(admission, "breaker", "closed");
  to.tokens_before_milli = number_of(admission, "tokens");
  to.tokens_after_milli = maybe_number(admission, "tokens_after").value_or(to.tokens_before_milli);
  to.in_flight = number_of(admission, "in_flight");
  to.in_flight_limit = number_of(admission, "limit");
  to.probe = holds(admission, "probe");
  return to;
}

void read_start(const Json& from, ParsedOperation& to) {
  to.id = text_or(from, "id");
  to.config = number_of(from, "config");
  to.route = text_or(from, "route");
  to.model_alias = text_or(from, "model_alias");
  to.client = text_or(from, "client");
  to.family = text_or(from, "family");
  to.streamed = holds(from, "streamed");
  to.primary = text_or(from, "primary");
  to.risk = text_or(from, "risk", "low");
  to.caller_id = text_or(from, "caller_id");
  to.replay = holds(from, "replay");
  to.replay_of = text_or(from, "replay_of");
  to.client_timeout_ms = maybe_number(from, "client_timeout_ms");
  to.unit = text_or(from, "unit");
}

void read_fallback(const Json& from, ParsedOperation& to) {
  to.fallback_taken = holds(from, "fallback_taken");
  to.fallback_refused = holds(from, "fallback_refused");
  to.fallback_class = text_or(from, "fallback_class");
  to.fallback_denial = text_or(from, "fallback_denial");
  for (const auto& [name, value] : members(from, "conditions").items()) {
    if (value.is_string()) to.conditions.emplace_back(name, value.get<std::string>());
  }
  to.blocked_by = texts(elements(from, "blocked_by"));
  to.unproven = texts(elements(from, "unproven"));
}

void read_decision(const Json& from, ParsedOperation& to) {
  to.outcome = text_or(from, "outcome");
  to.status = number_of(from, "status");
  to.failure_class = text_or(from, "class");
  to.refusal = text_or(from, "refusal");
  to.arm = text_or(from, "arm", "control");
  to.weight_ppm = maybe_number(from, "weight_ppm");
  to.assigned = text_or(from, "assigned");
  to.not_drawn = text_or(from, "not_drawn");
  to.decision = text_or(from, "decision", "keep_primary");
  to.served_by = text_or(from, "served_by");
  read_fallback(from, to);
  to.queued_us = number_of(from, "queued_us");
  to.final_answer = holds(from, "final");
  to.retry_after_s = maybe_number(from, "retry_after_s");
  to.maybe_executed = holds(from, "maybe_executed");
  for (const Json& attempt : elements(from, "attempts")) to.attempts.push_back(read_attempt(attempt));
  for (const Json& passed : elements(from, "passed_over")) {
    to.passed_over.emplace_back(text_or(passed, "target"), text_or(passed, "denial"));
  }
}

void read_answer(const Json& from, ParsedOperation& to) {
  const Json& answer = member(from, "answer");
  to.answer_object = text_or(answer, "object");
  to.finish = text_or(answer, "finish");
  to.answer_parsed = answer.is_object() && !answer.contains("parsed");
  to.answer_id = answer.is_object() && !answer.contains("id");
  to.model_substituted = answer.is_object() ? text_or(answer, "model_substituted", "false") : "";
  to.model_requested = text_or(from, "model_requested");
  to.model_returned = text_or(answer, "model_returned");
  to.model_unprintable = holds(answer, "model_returned_unprintable");
  to.terminated = text_or(answer, "terminated");
  to.tokens_in = maybe_number(answer, "tokens_in");
  to.tokens_out = maybe_number(answer, "tokens_out");
  to.corrective = text_or(from, "corrective");
  to.degraded = text_or(from, "degraded");
  to.adapted = texts(member(from, "adapted"));
  to.bytes_out = number_of(from, "bytes_out");
  to.first_content_ms = maybe_number(from, "first_content_ms");
  to.latency_ms = number_of(from, "latency_ms");
}

void read_snapshot(const Json& from, ParsedLine& to) {
  to.environment = text_or(from, "environment");
  for (const auto& [name, value] : members(from, "flags").items()) {
    if (value.is_string()) to.flags.emplace_back(name, value.get<std::string>());
  }
  for (const Json& item : elements(from, "targets")) {
    to.targets.push_back({text_or(item, "name"), text_or(item, "origin"), text_or(item, "model")});
  }
  for (const Json& item : elements(from, "routes")) {
    ParsedRoute route;
    route.name = text_or(item, "name");
    route.primary = text_or(item, "primary");
    route.fallback = texts(elements(item, "fallback"));
    route.mode = text_or(item, "mode");
    route.attempts = number_of(item, "attempts");
    route.attempts_per_target = number_of(item, "attempts_per_target");
    to.routes.push_back(std::move(route));
  }
}

void read_members(const Json& from, ParsedLine& to) {
  to.config = number_of(from, "config");
  if (to.kind == "operation") {
    read_start(from, to.operation);
    read_decision(from, to.operation);
    read_answer(from, to.operation);
  }
  if (to.kind == "snapshot") read_snapshot(from, to);
  to.target = text_or(from, "target");
  to.hindrance = text_or(from, "hindrance");
  to.from = text_or(from, "from");
  to.to = text_or(from, "to");
  to.event = text_or(from, "event");
  to.boot = text_or(from, "boot");
  to.build = text_or(from, "version");
  to.accepted = holds(from, "accepted");
  to.problems = number_of(from, "problems");
  to.changed = texts(elements(from, "changed"));
  to.gap_reason = text_or(from, "reason");
  to.gap_count = number_of(from, "count");
}

}  // namespace

Result<ParsedLine> read_line(std::string_view line) {
  if (line.size() > kLineBytesMax) return fail(Code::Corrupt, "the line is longer than {} bytes", kLineBytesMax);
  const auto layout = layout_of(line);
  if (!layout) return fail(Code::Corrupt, "the line does not begin and end as a line of the log does");
  if (auto operation = read_operation_line(*layout, line)) return *std::move(operation);
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return fail(Code::Corrupt, "the line is no JSON object");
  const auto at = parse_timestamp(text_or(json, "ts"));
  if (!at) return fail(Code::Corrupt, "the line has no time (`ts`)");
  ParsedLine parsed;
  parsed.kind = layout->kind;
  parsed.seq = layout->seq;
  parsed.at = *at;
  parsed.checksum_holds = layout->checksum_holds;
  read_members(json, parsed);
  return parsed;
}

}  // namespace jurymast::record
