#include "wire/stream_assembler_chat.hpp"

#include "wire/request_view.hpp"

namespace jurymast::wire {
namespace {

AssembledCall take_call(JsonCursor& cursor, std::string_view input_key) {
  AssembledCall call;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "name") {
      call.name = cursor.take_raw_string().value_or("");
    } else if (members.key() == input_key) {
      call.input = cursor.take_raw_string();
    }
  }
  return call;
}

}  // namespace

/// The index the cursor stands on; `otherwise` for null.
std::uint64_t ChatAssembly::take_index(JsonCursor& cursor, std::uint64_t otherwise, std::uint64_t most) {
  if (cursor.kind() == JsonKind::Null) return otherwise;
  const std::optional<std::uint64_t> index = json_unsigned(cursor.take_number().value_or(""));
  fits_ = fits_ && index && *index < most;
  return index.value_or(otherwise);
}

AssembledToolCall ChatAssembly::take_tool_call(JsonCursor& cursor, std::uint64_t position) {
  AssembledToolCall piece;
  piece.index = position;
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    if (key == "index") {
      piece.index = take_index(cursor, position, kToolCallsCheckedMax);
    } else if (key == "id") {
      piece.id = cursor.take_raw_string().value_or("");
    } else if (key == "type") {
      piece.type = cursor.take_raw_string().value_or("");
    } else if (key == "function") {
      piece.call = take_call(cursor, "arguments");
    } else if (key == "custom") {
      piece.custom = true;
      piece.call = take_call(cursor, "input");
    }
  }
  return piece;
}

void ChatAssembly::take_tool_calls(JsonCursor& cursor, AssembledChoice& piece) {
  std::uint64_t position = 0;
  for (JsonElements calls(cursor); fits_ && calls.next(); ++position) {
    fits_ = position < kToolCallsCheckedMax;
    if (fits_) add_by_index(piece.tool_calls, take_tool_call(cursor, position));
  }
}

void ChatAssembly::take_delta(JsonCursor& cursor, AssembledChoice& piece) {
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    if (key == "role") {
      piece.role = cursor.take_raw_string().value_or("");
    } else if (key == "content") {
      piece.has_content = cursor.kind() != JsonKind::Null;
      take_content(cursor, "text", piece.text);
    } else if (key == "refusal") {
      piece.has_refusal = cursor.kind() == JsonKind::String;
      piece.text.raw_refusal += cursor.take_raw_string().value_or("");
    } else if (key == "tool_calls") {
      take_tool_calls(cursor, piece);
    } else if (key == "function_call" && cursor.kind() == JsonKind::Object) {
      piece.function_call = take_call(cursor, "arguments");
    } else {
      piece.message_members.take(key, cursor, chunk_);
    }
  }
  // A refusal may also come as a part of the content; the buffered shape has it in its own place.
  piece.has_refusal = piece.has_refusal || !piece.text.raw_refusal.empty();
}

void ChatAssembly::take_choice(JsonCursor& cursor) {
  AssembledChoice piece;
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    if (key == "index") {
      piece.index = take_index(cursor, 0, kChoicesMax);
    } else if (key == "delta" || key == "message") {
      take_delta(cursor, piece);
    } else if (key == "finish_reason") {
      piece.finish_reason = cursor.take_raw_string().value_or("");
    } else {
      piece.members.take(key, cursor, chunk_);
    }
  }
  if (fits_) add_by_index(choices_, piece);
}

bool ChatAssembly::take(PaddedText chunk, JsonScratch& scratch) {
  chunk_ = chunk.text;
  JsonCursor cursor(chunk, scratch, LoneSurrogates::Tolerated);
  if (cursor.kind() != JsonKind::Object) return false;
  for (JsonMembers members(cursor); fits_ && members.next();) {
    const std::string_view key = members.key();
    if (key == "choices") {
      for (JsonElements elements(cursor); fits_ && elements.next();) take_choice(cursor);
    } else if (key != "object" && key != "obfuscation") {
      members_.take(key, cursor, chunk_);
    }
  }
  return cursor.finish() && fits_;
}

std::string ChatAssembly::body() const {
  std::string out = R"({"object":"chat.completion","choices":[)";
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    if (i != 0) out += ',';
    choices_[i].append_to(out);
  }
  out += ']';
  members_.append_to(out);
  out += '}';
  return out;
}

std::size_t ChatAssembly::held_bytes() const {
  std::size_t bytes = members_.held_bytes();
  for (const AssembledChoice& choice : choices_) bytes += choice.held_bytes();
  return bytes;
}

}  // namespace jurymast::wire
