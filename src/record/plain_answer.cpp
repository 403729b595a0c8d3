#include "record/plain_answer.hpp"

#include <charconv>

#include "record/timestamp.hpp"

namespace jurymast::record {
namespace {

/// Goes through the members of an object in a line without a backslash, where a text ends at the next quotation mark.
class MemberWalk {
 public:
  /// `text` begins behind the object's brace.
  explicit MemberWalk(std::string_view text) : rest_(text) {}

  /// False at the object's end, and where the text is none.
  bool next() {
    if (rest_.starts_with(',')) rest_.remove_prefix(1);
    if (!take_text(name) || !rest_.starts_with(':')) return false;
    rest_.remove_prefix(1);
    return take_value();
  }
  /// The next member is of this name.
  bool next(std::string_view expected) { return next() && name == expected; }
  /// What comes behind the members that were taken.
  std::string_view rest() const { return rest_; }

  std::string_view name;
  std::string_view value;  ///< without the marks of a text, with the brackets of an array or object

 private:
  bool take(std::size_t bytes, std::string_view& to) {
    if (bytes > rest_.size()) return false;
    to = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return true;
  }

  bool take_text(std::string_view& to) {
    if (!rest_.starts_with('"')) return false;
    rest_.remove_prefix(1);
    if (!take(rest_.find('"'), to)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_value() {
    if (rest_.empty()) return false;
    if (rest_.front() == '"') return take_text(value);
    if (rest_.front() == '{' || rest_.front() == '[') return take(nested_bytes(), value);
    return take(rest_.find_first_of(",}"), value);
  }

  std::size_t nested_bytes() const {
    std::size_t depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      const char c = rest_[i];
      in_text = in_text != (c == '"');
      if (in_text) continue;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return i + 1;
    }
    return std::string_view::npos;
  }

  std::string_view rest_;
};

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

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
  return attempt.rest() == "}]";
}

/// The walk stands on the outcome. Arm, draw and decision would stand between class and target.
bool take_service(MemberWalk& line, PlainAnswer& answer) {
  constexpr std::string_view kOneAttempt = "[{";
  if (line.value != "complete") return false;
  if (!line.next("status") || line.value != "200") return false;
  if (!line.next("class") || line.value != "ok") return false;
  if (!line.next("served_by")) return false;
  answer.target = line.value;
  if (!line.next("attempts") || !line.value.starts_with(kOneAttempt)) return false;
  MemberWalk attempt(line.value.substr(kOneAttempt.size()));
  return take_attempt(attempt, answer);
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
