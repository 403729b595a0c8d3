#pragma once
#include <string>

#include "mock/json_text.hpp"
#include "mock/responses_answer.hpp"

namespace jurymast::mock {

/// The `response` object at that stage, with every documented member but those the fault omits.
Json response_object(const AnswerInput& input, ResponseStage stage);
/// The answer's one output item: a message or a function call, as it begins or as it ends.
Json output_item(const AnswerInput& input, bool done);
/// The one part of a message that holds `text`.
Json content_part(const AnswerInput& input, const std::string& text);
std::string output_item_id(const AnswerInput& input);
/// The status a response ends with: completed, incomplete or failed.
std::string status_of_finish(const std::string& finish);

}  // namespace jurymast::mock
