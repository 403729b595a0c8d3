#include "policy/plan.hpp"

#include <gtest/gtest.h>

#include "policy/answer.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;
using record::Denial;
using record::RetryDecision;

constexpr MonotonicTime kNow{std::chrono::hours(1)};

PlanInput after(Class c, unsigned attempts_left = 2, unsigned here = 1, unsigned targets_left = 1) {
  return {.row = row_of(c), .attempts_left = attempts_left, .attempts_left_here = here, .targets_left = targets_left};
}

TEST(Plan, TheSameTargetFirst_ThenTheNext) {
  const Plan plan = plan_after(after(Class::UpstreamError));
  EXPECT_TRUE(plan.same_target);
  EXPECT_TRUE(plan.next_target);
  EXPECT_EQ(plan.retry, RetryDecision::SingleRetry);
  EXPECT_EQ(plan_after(after(Class::RateLimited)).retry, RetryDecision::BoundedRetry);
}

TEST(Plan, KeepsAnAttemptForEachTargetNotTriedYet) {
  EXPECT_FALSE(plan_after(after(Class::UpstreamError, 1, 1, 1)).same_target);
  EXPECT_FALSE(plan_after(after(Class::UpstreamError, 2, 1, 2)).same_target);
  EXPECT_TRUE(plan_after(after(Class::UpstreamError, 1, 1, 0)).same_target);
}

TEST(Plan, StopsAtEachCap) {
  EXPECT_FALSE(plan_after(after(Class::UpstreamError, 2, 0, 0)).same_target);
  const Plan none = plan_after(after(Class::UpstreamError, 0, 1, 1));
  EXPECT_FALSE(none.same_target || none.next_target);
}

TEST(Plan, OnceMeansOnce_WhateverTheCapAllows) {
  PlanInput input = after(Class::Overloaded, 5, 5, 0);
  input.class_retries_here = 1;
  EXPECT_FALSE(plan_after(input).same_target);
  PlanInput pace = after(Class::RateLimited, 5, 5, 0);
  pace.class_retries_here = 1;
  EXPECT_TRUE(plan_after(pace).same_target);
}

TEST(Plan, AProbeIsNeverTriedAgain_AndABadCertificateNeither) {
  PlanInput probe = after(Class::UpstreamError);
  probe.probe = true;
  EXPECT_FALSE(plan_after(probe).same_target);
  EXPECT_TRUE(plan_after(probe).next_target);
  PlanInput certificate = after(Class::NetworkTls);
  EXPECT_TRUE(plan_after(certificate).same_target);
  certificate.same_target_useless = true;
  EXPECT_FALSE(plan_after(certificate).same_target);
  EXPECT_EQ(plan_after(certificate).retry, RetryDecision::DeniedClass);
}

TEST(Plan, NamesTheReasonWhereNothingFollows) {
  EXPECT_EQ(plan_after(after(Class::InvalidRequest)).retry, RetryDecision::DeniedClass);
  EXPECT_EQ(plan_after(after(Class::Ambiguous)).retry, RetryDecision::Escalate);
  PlanInput unsafe = after(Class::NetworkReset);
  unsafe.resend_safe = false;
  const Plan plan = plan_after(unsafe);
  EXPECT_EQ(plan.retry, RetryDecision::DeniedUnsafe);
  EXPECT_FALSE(plan.same_target || plan.next_target);
}

TEST(ResendSafety, FollowsWhatMayHaveHappened) {
  EXPECT_TRUE(resend_is_safe({.stateful = true, .stored = true, .side_effects = true})) << "nothing was sent";
  EXPECT_TRUE(resend_is_safe({.sent = true, .error_said = true, .stateful = true, .stored = true, .side_effects = true}));
  EXPECT_TRUE(resend_is_safe({.sent = true}));
  EXPECT_FALSE(resend_is_safe({.sent = true, .stateful = true}));
  EXPECT_FALSE(resend_is_safe({.sent = true, .stored = true}));
  EXPECT_FALSE(resend_is_safe({.sent = true, .side_effects = true}));
  EXPECT_TRUE(resend_is_safe({.sent = true, .stale = true, .stateful = true, .stored = true}));
  EXPECT_FALSE(resend_is_safe({.sent = true, .stale = true, .side_effects = true}));
}

