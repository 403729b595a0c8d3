#include "app/minutes/minute_admin.hpp"

#include <utility>

#include "app/admin/admin_endpoints.hpp"
#include "app/minutes/minute_question.hpp"

namespace jurymast::app {
namespace {

using control::AdminAnswer;
using control::AdminReply;
using control::AdminRequest;
using control::problem;

AdminReply reply_of(const store::MinuteQuestion& question, const Result<store::MinuteAnswer>& answer) {
  if (answer) return {.body = minutes_json(question, *answer)};
  if (answer.error().code == Code::NotFound) return problem(404, "minutes_uncounted", answer.error().message);
  if (answer.error().code != Code::Exhausted) return problem(503, "minutes_unread", answer.error().message);
  AdminReply reply = problem(429, "minutes_busy", answer.error().message);
  reply.retry_after_s = 1;
  return reply;
}

}  // namespace

control::AdminRoutes minute_routes(std::function<MinuteKeeper*()> keeper, std::function<WallTime()> now) {
  const auto serve = [keeper = std::move(keeper), now = std::move(now)](const AdminRequest& request, const AdminAnswer& done) {
    const auto question = read_minute_query(request.query).and_then([&](const MinuteAsk& ask) { return question_of(ask, now()); });
    if (!question) return done(problem(422, "minutes_refused", question.error().message));
    MinuteKeeper* const there = keeper();
    if (there == nullptr) {
      return done(problem(503, "minutes_unread", "evidence.db could not be opened; the log of the start says why"));
    }
    there->ask(*question, [question = *question, done](const auto& answer) { done(reply_of(question, answer)); });
  };
  return {{admin_endpoint("GET", "/aggregates"), serve}};
}

}  // namespace jurymast::app
