#include "evidence/judged_line.hpp"

#include <array>
#include <string>

#include "record/line.hpp"
#include "record/parsed_line.hpp"
#include "record/plain_answer.hpp"
#include "record/timestamp.hpp"
#include "wire/json_cursor.hpp"

namespace jurymast::evidence {
namespace {

using record::ParsedAttempt;
using record::ParsedOperation;
using wire::JsonCursor;

template <class Object>
struct TextMember {
  std::string_view name;
  std::string Object::* member;
};
template <class Object>
struct FlagMember {
  std::string_view name;
  bool Object::* member;
};

constexpr std::array kOperationTexts = std::to_array<TextMember<ParsedOperation>>({{"id", &ParsedOperation::id},
                                                                                   {"route", &ParsedOperation::route},
                                                                                   {"family", &ParsedOperation::family},
                                                                                   {"primary", &ParsedOperation::primary},
                                                                                   {"outcome", &ParsedOperation::outcome},
                                                                                   {"refusal", &ParsedOperation::refusal},
                                                                                   {"arm", &ParsedOperation::arm},
                                                                                   {"assigned", &ParsedOperation::assigned},
                                                                                   {"unit", &ParsedOperation::unit},
                                                                                   {"not_drawn", &ParsedOperation::not_drawn}});
constexpr std::array kOperationFlags =
    std::to_array<FlagMember<ParsedOperation>>({{"streamed", &ParsedOperation::streamed}, {"replay", &ParsedOperation::replay}});
constexpr std::array kAttemptTexts = std::to_array<TextMember<ParsedAttempt>>(
    {{"target", &ParsedAttempt::target}, {"class", &ParsedAttempt::failure_class}, {"output", &ParsedAttempt::output}});
constexpr std::array kAttemptFlags = std::to_array<FlagMember<ParsedAttempt>>({{"degraded", &ParsedAttempt::degraded}});

std::optional<std::uint64_t> take_unsigned(JsonCursor& cursor) {
  const auto number = cursor.take_number();
  return number ? wire::json_unsigned(*number) : std::nullopt;
}

/// Takes the value where it is one of the object's texts or flags.
template <class Object, class Texts, class Flags>
bool take_known(std::string_view name, JsonCursor& cursor, Object& to, const std::pair<const Texts&, const Flags&>& known) {
  for (const auto& [text_name, member] : known.first) {
    if (name != text_name) continue;
    if (const auto text = cursor.take_string()) to.*member = *text;
    return true;
  }
  for (const auto& [flag_name, member] : known.second) {
    if (name != flag_name) continue;
    to.*member = cursor.take_bool().value_or(false);
    return true;
  }
  return false;
}

ParsedAttempt take_attempt(JsonCursor& cursor) {
  ParsedAttempt attempt;
  const std::pair<const decltype(kAttemptTexts)&, const decltype(kAttemptFlags)&> known{kAttemptTexts, kAttemptFlags};
  wire::JsonMembers members(cursor);
  while (members.next()) {
    if (take_known(members.key(), cursor, attempt, known)) continue;
    if (members.key() == "at_us") attempt.started_us = take_unsigned(cursor).value_or(0);
    if (members.key() == "elapsed_us") attempt.elapsed_us = take_unsigned(cursor).value_or(0);
    if (members.key() == "first_content_us") attempt.first_content_us = take_unsigned(cursor);
  }
  return attempt;
}

/// A target that was not tried, and why.
std::pair<std::string, std::string> take_passed_over(JsonCursor& cursor) {
  std::pair<std::string, std::string> passed;
  wire::JsonMembers members(cursor);
  while (members.next()) {
    const bool target = members.key() == "target";
    if (!target && members.key() != "denial") continue;
    if (const auto text = cursor.take_string()) (target ? passed.first : passed.second) = *text;
  }
  return passed;
}

template <class Element>
void take_elements(JsonCursor& cursor, std::vector<Element>& to, Element (*take)(JsonCursor&)) {
  wire::JsonElements elements(cursor);
  while (elements.next()) to.push_back(take(cursor));
}

/// False where the line has no time.
bool take_line(JsonCursor& cursor, record::ParsedLine& line) {
  const std::pair<const decltype(kOperationTexts)&, const decltype(kOperationFlags)&> known{kOperationTexts, kOperationFlags};
  ParsedOperation& operation = line.operation;
  std::optional<WallTime> at;
  wire::JsonMembers members(cursor);
  while (members.next()) {
    const std::string_view name = members.key();
    if (take_known(name, cursor, operation, known)) continue;
    if (name == "ts") {
      const auto text = cursor.take_string();
      at = text ? record::parse_timestamp(*text) : std::nullopt;
    } else if (name == "weight_ppm") {
      operation.weight_ppm = take_unsigned(cursor);
    } else if (name == "attempts") {
      take_elements(cursor, operation.attempts, take_attempt);
    } else if (name == "passed_over") {
      take_elements(cursor, operation.passed_over, take_passed_over);
    }
  }
  line.at = at.value_or(WallTime());
  return at.has_value();
}

}  // namespace

std::optional<JudgedOperation> JudgedLineReader::read(std::string_view line) {
  if (line.size() > record::kLineBytesMax) return std::nullopt;
  const auto layout = record::layout_of(line);
  if (!layout || !layout->checksum_holds || layout->kind != "operation") return std::nullopt;
  const auto plain = record::plain_answer(line);
  if (plain && plain->target == plain->primary) return judged_answer(*plain);
  record::ParsedLine parsed;
  parsed.kind = layout->kind;
  parsed.seq = layout->seq;
  text_.assign(line);
  JsonCursor cursor(text_.padded(), scratch_, wire::LoneSurrogates::Tolerated);
  if (!take_line(cursor, parsed) || !cursor.finish()) return std::nullopt;
  return judged_operation(parsed);
}

}  // namespace jurymast::evidence
