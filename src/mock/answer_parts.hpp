#pragma once
#include <string_view>

#include "mock/answer.hpp"
#include "mock/api_error.hpp"
#include "mock/json_text.hpp"
#include "mock/response_store.hpp"

namespace jurymast::mock {

/// True if the fault puts something else in the answer's place: a status, a page, a redirect, a body.
bool replaces_answer(const Fault& fault);
/// What it puts there.
Answer replacement(const Fault& fault);
/// An error as an answer.
Answer error_answer(const ApiError& error);
/// A JSON object as an answer.
Answer json_answer(const Json& object);
/// The created answer in the shape of its family, buffered or streamed, with the faults of its text worked in.
Answer created_answer(const AnswerInput& input, const Pace& pace);
/// What `GET /v1/responses/{id}?stream=true` gives: the events behind `starting_after`.
Answer replayed_answer(const AnswerInput& input, std::string_view query);
/// What `GET /v1/responses/{id}/input_items` gives: the items, without what was said in them.
Json input_items(const StoredResponse& response);

}  // namespace jurymast::mock
