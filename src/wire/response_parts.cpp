#include <array>
#include <utility>

#include "wire/answer_reader.hpp"
#include "wire/error_reader.hpp"

namespace jurymast::wire {
namespace {

FinishState status_named(std::string_view status) {
  constexpr std::array<std::pair<std::string_view, FinishState>, 6> kStatuses{{{"completed", FinishState::Stop},
                                                                               {"incomplete", FinishState::Incomplete},
                                                                               {"failed", FinishState::Failed},
                                                                               {"cancelled", FinishState::Failed},
                                                                               {"queued", FinishState::Queued},
                                                                               {"in_progress", FinishState::Queued}}};
  for (const auto& [name, finish] : kStatuses) {
    if (name == status) return finish;
  }
  return FinishState::Unknown;
}

bool is_terminal(FinishState finish) {
  return finish == FinishState::Stop || finish == FinishState::Incomplete || finish == FinishState::Failed;
}

bool read_parts(JsonCursor& cursor) {
  if (cursor.kind() != JsonKind::Array) return cursor.take_filled();
  bool any = false;
  for (JsonElements parts(cursor); parts.next();) {
    const bool here = read_content_part(cursor);
    any = any || here;
  }
  return any;
}

bool read_output(JsonCursor& cursor, ArgumentTexts& arguments) {
  bool any = false;
  for (JsonElements items(cursor); items.next();) {
    const bool here = read_output_item(cursor, arguments);
    any = any || here;
  }
  return any;
}

}  // namespace

bool read_content_part(JsonCursor& cursor) {
  bool filled = false;
  bool textual = true;
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    if (key == "text" || key == "refusal") {
      const bool here = cursor.take_filled();
      filled = filled || here;
    } else if (key == "type") {
      const std::string_view type = cursor.take_string().value_or("");
      textual = type.ends_with("text") || type == "refusal";
    }
  }
  // A part of a kind unknown here (audio, image) is something; only text can be there and empty.
  return filled || !textual;
}

bool read_output_item(JsonCursor& cursor, ArgumentTexts& arguments) {
  bool message = true;
  bool reasoning = false;
  bool filled = false;
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    if (key == "type") {
      const std::string_view type = cursor.take_string().value_or("message");
      message = type == "message";
      reasoning = type == "reasoning";
    } else if (key == "content") {
      filled = read_parts(cursor);
    } else if (key == "arguments") {
      const std::optional<std::string_view> text = cursor.take_raw_string();
      if (text && arguments.size() < kToolCallsCheckedMax) arguments.push_back(*text);
    }
  }
  return !reasoning && (filled || !message);
}

bool take_response_member(std::string_view key, JsonCursor& cursor, ResponseMembers& response, ArgumentTexts& arguments) {
  if (key == "id") {
    response.id = take_short_text(cursor, kAnswerIdBytesMax + 1);
    response.has_id = !response.id.empty();
    // A cut id would name another response.
    if (response.id.size() > kAnswerIdBytesMax) response.id.clear();
  } else if (key == "object") {
    const std::optional<std::string_view> object = cursor.take_string();
    response.object_present = object.has_value() && !object->empty();
    response.object_matches = object == "response";
  } else if (key == "status") {
    const std::optional<std::string_view> status = cursor.take_string();
    response.finish = status ? status_named(*status) : FinishState::None;
    response.finished = is_terminal(response.finish);
  } else if (key == "output") {
    response.output_present = cursor.kind() == JsonKind::Array;
    response.has_content = read_output(cursor, arguments);
  } else if (key == "error") {
    response.error = read_error_value(cursor);
  } else if (key == "usage") {
    response.usage = read_usage(cursor);
  } else if (key == "model") {
    response.model = take_short_text(cursor, kAnswerModelBytesMax);
  } else {
    return false;
  }
  return true;
}

void settle_response_error(ResponseMembers& response) {
  if (response.finish == FinishState::Failed) response.error.present = true;
}

}  // namespace jurymast::wire
