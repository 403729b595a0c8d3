#pragma once
#include <vector>

#include "mock/answer.hpp"

namespace jurymast::mock {

/// Works the fault's members that change single events into a healthy stream: malformed and error events, comments before it, CRLF,
/// data behind its end, and a last event without its blank line.
std::vector<Event> with_stream_faults(std::vector<Event> events, const AnswerInput& input);

}  // namespace jurymast::mock