TEST(Denials, OneReasonAloneIsTheRefusal) {
  DenialTally tally;
  EXPECT_EQ(tally.refusal(), Refusal::NotEligible);
  tally.add(Denial::Paused, kNow + 5s, kNow);
  tally.add(Denial::Paused, kNow + 3s, kNow);
  EXPECT_EQ(tally.refusal(), Refusal::AllPaused);
  EXPECT_EQ(tally.earliest(), kNow + 3s);
}

TEST(Denials, AMixIsNever429_AndNamesTheReasonThatEndsFirst) {
  DenialTally tally;
  tally.add(Denial::Paused, kNow + 1s, kNow);
  tally.add(Denial::BreakerOpen, kNow + 4s, kNow);
  EXPECT_EQ(tally.refusal(), Refusal::AllOpen);
  EXPECT_EQ(tally.earliest(), kNow + 1s);
  tally.add(Denial::Full, std::nullopt, kNow);
  EXPECT_EQ(tally.refusal(), Refusal::AllFull);
}

TEST(Refusals, AreHopefulUpToAMinute_WithWholeSecondsRoundedUp) {
  step::Answer answer = refuse(Refusal::AllOpen, kNow + 4001ms, kNow);
  EXPECT_EQ(answer.status, 503);
  EXPECT_FALSE(answer.final_answer);
  EXPECT_EQ(answer.retry_after_s, 5U);
  answer = refuse(Refusal::AllPaused, kNow - 1s, kNow);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.retry_after_s, 1U);
  EXPECT_FALSE(refuse(Refusal::AllPaused, kNow + 60s, kNow).final_answer);
  answer = refuse(Refusal::AllPaused, kNow + 60'001ms, kNow);
  EXPECT_TRUE(answer.final_answer);
  EXPECT_EQ(answer.retry_after_s, 61U);
}

record::Decision with_attempts(std::initializer_list<Class> classes) {
  record::Decision decision;
  for (const Class c : classes) {
    record::Attempt attempt;
    attempt.number = static_cast<std::uint8_t>(decision.attempts.size() + 1);
    attempt.failure_class = c;
    decision.attempts.push_back(attempt);
  }
  return decision;
}

TEST(Answers, ReportTheFirstFailure_ButALaterClientFaultWins) {
  EXPECT_EQ(reported_attempt(with_attempts({Class::Overloaded, Class::UpstreamError}), 0).number, 1);
  EXPECT_EQ(reported_attempt(with_attempts({Class::Overloaded, Class::InvalidRequest}), 0).number, 2);
  EXPECT_EQ(reported_attempt(with_attempts({Class::ContextLength, Class::UpstreamError}), 0).number, 1);
  EXPECT_EQ(reported_attempt(with_attempts({Class::NetworkReset, Class::Overloaded}), 1).number, 2)
      << "a stale connection is no cause";
}

TEST(Answers, GiveEachClassItsStatus) {
  const auto status_of_class = [](Class c, std::uint16_t upstream) {
    record::Attempt attempt;
    attempt.failure_class = c;
    attempt.http_status = upstream;
    return answer_for(attempt).status;
  };
  EXPECT_EQ(status_of_class(Class::InvalidRequest, 422), 422);
  EXPECT_EQ(status_of_class(Class::InvalidRequest, 500), 400);
  EXPECT_EQ(status_of_class(Class::ContextLength, 200), 400);
  EXPECT_EQ(status_of_class(Class::Auth, 401), 502);
  EXPECT_EQ(status_of_class(Class::TimeoutStall, 200), 504);
  EXPECT_EQ(status_of_class(Class::Overloaded, 529), 503);
  EXPECT_EQ(status_of_class(Class::QuotaExhausted, 402), 429);
  EXPECT_EQ(status_of_class(Class::Ambiguous, 418), 418);
  EXPECT_EQ(status_of_class(Class::Ambiguous, 700), 502);
}

TEST(Answers, PutAKnownWaitIntoTheBody_AndStayFinal) {
  record::Attempt attempt;
  attempt.failure_class = Class::RateLimited;
  attempt.retry_after = 6500ms;
  const step::Answer answer = answer_for(attempt);
  EXPECT_TRUE(answer.final_answer);
  EXPECT_EQ(answer.retry_after_s, 7U);
  EXPECT_EQ(answer.body_of_attempt, std::nullopt);
}

}  // namespace
}  // namespace jurymast::policy
