#include <array>
#include <utility>

#include "wire/answer_reader.hpp"
#include "wire/error_reader.hpp"

namespace jurymast::wire {
namespace {

FinishState finish_named(std::string_view reason) {
  constexpr std::array<std::pair<std::string_view, FinishState>, 5> kReasons{{{"stop", FinishState::Stop},
                                                                              {"length", FinishState::Length},
                                                                              {"tool_calls", FinishState::ToolCalls},
                                                                              {"content_filter", FinishState::ContentFilter},
                                                                              {"function_call", FinishState::FunctionCall}}};
  for (const auto& [name, finish] : kReasons) {
    if (name == reason) return finish;
  }
  return FinishState::Unknown;
}

void read_function(JsonCursor& cursor, ArgumentTexts& arguments) {
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() != "arguments") continue;
    const std::optional<std::string_view> text = cursor.take_raw_string();
    if (text && arguments.size() < kToolCallsCheckedMax) arguments.push_back(*text);
  }
}

/// True if there is at least one call.
bool read_tool_calls(JsonCursor& cursor, ArgumentTexts& arguments) {
  bool any = false;
  for (JsonElements calls(cursor); calls.next();) {
    any = true;
    for (JsonMembers members(cursor); members.next();) {
      if (members.key() == "function") read_function(cursor, arguments);
    }
  }
  return any;
}

bool is_reasoning_key(std::string_view key) {
  return key == "reasoning_content" || key == "reasoning" || key == "reasoning_details";
}

/// Reads a `message` or a `delta`: they differ only in that a delta's parts are fragments.
void read_payload(JsonCursor& cursor, ChatChoice& choice, ArgumentTexts& arguments) {
  if (cursor.kind() != JsonKind::Object) return cursor.walk();
  choice.has_payload = true;
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    bool content = false;
    if (key == "content" || key == "refusal" || key == "audio") {
      content = cursor.take_filled();
    } else if (key == "tool_calls") {
      content = read_tool_calls(cursor, arguments);
    } else if (key == "function_call") {
      content = cursor.kind() == JsonKind::Object;
      read_function(cursor, arguments);
    } else if (is_reasoning_key(key) && cursor.take_filled()) {
      choice.has_reasoning = true;
    }
    choice.has_content = choice.has_content || content;
  }
}

void read_index(JsonCursor& cursor, ChatChoice& choice) {
  if (cursor.kind() == JsonKind::Null) return cursor.walk();
  choice.index = json_unsigned(cursor.take_number().value_or(""));
  choice.index_valid = choice.index.has_value();
}

}  // namespace

ChatChoice read_chat_choice(JsonCursor& cursor, ArgumentTexts& arguments) {
  ChatChoice choice;
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    if (key == "message" || key == "delta") {
      read_payload(cursor, choice, arguments);
    } else if (key == "finish_reason") {
      const std::string_view reason = cursor.take_string().value_or("");
      choice.finish = reason.empty() ? FinishState::None : finish_named(reason);
    } else if (key == "index") {
      read_index(cursor, choice);
    } else if (key == "error") {
      choice.error = read_error_value(cursor);
    }
  }
  return choice;
}

bool is_chat_end(FinishState finish) {
  switch (finish) {
    case FinishState::Stop:
    case FinishState::Length:
    case FinishState::ToolCalls:
    case FinishState::ContentFilter:
    case FinishState::FunctionCall:
      return true;
    default:
      return false;
  }
}

Usage read_usage(JsonCursor& cursor) {
  Usage usage;
  for (JsonMembers members(cursor); members.next();) {
    const bool input = members.key() == "prompt_tokens" || members.key() == "input_tokens";
    const bool output = members.key() == "completion_tokens" || members.key() == "output_tokens";
    if (!input && !output) continue;
    const std::optional<std::uint64_t> tokens = json_unsigned(cursor.take_number().value_or(""));
    if (!tokens) continue;
    usage.present = true;
    (input ? usage.input_tokens : usage.output_tokens) = *tokens;
  }
  return usage;
}

bool arguments_parse(const ArgumentTexts& arguments, JsonScratch& scratch) {
  PaddedString text;
  for (const std::string_view raw : arguments) {
    std::string plain;
    append_unescaped(raw, raw.size(), plain);
    text.take(std::move(plain));
    JsonCursor cursor(text.padded(), scratch, LoneSurrogates::Tolerated);
    cursor.walk();
    if (!cursor.finish()) return false;
  }
  return true;
}

}  // namespace jurymast::wire
