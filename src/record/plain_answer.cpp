#include "record/plain_answer.hpp"

#include <algorithm>
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
  bool next() { return take_name() && take_value(); }
  /// The next member is of this name.
  bool next(std::string_view expected) { return next() && name == expected; }
  /// As next(), where the member's value begins with `opening`: the walk goes on behind that.
  bool enter(std::string_view expected, std::string_view opening) { return take_name() && name == expected && pass(opening); }
  /// Passes over `text`; false where something else comes.
  bool pass(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  std::string_view name;
  std::string_view value;  ///< without the marks of a text, with the brackets of an array or object

 private:
  bool take(std::size_t bytes, std::string_view& to) {
    if (bytes > rest_.size()) return false;
    to = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return true;
  }

  bool take_name() {
    if (rest_.starts_with(',')) rest_.remove_prefix(1);
    if (!take_text(name) || !rest_.starts_with(':')) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_text(std::string_view& to) {
    if (!rest_.starts_with('"')) return false;
    rest_.remove_prefix(1);
    if (!take(bytes_before([](char c) { return c == '"'; }), to)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_value() {
    if (rest_.empty()) return false;
    if (rest_.front() == '"') return take_text(value);
    if (rest_.front() == '{' || rest_.front() == '[') return take(nested_bytes(), value);
    return take(bytes_before([](char c) { return c == ',' || c == '}'; }), value);
  }

  /// Names and values are short: a search by the library would cost more than it finds.
  template <class Ends>
  std::size_t bytes_before(Ends ends) const {
    const auto* const end = std::find_if(rest_.begin(), rest_.end(), ends);
    return end == rest_.end() ? std::string_view::npos : static_cast<std::size_t>(end - rest_.begin());
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
  read.kind = layout.kind;
  read.seq = layout.seq;
  read.at = plain->at;
  read.checksum_holds = layout.checksum_holds;
  ParsedOperation& operation = read.operation;
  operation.id = plain->id;
  operation.route = plain->route;
  operation.family = plain->family;
  operation.primary = plain->primary;
  operation.caller_id = plain->caller_id;
  operation.unit = plain->unit;
  operation.replay_of = plain->replay_of;
  operation.replay = plain->replay;
  operation.streamed = plain->streamed;
  operation.outcome = "complete";
  operation.status = 200;
  operation.failure_class = "ok";
  operation.served_by = plain->target;
  ParsedAttempt& attempt = operation.attempts.emplace_back();
  attempt.number = 1;
  attempt.target = plain->target;
  attempt.failure_class = "ok";
  attempt.started_us = plain->started_us;
  attempt.elapsed_us = plain->elapsed_us;
  attempt.first_content_us = plain->first_content_us;
  operation.first_content_ms = plain->first_content_ms;
  operation.latency_ms = plain->latency_ms;
  return read;
}

}  // namespace jurymast::record
