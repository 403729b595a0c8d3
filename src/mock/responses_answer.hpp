#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "mock/answer.hpp"

namespace jurymast::mock {

/// How far a stored response has come.
enum class ResponseStage : unsigned char { Queued, InProgress, Done, Cancelled };

/// `resp_A-7`
std::string response_id(const AnswerIdentity& identity);
/// The whole answer as one `response` object at that stage; Done is completed, incomplete or failed as the content's finish says.
std::string response_body(const AnswerInput& input, ResponseStage stage);
/// The answer as named events with sequence numbers, from `response.created` to the terminal one.
std::vector<Event> response_events(const AnswerInput& input);
/// An error in the middle of a stream, in the form the fault asks for.
std::vector<Event> response_error_events(const AnswerInput& input, std::uint64_t sequence_number);

}  // namespace jurymast::mock
