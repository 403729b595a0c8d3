#include "app/probe/smoke_direct.hpp"

#include "app/probe/direct_request.hpp"

namespace jurymast::app {
namespace {

std::string body_for(const DirectQuestion& question) {
  return evidence::fixture_body(question.fixture, {.family = question.check.family,
                                                   .streamed = question.check.streamed,
                                                   .model = question.target.model,
                                                   .token_limit_member = {}});
}

}  // namespace

Result<evidence::CheckSeen> ask_directly(const DirectQuestion& question, Clock& clock) {
  const MonotonicTime began = clock.now();
  const auto request = direct_request(question.target, question.check.family, body_for(question));
  if (!request) return tl::unexpected(request.error());
  auto answer = web_request(place_of(question.target), *request, {question.time_max, kHttpAnswerBytesMax}, clock);
  if (!answer) return tl::unexpected(answer.error());
  evidence::CheckSeen seen;
  seen.answer = {.family = question.check.family,
                 .streamed = question.check.streamed,
                 .status = answer->status,
                 .content_type = std::string(answer->field("content-type")),
                 .operation_id = {},
                 .whole = answer->whole,
                 .elapsed = clock.now() - began,
                 .body = std::move(answer->body)};
  return seen;
}

}  // namespace jurymast::app
