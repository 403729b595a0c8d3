#include "app/probe/smoke_direct.hpp"

#include "app/probe/direct_request.hpp"

namespace jurymast::app {
namespace {

std::string body_for(const DirectQuestion& question) {
  return evidence::fixture_body(question.fixture, {.family = question.check.family,
                                                   .streamed = question.check.streamed,
                                                   .model = question.target.model.empty() ? question.model : question.target.model,
                                                   .token_limit_member = {}});
}

}  // namespace

Result<evidence::CheckSeen> ask_directly(const DirectQuestion& question, Clock& clock) {
  const MonotonicTime began = clock.now();
  const auto request = direct_request(question.target, question.check.family, body_for(question));
  if (!request) return tl::unexpected(request.error());
  const auto answer = web_request(place_of(question.target), *request, {question.time_max, kHttpAnswerBytesMax}, clock);
  if (!answer) return tl::unexpected(answer.error());
  return seen_of(question.check, *answer, clock.now() - began);
}

evidence::CheckSeen seen_of(const evidence::PlannedCheck& check, const HttpAnswer& answer, Duration elapsed) {
  evidence::CheckSeen seen;
  seen.answer = {.family = check.family,
                 .streamed = check.streamed,
                 .status = answer.status,
                 .content_type = std::string(answer.field("content-type")),
                 .operation_id = {},
                 .whole = answer.whole,
                 .elapsed = elapsed,
                 .body = answer.body};
  return seen;
}

}  // namespace jurymast::app
