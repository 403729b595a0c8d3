#include "wire/output_reader.hpp"

#include <optional>
#include <utility>

#include "wire/request_view.hpp"

namespace jurymast::wire {
namespace {

constexpr std::string_view kChatTextType = "text";
constexpr std::string_view kResponsesTextType = "output_text";

/// Keeps the arguments of one function call; `text` is nothing where it has none.
void keep_arguments(std::optional<std::string_view> text, AnswerOutput& output) {
  if (!text) {
    output.arguments_missing = true;
  } else if (output.arguments.size() == kToolCallsCheckedMax) {
    output.cut = true;
  } else {
    output.arguments.push_back(*text);
  }
}

void read_content_piece(JsonCursor& cursor, std::string_view text_type, OutputPart& part) {
  bool is_text = false;
  std::string_view text;
  std::string_view refusal;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "type") {
      is_text = cursor.take_string() == text_type;
    } else if (members.key() == "text") {
      text = cursor.take_raw_string().value_or("");
    } else if (members.key() == "refusal") {
      refusal = cursor.take_raw_string().value_or("");
    }
  }
  if (is_text) part.raw_text += text;
  part.raw_refusal += refusal;
}

void read_function(JsonCursor& cursor, AnswerOutput& output) {
  std::optional<std::string_view> arguments;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "arguments") arguments = cursor.take_raw_string();
  }
  keep_arguments(arguments, output);
}

/// A call of another type than `function` has no arguments to be checked.
void read_tool_call(JsonCursor& cursor, AnswerOutput& output) {
  bool is_function = true;
  bool has_function = false;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "type") {
      is_function = cursor.take_string().value_or("function") == "function";
    } else if (members.key() == "function") {
      has_function = true;
      read_function(cursor, output);
    }
  }
  if (is_function && !has_function) output.arguments_missing = true;
}

void read_message(JsonCursor& cursor, OutputPart& part, AnswerOutput& output) {
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    if (key == "content") {
      part.raw_text.clear();
      take_content(cursor, kChatTextType, part);
    } else if (key == "refusal") {
      part.raw_refusal += cursor.take_raw_string().value_or("");
    } else if (key == "audio") {
      part.has_call = cursor.take_filled() || part.has_call;
    } else if (key == "function_call" && cursor.kind() == JsonKind::Object) {
      part.has_call = true;
      read_function(cursor, output);
    } else if (key == "tool_calls") {
      for (JsonElements calls(cursor); calls.next();) {
        part.has_call = true;
        read_tool_call(cursor, output);
      }
    }
  }
}

void read_chat(JsonCursor& cursor, AnswerOutput& output) {
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() != "choices") continue;
    output.parts.clear();
    for (JsonElements choices(cursor); choices.next();) {
      OutputPart part;
      for (JsonMembers choice(cursor); choice.next();) {
        if (choice.key() == "message") read_message(cursor, part, output);
      }
      output.cut = output.cut || output.parts.size() == kChoicesMax;
      if (!output.cut) output.parts.push_back(std::move(part));
    }
  }
}

/// Reads one item of a response's output and joins what it says to the whole. Reasoning is not for the caller.
void read_item(JsonCursor& cursor, OutputPart& whole, AnswerOutput& output) {
  OutputPart item;
  std::string type = "message";
  std::optional<std::string_view> arguments;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "type") {
      type = cursor.take_string().value_or("message");
    } else if (members.key() == "content") {
      item = {};
      take_content(cursor, kResponsesTextType, item);
    } else if (members.key() == "arguments") {
      arguments = cursor.take_raw_string();
    }
  }
  if (type == "message") {
    whole.raw_text += item.raw_text;
    whole.raw_refusal += item.raw_refusal;
  } else if (type != "reasoning") {
    whole.has_call = true;
  }
  if (type == "function_call") keep_arguments(arguments, output);
}

void read_responses(JsonCursor& cursor, AnswerOutput& output) {
  OutputPart& whole = output.parts.emplace_back();
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() != "output") continue;
    whole = {};
    for (JsonElements items(cursor); items.next();) read_item(cursor, whole, output);
  }
}

}  // namespace

void take_content(JsonCursor& cursor, std::string_view text_type, OutputPart& part) {
  if (cursor.kind() == JsonKind::String) {
    part.raw_text += cursor.take_raw_string().value_or("");
    return;
  }
  for (JsonElements pieces(cursor); pieces.next();) read_content_piece(cursor, text_type, part);
}

AnswerOutput read_answer_output(Family family, PaddedText body, JsonScratch& scratch) {
  AnswerOutput output;
  JsonCursor cursor(body, scratch, LoneSurrogates::Tolerated);
  if (family == Family::ChatCompletions) {
    read_chat(cursor, output);
  } else {
    read_responses(cursor, output);
  }
  cursor.finish();
  output.fault = cursor.fault();
  return output;
}

}  // namespace jurymast::wire
