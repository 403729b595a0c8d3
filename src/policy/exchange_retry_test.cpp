#include <gtest/gtest.h>

#include "policy/exchange.hpp"
#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;
using event::FailureKind;
using record::Denial;
using record::NextStep;
using record::Outcome;
using record::RetryDecision;
using record::RouteDecision;

TEST(Exchange, ServesABufferedAnswerInOneGo) {
  World world;
  Drive run(world);
  EXPECT_EQ(run.last(), "send(a)");
  run.answer();
  EXPECT_EQ(run.last(), "commit(200) forward end finish");
  EXPECT_EQ(run.decision().outcome, Outcome::Complete);
  EXPECT_EQ(run.decision().failure_class, Class::Ok);
  EXPECT_EQ(run.decision().route, RouteDecision::KeepPrimary);
  EXPECT_EQ(run.decision().served_by_name, "a");
  EXPECT_EQ(run.attempt(0).retry, RetryDecision::NoRetry);
  EXPECT_EQ(world.status(0).in_flight, 0U);
  EXPECT_EQ(run.exchange().wake_at(), MonotonicTime::never());
}

TEST(Exchange, ServerErrorIsTriedOnceMore_AfterAFullJitterBackoff_ThenTheNextTarget) {
  World world;
  Drive run(world);
  run.error(500);
  EXPECT_EQ(run.last(), "wait");
  EXPECT_LE(run.wait_left(), Duration(250ms));
  const Duration planned = run.wait_left();
  run.timer();
  EXPECT_EQ(run.last(), "send(a)");
  EXPECT_EQ(run.attempt(1).backoff_planned, planned);
  EXPECT_EQ(run.attempt(1).backoff_actual, planned);
  EXPECT_EQ(run.attempt(1).admission.budget_before_milli, 10'000U);
  EXPECT_EQ(run.attempt(1).admission.budget_after_milli, 9'000U);
  EXPECT_EQ(world.status(0).budget_milli / 100, 90U) << "one token a retry, not two";
  run.error(500);
  EXPECT_EQ(run.last(), "send(b)") << "the next target is immediate";
  run.answer();
  EXPECT_EQ(run.decision().outcome, Outcome::Complete);
  EXPECT_TRUE(run.decision().fallback_taken);
  EXPECT_EQ(run.decision().fallback_class, Class::UpstreamError);
  EXPECT_EQ(run.decision().arm, record::Arm::Rescue);
  EXPECT_EQ(run.decision().route, RouteDecision::FallbackProvider);
  EXPECT_EQ(run.attempt(0).next, NextStep::SameTarget);
  EXPECT_EQ(run.attempt(0).retry, RetryDecision::SingleRetry);
  EXPECT_EQ(run.attempt(1).next, NextStep::NextTarget);
  EXPECT_EQ(run.attempt(2).next, NextStep::Final);
  EXPECT_EQ(world.status(1).budget_milli, 10'000U) << "an arrival is free";
}

TEST(Exchange, MakesNeverMoreThanThreeAttempts_NorMoreThanTwoATarget_AndNeverGoesBack) {
  World world(3);
  Drive run(world);
  run.error(500);
  EXPECT_EQ(run.last(), "send(b)") << "each target keeps one attempt";
  run.error(500);
  EXPECT_EQ(run.last(), "send(c)");
  run.error(500);
  EXPECT_EQ(run.last(), "answer(502,upstream_error,final) finish");

  World alone(1);
  Drive single(alone);
  single.error(503).timer().error(503);
  EXPECT_EQ(single.last(), "answer(503,overloaded,final) finish");
  EXPECT_EQ(single.sends(), 2U);
  EXPECT_EQ(single.decision().route, RouteDecision::FailFast);
}

TEST(Exchange, ACallersReplayGetsOneAttemptATarget) {
  World world;
  RequestFacts facts;
  facts.replay = true;
  Drive run(world, facts);
  run.error(500);
  EXPECT_EQ(run.last(), "send(b)");
  run.error(500);
  EXPECT_EQ(run.last(), "answer(502,upstream_error,final) finish");
}

TEST(Exchange, ClientFaultsAreNeitherRetriedNorRescued) {
  for (const auto& [status, code, told] : {std::tuple{400, "", "answer(400,invalid_request,final) finish"},
                                           {422, "", "answer(422,invalid_request,final) finish"},
                                           {500, "invalid_request", "answer(400,invalid_request,final) finish"},
                                           {400, "content_filter", "answer(400,content_policy,final) finish"},
                                           {400, "previous_response_not_found", "answer(400,state_missing,final) finish"},
                                           {401, "", "answer(502,auth,final) finish"},
                                           {403, "", "answer(502,permission,final) finish"},
                                           {418, "", "answer(418,ambiguous,final) finish"}}) {
    World world;
    Drive run(world);
    run.error(status, code);
    EXPECT_EQ(run.last(), told) << status << code;
    EXPECT_EQ(run.sends(), 1U);
  }
}

TEST(Exchange, PassesTheProvidersOwnErrorObjectOn_OnlyForClientFaults) {
  World world;
  Drive fault(world);
  fault.error(400);
  EXPECT_EQ(fault.find<step::Answer>()->body_of_attempt, 1);
  Drive denied(world);
  denied.error(403);
  EXPECT_EQ(denied.find<step::Answer>()->body_of_attempt, std::nullopt);
}

TEST(Exchange, ARateLimitIsWaitedOut_UpToThreeSeconds) {
  World world;
  Drive run(world);
  run.error(429, "rate_limit_exceeded", {.retry_after = Duration(2s), .ratelimit_reset = {}});
  EXPECT_EQ(run.last(), "wait");
  EXPECT_EQ(run.wait_left(), Duration(2s));
  EXPECT_EQ(run.attempt(0).retry, RetryDecision::BoundedRetry);
  EXPECT_EQ(run.attempt(0).retry_after, Duration(2s));
  run.timer();
  EXPECT_EQ(run.last(), "send(a)");
}

TEST(Exchange, ALongerRateLimitMeansTheNextTargetNow) {
  World world;
  Drive run(world);
  run.error(429, "", {.retry_after = Duration(4s), .ratelimit_reset = {}});
  EXPECT_EQ(run.last(), "send(b)");
  EXPECT_EQ(world.status(0).pause_left, Duration(4s));
  EXPECT_EQ(world.status(0).budget_milli, 10'000U) << "no token for a retry that was not made";
}

TEST(Exchange, ARateLimitWithoutAHintWaitsForTheTargetsPause) {
  World world(1);
  Drive run(world);
  run.error(429);
  EXPECT_EQ(run.wait_left(), Duration(1s));
  run.timer().error(429);
  EXPECT_EQ(run.last(), "answer(429,rate_limited,final) finish");
}

TEST(Exchange, TheRateLimitsOwnResetIsAPauseWhereThereIsNoRetryAfter) {
  World world;
  Drive run(world);
  run.error(429, "", {.retry_after = {}, .ratelimit_reset = Duration(5s)});
  EXPECT_EQ(run.last(), "send(b)");
  EXPECT_EQ(world.status(0).pause_left, Duration(5s));
}

TEST(Exchange, ARateLimitTellsTheCallerTheKnownWaitInTheBody) {
  World world(1);
  Drive run(world);
  run.error(429, "", {.retry_after = Duration(45s), .ratelimit_reset = {}});
  EXPECT_EQ(run.last(), "answer(429,rate_limited,final,45s) finish");
}

TEST(Exchange, AnExhaustedQuotaIsNeverRetried_AndPausesForTenMinutes) {
  World world;
  Drive run(world);
  run.error(429, "insufficient_quota", {.retry_after = Duration(1s), .ratelimit_reset = {}});
  EXPECT_EQ(run.last(), "send(b)");
  EXPECT_EQ(world.status(0).pause_left, Duration(10min));
}

TEST(Exchange, RetryAfterIsALowerBoundForServerErrorsToo) {
  World world(1);
  Drive run(world);
  run.error(500, "", {.retry_after = Duration(3s), .ratelimit_reset = {}});
  EXPECT_EQ(run.wait_left(), Duration(3s));
  World other(1);
  Drive long_wait(other);
  long_wait.error(503, "", {.retry_after = Duration(20s), .ratelimit_reset = {}});
  EXPECT_EQ(long_wait.last(), "answer(503,overloaded,final,20s) finish");
}

TEST(Exchange, ADeniedTokenIsNeverWaitedFor) {
  World world;
  world.target(0).budget.capacity_milli = 999;
  Drive run(world);
  run.error(500);
  EXPECT_EQ(run.last(), "send(b)");
  EXPECT_EQ(run.attempt(0).retry, RetryDecision::DeniedBudget);
  EXPECT_EQ(run.attempt(0).next, NextStep::NextTarget);
  run.error(500);
  EXPECT_EQ(run.attempt(1).retry, RetryDecision::SingleRetry) << "the other target has a bucket of its own";
}

TEST(Exchange, ARetryWhoseTargetClosedMeanwhileGoesToTheNextTarget) {
  World world;
  Drive run(world);
  run.error(500);
  ASSERT_EQ(run.last(), "wait");
  world.pause_target(0, 30s);
  run.timer();
  EXPECT_EQ(run.last(), "send(b)");
  EXPECT_EQ(run.decision().passed_over.at(0).denial, Denial::Paused);
  EXPECT_EQ(run.attempt(0).next, NextStep::NextTarget);
}

TEST(Exchange, TheTokenIsTakenWhenTheRetryIsDecided) {
  World world;
  Drive run(world);
  run.error(500);
  EXPECT_EQ(world.status(0).budget_milli, 9'000U);
  EXPECT_EQ(world.status(0).in_flight, 0U) << "but no place is held through the backoff";
  run.on(event::ClientGone{});
  EXPECT_EQ(run.last(), "finish");
  EXPECT_EQ(run.decision().outcome, Outcome::Cancelled);
}

TEST(Exchange, ARedirectIsNeverFollowed_ItsBodyNeverRead) {
  World world;
  Drive run(world);
  run.connect().head(301, wire::ContentKind::Html);
  EXPECT_EQ(run.last(), "close send(b)");
  EXPECT_EQ(run.attempt(0).failure_class, Class::WrongSurface);
}

TEST(Exchange, AnEncodingThatNobodyAskedForIsMalformed_ButAStatusIsStillAStatus) {
  World world;
  Drive run(world);
  run.connect().on(event::Head{200, wire::ContentKind::Json, true, {}});
  EXPECT_EQ(run.last(), "close send(b)");
  EXPECT_EQ(run.attempt(0).failure_class, Class::Malformed);
  World other;
  Drive limited(other);
  limited.connect().on(event::Head{429, wire::ContentKind::Json, true, {}}).on(event::ErrorBody{});
  EXPECT_EQ(limited.attempt(0).failure_class, Class::RateLimited);
}

TEST(Exchange, AnUnknownModelIsOursWhereTheTargetNamesIt_AndTheClientsWhereNot) {
  World world;
  Drive ours(world);
  ours.error(404, "model_not_found");
  EXPECT_EQ(ours.last(), "send(b)");
  World passing;
  passing.target(0).model.clear();
  Drive theirs(passing);
  theirs.error(404, "model_not_found");
  EXPECT_EQ(theirs.last(), "answer(404,invalid_request,final) finish");
}

TEST(Exchange, TheFirstFailureIsReported_ButALaterClientFaultWins) {
  World world;
  Drive run(world);
  run.error(401 + 128);
  run.timer().error(529).error(500);
  EXPECT_EQ(run.last(), "answer(503,overloaded,final) finish");
  World other;
  Drive fault(other);
  fault.on(event::Failed{FailureKind::Tls}).error(400);
  EXPECT_EQ(fault.last(), "answer(400,invalid_request,final) finish");
  EXPECT_EQ(fault.find<step::Answer>()->body_of_attempt, 2);
}

TEST(Exchange, KeepsOnlyKnownWordsOfTheUpstreamsError) {
  World world;
  Drive run(world);
  run.error(400, "a secret that a provider echoed");
  EXPECT_EQ(record::text_of(run.attempt(0).error_code), "other");
  Drive known(world);
  known.error(400, "unsupported_parameter");
  EXPECT_EQ(record::text_of(known.attempt(0).error_code), "unsupported_parameter");
  EXPECT_EQ(known.attempt(0).http_status, 400);
}

TEST(Exchange, NoAttemptButTheFirstStartsWithLessThanTwoSecondsLeft) {
  RequestFacts facts;
  facts.client_timeout = 3s;
  World world;
  Drive run(world, facts);
  world.advance(1500ms);
  run.error(500);
  EXPECT_EQ(run.last(), "answer(502,upstream_error,final) finish");
  facts.client_timeout = 1ms;
  World hurried;
  Drive first(hurried, facts);
  EXPECT_EQ(first.last(), "send(a)") << "the first always starts";
}

TEST(Exchange, AWaitThatDoesNotFitMeansTheNextTargetNow) {
  RequestFacts facts;
  facts.client_timeout = 4s;
  World world;
  Drive run(world, facts);
  run.error(429, "", {.retry_after = Duration(3s), .ratelimit_reset = {}});
  EXPECT_EQ(run.last(), "send(b)");
}

}  // namespace
}  // namespace jurymast::policy
