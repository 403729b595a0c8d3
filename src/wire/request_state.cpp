#include "wire/request_state.hpp"

namespace jurymast::wire {
namespace {

bool is_state_key(std::string_view key) { return key == "file_id" || key == "encrypted_content"; }

/// Looks for a provider's handle at any depth; recursion ends at limits::kJsonDepthMax.
bool holds_handle(JsonCursor& cursor) {
  bool found = false;
  if (cursor.kind() == JsonKind::Object) {
    for (JsonMembers members(cursor); members.next();) {
      const bool here = is_state_key(members.key()) ? cursor.take_filled() : holds_handle(cursor);
      found = found || here;
    }
  } else if (cursor.kind() == JsonKind::Array) {
    for (JsonElements elements(cursor); elements.next();) {
      const bool here = holds_handle(cursor);
      found = found || here;
    }
  } else {
    cursor.walk();
  }
  return found;
}

bool audio_has_id(JsonCursor& cursor) {
  bool found = false;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "id") found = cursor.take_filled();
  }
  return found;
}

bool message_leans_on_state(JsonCursor& cursor) {
  bool found = false;
  for (JsonMembers members(cursor); members.next();) {
    const bool here = members.key() == "audio" ? audio_has_id(cursor) : holds_handle(cursor);
    found = found || here;
  }
  return found;
}

/// An item whose type is not said is a message if it has a role, else a reference if it has an id.
struct InputItem {
  bool reference = false;
  bool typed = false;
  bool role = false;
  bool id = false;
  bool handle = false;

  bool leans_on_state() const { return reference || handle || (id && !typed && !role); }
};

bool item_leans_on_state(JsonCursor& cursor) {
  InputItem item;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "type") {
      const std::optional<std::string_view> type = cursor.take_string();
      item.typed = type.has_value();
      item.reference = item.reference || type == "item_reference";
    } else if (members.key() == "role") {
      item.role = cursor.take_filled();
    } else if (members.key() == "id") {
      item.id = cursor.take_filled();
    } else {
      const bool here = is_state_key(members.key()) ? cursor.take_filled() : holds_handle(cursor);
      item.handle = item.handle || here;
    }
  }
  return item.leans_on_state();
}

bool tool_is_hosted(JsonCursor& cursor) {
  bool hosted = false;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() != "type") continue;
    const std::optional<std::string_view> type = cursor.take_string();
    hosted = hosted || (type && type != "function" && type != "custom");
  }
  return hosted;
}

}  // namespace

bool messages_lean_on_state(JsonCursor& cursor) {
  bool found = false;
  for (JsonElements messages(cursor); messages.next();) {
    const bool here = message_leans_on_state(cursor);
    found = found || here;
  }
  return found;
}

bool input_leans_on_state(JsonCursor& cursor) {
  bool found = false;
  for (JsonElements items(cursor); items.next();) {
    const bool here = item_leans_on_state(cursor);
    found = found || here;
  }
  return found;
}

bool tools_are_hosted(JsonCursor& cursor) {
  bool found = false;
  for (JsonElements tools(cursor); tools.next();) {
    const bool here = tool_is_hosted(cursor);
    found = found || here;
  }
  return found;
}

}  // namespace jurymast::wire
