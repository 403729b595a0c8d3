#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/family.hpp"
#include "wire/answer_reader.hpp"
#include "wire/json_cursor.hpp"

namespace jurymast::wire {

/// What stands in one choice of a chat answer, or in a whole response: strings as they stand between their quotes, escapes and all,
/// so that pieces of one can be put together as they are.
struct OutputPart {
  std::string raw_text;
  std::string raw_refusal;
  bool has_call = false;  ///< a tool call, a hosted tool's item, or audio
};

/// The output of one whole answer.
struct AnswerOutput {
  JsonFault fault = JsonFault::None;  ///< why the body could not be read
  std::vector<OutputPart> parts;      ///< chat: one a choice, at most kChoicesMax; Responses: one
  ArgumentTexts arguments;            ///< of function calls; views into the body
  bool arguments_missing = false;     ///< a function call has no string of arguments
  bool cut = false;                   ///< there are more choices or function calls than are kept
};

/// Reads what the rules on answers look at, in a body that may have any shape. Of a member that stands twice the last one counts.
AnswerOutput read_answer_output(Family family, PaddedText body, JsonScratch& scratch);

/// Takes a `content`: a string, or an array of parts whose texts (those of type `text_type`) and refusals are joined.
void take_content(JsonCursor& cursor, std::string_view text_type, OutputPart& part);

}  // namespace jurymast::wire
