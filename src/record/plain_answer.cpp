#include "record/plain_answer.hpp"

#include "record/member_walk.hpp"
#include "record/timestamp.hpp"

namespace jurymast::record {
namespace {

/// What was known when it was admitted, up to its outcome.
bool take_start(MemberWalk& line, PlainAnswer& answer) {
  std::optional<WallTime> at;
  while (line.next()) {
    const std::string_view name = line.name;
    if (name == "outcome") {
      answer.at = at.value_or(WallTime());
      return at.has_value();
    }
    if (name == "ts") at = parse_timestamp(line.value);
    if (name == "id") answer.id = line.value;
    if (name == "route") answer.route = line.value;
    if (name == "family") answer.family = line.value;
    if (name == "primary") answer.primary = line.value;
    if (name == "caller_id") answer.caller_id = line.value;
    if (name == "unit") answer.unit = line.value;
    if (name == "replay") answer.replay = line.value == "true";
    if (name == "replay_of") answer.replay_of = line.value;
    if (name == "streamed") answer.streamed = line.value == "true";
  }
  return false;
}

bool take_attempt(MemberWalk& attempt, PlainAnswer& answer) {
  if (!attempt.next("n") || attempt.value != "1") return false;
  if (!attempt.next("target") || attempt.value != answer.target) return false;
  if (!attempt.next("class") || attempt.value != "ok") return false;
  while (attempt.next()) {
    // What the route's rules said of the answer, and how the request was changed, is for the whole reader.
    if (attempt.name == "output" || attempt.name == "degraded") return false;
    if (attempt.name == "at_us") answer.started_us = number_of(attempt.value).value_or(0);
    if (attempt.name == "elapsed_us") answer.elapsed_us = number_of(attempt.value).value_or(0);
    if (attempt.name == "first_content_us") answer.first_content_us = number_of(attempt.value);
  }
  return attempt.pass("}]");
}

/// The walk stands on the outcome. Arm, draw and decision would stand between class and target.
bool take_service(MemberWalk& line, PlainAnswer& answer) {
  if (line.value != "complete") return false;
  if (!line.next("status") || line.value != "200") return false;
  if (!line.next("class") || line.value != "ok") return false;
  if (!line.next("served_by")) return false;
  answer.target = line.value;
  return line.enter("attempts", "[{") && take_attempt(line, answer);
}

}  // namespace

std::optional<PlainAnswer> plain_answer(std::string_view line) {
  // Texts without anything that JSON writes in another way are what they say.
  if (!line.starts_with('{') || line.find('\\') != std::string_view::npos) return std::nullopt;
  MemberWalk walk(line.substr(1));
  PlainAnswer answer;
  if (!take_start(walk, answer) || !take_service(walk, answer)) return std::nullopt;
  while (walk.next()) {
    if (walk.name == "first_content_ms") answer.first_content_ms = number_of(walk.value);
    if (walk.name == "latency_ms") answer.latency_ms = number_of(walk.value).value_or(0);
  }
  return answer;
}

std::optional<ParsedLine> read_plain_answer(const LineLayout& layout, std::string_view line) {
  const auto plain = plain_answer(line);
  if (!plain) return std::nullopt;
  ParsedLine read;
  put_plain_answer({layout.seq, *plain}, read);
  read.checksum_holds = layout.checksum_holds;
  return read;
}

void put_plain_answer(const PlainLine& plain, ParsedLine& to) {
  const PlainAnswer& answer = plain.answer;
  to.kind = "operation";
  to.seq = plain.seq;
  to.at = answer.at;
  to.checksum_holds = true;
  ParsedOperation& operation = to.operation;
  operation.id = answer.id;
  operation.route = answer.route;
  operation.family = answer.family;
  operation.primary = answer.primary;
  operation.caller_id = answer.caller_id;
  operation.unit = answer.unit;
  operation.replay_of = answer.replay_of;
  operation.replay = answer.replay;
  operation.streamed = answer.streamed;
  operation.outcome = "complete";
  operation.status = 200;
  operation.failure_class = "ok";
  operation.served_by = answer.target;
  operation.attempts.resize(1);
  ParsedAttempt& attempt = operation.attempts.front();
  attempt.number = 1;
  attempt.target = answer.target;
  attempt.failure_class = "ok";
  attempt.started_us = answer.started_us;
  attempt.elapsed_us = answer.elapsed_us;
  attempt.first_content_us = answer.first_content_us;
  operation.first_content_ms = answer.first_content_ms;
  operation.latency_ms = answer.latency_ms;
}

}  // namespace jurymast::record
