#include <algorithm>
#include <array>

#include "wire/answer_reader.hpp"
#include "wire/error_reader.hpp"
#include "wire/stream_reader.hpp"

namespace jurymast::wire {

/// One event of a Responses stream, read to its end before any of it counts.
struct StreamReader::ResponsesEvent {
  bool has_payload = false;  ///< a delta, text, arguments, part or item that holds something
  bool has_response = false;
  bool ambiguous = false;      ///< a member that says what the event is stands twice: readers differ in which they take
  bool says_its_type = false;  ///< in its data, which is what SDKs read; the name before it is not
  std::optional<std::uint64_t> sequence_number;
  ResponseMembers response;
  ErrorFacts error;
  ErrorMembers bare;
};

namespace {

bool is_payload_key(std::string_view key) {
  constexpr std::array<std::string_view, 6> kPayloads{"delta", "text", "refusal", "arguments", "input", "transcript"};
  return std::find(kPayloads.begin(), kPayloads.end(), key) != kPayloads.end();
}

bool is_preamble_type(std::string_view type) {
  constexpr std::array<std::string_view, 6> kPreamble{"response.created",
                                                      "response.queued",
                                                      "response.in_progress",
                                                      "response.output_item.added",
                                                      "response.content_part.added",
                                                      "response.reasoning_summary_part.added"};
  return std::find(kPreamble.begin(), kPreamble.end(), type) != kPreamble.end();
}

/// True if an event of this type brings the caller something: any delta or `.done` with a payload, any step of a tool call.
bool bears_output(std::string_view type, bool has_payload) {
  if (is_preamble_type(type)) return false;
  if (type.ends_with(".delta")) return has_payload;
  const bool tool_call = type.find("_call") != std::string_view::npos;
  return tool_call || (type.ends_with(".done") && has_payload);
}

bool is_end_type(std::string_view type) { return type == "response.completed" || type == "response.incomplete"; }

bool is_failure_type(std::string_view type) { return type == "error" || type == "response.failed" || type == "response.cancelled"; }

void read_response(JsonCursor& cursor, ResponseMembers& response) {
  ArgumentTexts ignored;
  for (JsonMembers members(cursor); members.next();) take_response_member(members.key(), cursor, response, ignored);
  settle_response_error(response);
}

}  // namespace

void StreamReader::take_responses_members(JsonCursor& cursor, ResponsesEvent& event) {
  ArgumentTexts ignored;
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    bool payload = false;
    if (key == "type") {
      event.ambiguous = event.ambiguous || !type_.empty();
      type_.assign(cursor.take_string().value_or(""));
    } else if (key == "sequence_number") {
      event.sequence_number = json_unsigned(cursor.take_number().value_or(""));
    } else if (key == "response") {
      event.ambiguous = event.ambiguous || event.has_response;
      event.has_response = cursor.kind() == JsonKind::Object;
      read_response(cursor, event.response);
    } else if (key == "error") {
      event.error = read_error_value(cursor);
    } else if (is_payload_key(key)) {
      payload = cursor.take_filled();
    } else if (key == "part") {
      payload = read_content_part(cursor);
    } else if (key == "item") {
      payload = read_output_item(cursor, ignored);
    } else {
      event.bare.take(key, cursor);
    }
    event.has_payload = event.has_payload || payload;
  }
}

EventKind StreamReader::read_responses(std::string_view name, JsonScratch& scratch) {
  JsonCursor cursor(padded_.padded(), scratch, LoneSurrogates::Tolerated);
  if (cursor.kind() != JsonKind::Object) return EventKind::Malformed;
  type_.clear();
  ResponsesEvent event;
  take_responses_members(cursor, event);
  if (!cursor.finish() || event.ambiguous) return EventKind::Malformed;
  event.says_its_type = !type_.empty();
  if (type_.empty() || name == "error") type_.assign(name);
  return settle_responses(event);
}

void StreamReader::keep_response(ResponseMembers& response) {
  other_object_ = other_object_ || (response.object_present && !response.object_matches);
  facts_.id_present = facts_.id_present || response.has_id;
  if (!response.id.empty()) facts_.id = std::move(response.id);
  if (!response.model.empty()) facts_.model = std::move(response.model);
  if (response.usage.present) facts_.usage = response.usage;
  facts_.has_content = facts_.has_content || response.has_content;
}

EventKind StreamReader::settle_responses(ResponsesEvent& event) {
  if (event.sequence_number) next_sequence_ = std::max(next_sequence_, *event.sequence_number + 1);
  keep_response(event.response);
  // The events carry no `object` of their own; their type is what marks the family.
  facts_.object_matches = !other_object_ && (facts_.object_matches || type_.starts_with("response."));
  const bool failed = is_failure_type(type_) || event.error.present || event.response.finish == FinishState::Failed;
  if (failed) {
    if (!event.error.present) event.error = event.response.error.present ? event.response.error : event.bare.facts();
    if (event.error.type.empty()) event.error.type = event.bare.error_type();
    facts_.error = std::move(event.error);
    return EventKind::Error;
  }
  if (facts_.finished) return EventKind::Trailing;
  const bool content = bears_output(type_, event.has_payload);
  facts_.has_content = facts_.has_content || content;
  if (!is_end_type(type_) || !event.says_its_type) return content ? EventKind::Content : EventKind::Preamble;
  facts_.finished = true;
  facts_.required_present = event.has_response;
  facts_.finish = type_ == "response.completed" ? FinishState::Stop : FinishState::Incomplete;
  return EventKind::Finish;
}

}  // namespace jurymast::wire
