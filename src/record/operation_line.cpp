#include "record/operation_line.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "record/member_walk.hpp"
#include "record/timestamp.hpp"

namespace jurymast::record {
namespace {

/// Where a member's value goes, by what it must be; of another kind it is passed over.
template <class Record>
using Place = std::variant<std::string Record::*, std::uint64_t Record::*, std::optional<std::uint64_t> Record::*, bool Record::*>;
template <class Record>
using Places = std::unordered_map<std::string_view, Place<Record>>;

using O = ParsedOperation;
using A = ParsedAttempt;

const Places<O>& operation_places() {
  static const Places<O> kPlaces{{"id", &O::id},
                                 {"config", &O::config},
                                 {"route", &O::route},
                                 {"model_alias", &O::model_alias},
                                 {"client", &O::client},
                                 {"family", &O::family},
                                 {"streamed", &O::streamed},
                                 {"primary", &O::primary},
                                 {"risk", &O::risk},
                                 {"caller_id", &O::caller_id},
                                 {"replay", &O::replay},
                                 {"replay_of", &O::replay_of},
                                 {"client_timeout_ms", &O::client_timeout_ms},
                                 {"unit", &O::unit},
                                 {"outcome", &O::outcome},
                                 {"status", &O::status},
                                 {"class", &O::failure_class},
                                 {"refusal", &O::refusal},
                                 {"arm", &O::arm},
                                 {"weight_ppm", &O::weight_ppm},
                                 {"assigned", &O::assigned},
                                 {"not_drawn", &O::not_drawn},
                                 {"decision", &O::decision},
                                 {"served_by", &O::served_by},
                                 {"fallback_taken", &O::fallback_taken},
                                 {"fallback_refused", &O::fallback_refused},
                                 {"fallback_class", &O::fallback_class},
                                 {"fallback_denial", &O::fallback_denial},
                                 {"queued_us", &O::queued_us},
                                 {"final", &O::final_answer},
                                 {"retry_after_s", &O::retry_after_s},
                                 {"maybe_executed", &O::maybe_executed},
                                 {"model_requested", &O::model_requested},
                                 {"corrective", &O::corrective},
                                 {"degraded", &O::degraded},
                                 {"bytes_out", &O::bytes_out},
                                 {"first_content_ms", &O::first_content_ms},
                                 {"latency_ms", &O::latency_ms}};
  return kPlaces;
}

const Places<O>& answer_places() {
  static const Places<O> kPlaces{{"object", &O::answer_object},
                                 {"finish", &O::finish},
                                 {"model_substituted", &O::model_substituted},
                                 {"model_returned", &O::model_returned},
                                 {"model_returned_unprintable", &O::model_unprintable},
                                 {"terminated", &O::terminated},
                                 {"tokens_in", &O::tokens_in},
                                 {"tokens_out", &O::tokens_out}};
  return kPlaces;
}

const Places<A>& attempt_places() {
  static const Places<A> kPlaces{{"n", &A::number},
                                 {"target", &A::target},
                                 {"class", &A::failure_class},
                                 {"status", &A::status},
                                 {"code", &A::code},
                                 {"type", &A::type},
                                 {"next", &A::next},
                                 {"retry", &A::retry},
                                 {"backoff_us", &A::backoff_us},
                                 {"waited_us", &A::waited_us},
                                 {"retry_after_ms", &A::retry_after_ms},
                                 {"at_us", &A::started_us},
                                 {"elapsed_us", &A::elapsed_us},
                                 {"first_content_us", &A::first_content_us},
                                 {"reused", &A::reused},
                                 {"maybe_executed", &A::maybe_executed},
                                 {"output", &A::output},
                                 {"prompt_variant", &A::prompt_variant},
                                 {"corrected", &A::corrected},
                                 {"degraded", &A::degraded}};
  return kPlaces;
}

const Places<A>& admission_places() {
  static const Places<A> kPlaces{{"breaker", &A::breaker},
                                 {"tokens", &A::tokens_before_milli},
                                 {"in_flight", &A::in_flight},
                                 {"limit", &A::in_flight_limit},
                                 {"probe", &A::probe}};
  return kPlaces;
}

template <class Record>
void put(const MemberWalk& member, const Places<Record>& places, Record& to) {
  const auto found = places.find(member.name);
  if (found == places.end()) return;
  if (const auto* text = std::get_if<std::string Record::*>(&found->second)) {
    if (member.is_text) to.** text = member.value;
  } else if (member.is_text) {
    return;
  } else if (const auto* flag = std::get_if<bool Record::*>(&found->second)) {
    to.** flag = member.value == "true";
  } else if (const auto number = number_of(member.value)) {
    if (const auto* always = std::get_if<std::uint64_t Record::*>(&found->second)) to.** always = *number;
    if (const auto* maybe = std::get_if<std::optional<std::uint64_t> Record::*>(&found->second)) to.** maybe = *number;
  }
}

/// The object's members, each shown to `take`; false where the text is no object.
template <class Take>
bool each_member(std::string_view object, const Take& take) {
  if (!object.starts_with('{') || !object.ends_with('}')) return false;
  MemberWalk walk(object.substr(1));
  while (walk.next()) take(walk);
  return walk.rest() == "}";
}

/// The elements of an array of texts, or of objects; false where it is none.
template <class Take>
bool each_element(std::string_view array, const Take& take) {
  if (!array.starts_with('[') || !array.ends_with(']')) return false;
  ElementWalk walk(array.substr(1));
  bool fit = true;
  while (fit && walk.next()) fit = take(walk);
  return fit && walk.rest() == "]";
}

bool take_texts(std::string_view array, std::vector<std::string>& to) {
  return each_element(array, [&to](const ElementWalk& element) {
    if (element.is_text) to.emplace_back(element.value);
    return element.is_text;
  });
}

bool take_admission(std::string_view object, A& to) {
  std::optional<std::uint64_t> after;
  const bool taken = each_member(object, [&](const MemberWalk& member) {
    put(member, admission_places(), to);
    if (member.name == "tokens_after" && !member.is_text) after = number_of(member.value);
  });
  to.tokens_after_milli = after.value_or(to.tokens_before_milli);
  return taken;
}

bool take_attempt(std::string_view object, A& to) {
  bool fit = true;
  const bool taken = each_member(object, [&](const MemberWalk& member) {
    put(member, attempt_places(), to);
    if (member.name == "admission") fit = take_admission(member.value, to);
  });
  return taken && fit;
}

bool take_passed_over(std::string_view object, O& to) {
  std::pair<std::string, std::string>& passed = to.passed_over.emplace_back();
  return each_member(object, [&passed](const MemberWalk& member) {
    if (member.name == "target" && member.is_text) passed.first = member.value;
    if (member.name == "denial" && member.is_text) passed.second = member.value;
  });
}

bool take_conditions(std::string_view object, O& to) {
  const bool taken = each_member(object, [&to](const MemberWalk& member) {
    if (member.is_text) to.conditions.emplace_back(member.name, member.value);
  });
  // As the reader of JSON gives them.
  std::sort(to.conditions.begin(), to.conditions.end());
  return taken;
}

bool take_answer(std::string_view object, O& to) {
  to.answer_parsed = true;
  to.answer_id = true;
  to.model_substituted = "false";
  return each_member(object, [&to](const MemberWalk& member) {
    put(member, answer_places(), to);
    if (member.name == "parsed") to.answer_parsed = false;
    if (member.name == "id") to.answer_id = false;
  });
}

/// Members that hold others.
bool take_nested(const MemberWalk& member, O& to) {
  if (member.name == "attempts") {
    return each_element(member.value,
                        [&to](const ElementWalk& element) { return take_attempt(element.value, to.attempts.emplace_back()); });
  }
  if (member.name == "passed_over")
    return each_element(member.value, [&to](const ElementWalk& element) { return take_passed_over(element.value, to); });
  if (member.name == "conditions") return take_conditions(member.value, to);
  if (member.name == "blocked_by") return take_texts(member.value, to.blocked_by);
  if (member.name == "unproven") return take_texts(member.value, to.unproven);
  if (member.name == "adapted") return take_texts(member.value, to.adapted);
  return member.name != "answer" || take_answer(member.value, to);
}

}  // namespace

std::optional<ParsedLine> read_operation_line(const LineLayout& layout, std::string_view line) {
  // Texts without anything that JSON writes in another way are what they say.
  if (layout.kind != "operation" || !layout.checksum_holds || line.find('\\') != std::string_view::npos) return std::nullopt;
  ParsedLine read;
  std::optional<WallTime> at;
  bool fit = true;
  const bool taken = each_member(line, [&](const MemberWalk& member) {
    put(member, operation_places(), read.operation);
    fit = fit && take_nested(member, read.operation);
    if (member.name == "ts" && member.is_text) at = parse_timestamp(member.value);
  });
  if (!taken || !fit || !at) return std::nullopt;
  read.kind = layout.kind;
  read.seq = layout.seq;
  read.at = *at;
  read.checksum_holds = true;
  read.config = read.operation.config;
  return read;
}

}  // namespace jurymast::record
