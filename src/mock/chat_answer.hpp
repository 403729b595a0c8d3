#pragma once
#include <string>
#include <vector>

#include "mock/answer.hpp"

namespace jurymast::mock {

/// The whole answer as one `chat.completion` object.
std::string chat_body(const AnswerInput& input);
/// The answer as `chat.completion.chunk` events with `[DONE]` at the end: role, content, finish for every choice, usage where asked for.
std::vector<Event> chat_events(const AnswerInput& input);
/// An error in the middle of a chat stream, in the form the fault asks for.
std::vector<Event> chat_error_events(const AnswerInput& input);

}  // namespace jurymast::mock
