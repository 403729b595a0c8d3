#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "wire/answer_facts.hpp"
#include "wire/json_cursor.hpp"

namespace jurymast::wire {

/// The arguments of tool calls as they stand in the answer, JSON inside a JSON string; at most kToolCallsCheckedMax.
using ArgumentTexts = std::vector<std::string_view>;
inline constexpr std::size_t kToolCallsCheckedMax = 256;

/// Bounds of what is kept of an answer's own words.
inline constexpr std::size_t kAnswerModelBytesMax = 128;
inline constexpr std::size_t kAnswerIdBytesMax = 4096;

/// One entry of chat's `choices`, of a whole answer or of a chunk.
struct ChatChoice {
  std::optional<std::uint64_t> index;
  bool index_valid = true;   ///< false where `index` is no plain integer
  bool has_payload = false;  ///< a `message` or `delta` object is there
  bool has_content = false;  ///< text, refusal, tool call, function call or audio
  bool has_reasoning = false;
  FinishState finish = FinishState::None;
  ErrorFacts error;
};

/// What an event or a body of the Responses family says with its `response` object's members.
struct ResponseMembers {
  bool object_present = false;
  bool object_matches = false;
  bool output_present = false;
  bool has_content = false;
  bool has_id = false;
  FinishState finish = FinishState::None;  ///< from `status`; None where it is absent
  bool finished = false;
  ErrorFacts error;
  Usage usage;
  std::string id;
  std::string model;
};

/// Each takes the value the cursor stands on, and nothing of it where it has another shape.
ChatChoice read_chat_choice(JsonCursor& cursor, ArgumentTexts& arguments);
Usage read_usage(JsonCursor& cursor);
/// True if the output item holds something for the caller; reasoning does not count.
bool read_output_item(JsonCursor& cursor, ArgumentTexts& arguments);
/// True if the content part holds something.
bool read_content_part(JsonCursor& cursor);
/// Reads the value if `key` is a member that we read of a response object; false if it is none.
bool take_response_member(std::string_view key, JsonCursor& cursor, ResponseMembers& response, ArgumentTexts& arguments);

/// A failed or cancelled response is an error even where it does not say which.
void settle_response_error(ResponseMembers& response);

/// True if a finish state is evidence that a chat choice is complete.
bool is_chat_end(FinishState finish);

/// True if every text, unescaped, is JSON. Uses the scratch: the cursor the texts came from must be done.
bool arguments_parse(const ArgumentTexts& arguments, JsonScratch& scratch);

}  // namespace jurymast::wire
