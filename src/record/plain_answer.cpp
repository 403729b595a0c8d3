#include "record/plain_answer.hpp"

#include <charconv>
#include <cstring>

#include "record/timestamp.hpp"

namespace jurymast::record {
namespace {

constexpr std::string_view kTime = R"(,"ts":")";
/// Arm, draw and decision would stand between class and target.
constexpr std::string_view kServed = R"(,"outcome":"complete","status":200,"class":"ok","served_by":")";
constexpr std::string_view kAttempts = R"(","attempts":[{"n":1,"target":")";
constexpr std::string_view kOk = R"(","class":"ok",)";
constexpr std::string_view kAnotherAttempt = R"(},{"n":)";
constexpr std::string_view kAttemptsEnd = "}]";
/// What the route's rules said of the answer; where they said anything, it is for the whole reader.
constexpr std::string_view kOutput = R"(,"output":")";

std::size_t find(std::string_view text, std::string_view wanted) {
  const void* const found = ::memmem(text.data(), text.size(), wanted.data(), wanted.size());
  return found == nullptr ? std::string_view::npos : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

/// The parts of such a line.
struct PlainText {
  std::string_view start;    ///< what was known when it was admitted
  std::string_view target;   ///< who answered
  std::string_view attempt;  ///< how it did
  std::string_view rest;     ///< the attempt and what follows it
  WallTime at;
};

std::optional<PlainText> parts_of(std::string_view line) {
  const std::size_t served = find(line, kServed);
  if (served == std::string_view::npos) return std::nullopt;
  PlainText parts;
  parts.start = line.substr(0, served);
  parts.rest = line.substr(served + kServed.size());
  parts.target = parts.rest.substr(0, parts.rest.find('"'));
  parts.rest.remove_prefix(parts.target.size());
  for (const std::string_view expected : {kAttempts, parts.target, kOk}) {
    if (!parts.rest.starts_with(expected)) return std::nullopt;
    parts.rest.remove_prefix(expected.size());
  }
  const std::size_t time = find(parts.start, kTime);
  parts.attempt = parts.rest.substr(0, find(parts.rest, kAttemptsEnd));
  if (time == std::string_view::npos || find(parts.rest, kAnotherAttempt) != std::string_view::npos) return std::nullopt;
  if (find(parts.attempt, kOutput) != std::string_view::npos) return std::nullopt;
  const auto at = parse_timestamp(parts.start.substr(time + kTime.size(), kTimestampBytes));
  if (!at) return std::nullopt;
  parts.at = *at;
  return parts;
}

/// The text of a member, which is given as it begins: `,"id":"`. Empty where it is not there.
std::string text_behind(std::string_view text, std::string_view beginning) {
  const std::size_t at = find(text, beginning);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + beginning.size());
  return std::string(rest.substr(0, rest.find('"')));
}

std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view beginning) {
  const std::size_t at = find(text, beginning);
  if (at == std::string_view::npos) return std::nullopt;
  std::uint64_t number = 0;
  const std::string_view rest = text.substr(at + beginning.size());
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  return read.ec == std::errc() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<WallTime> time_of_plain_answer(std::string_view line) {
  const auto parts = parts_of(line);
  return parts ? std::optional(parts->at) : std::nullopt;
}

std::optional<ParsedLine> read_plain_answer(const LineLayout& layout, std::string_view line) {
  const auto parts = parts_of(line);
  // Names without anything that JSON writes in another way are their own text.
  if (!parts || line.find('\\') != std::string_view::npos) return std::nullopt;
  ParsedLine read;
  read.kind = layout.kind;
  read.seq = layout.seq;
  read.at = parts->at;
  read.checksum_holds = layout.checksum_holds;
  ParsedOperation& operation = read.operation;
  operation.id = text_behind(parts->start, R"(,"id":")");
  operation.route = text_behind(parts->start, R"(,"route":")");
  operation.family = text_behind(parts->start, R"(,"family":")");
  operation.primary = text_behind(parts->start, R"(,"primary":")");
  operation.caller_id = text_behind(parts->start, R"(,"caller_id":")");
  operation.replay_of = text_behind(parts->start, R"(,"replay_of":")");
  operation.replay = find(parts->start, R"(,"replay":true)") != std::string_view::npos;
  operation.streamed = find(parts->start, R"(,"streamed":true)") != std::string_view::npos;
  operation.outcome = "complete";
  operation.status = 200;
  operation.failure_class = "ok";
  operation.served_by = parts->target;
  ParsedAttempt& attempt = operation.attempts.emplace_back();
  attempt.number = 1;
  attempt.target = parts->target;
  attempt.failure_class = "ok";
  attempt.started_us = number_behind(parts->attempt, R"(,"at_us":)").value_or(0);
  attempt.elapsed_us = number_behind(parts->attempt, R"(,"elapsed_us":)").value_or(0);
  attempt.first_content_us = number_behind(parts->attempt, R"(,"first_content_us":)");
  operation.first_content_ms = number_behind(parts->rest, R"(,"first_content_ms":)");
  operation.latency_ms = number_behind(parts->rest, R"(,"latency_ms":)").value_or(0);
  return read;
}

}  // namespace jurymast::record
