#include <gtest/gtest.h>

#include "policy/exchange.hpp"
#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;
using event::FailureKind;
using record::NextStep;
using record::RetryDecision;

TEST(Exchange, WhereNothingWasSent_TheSameTargetIsTriedOnce_EvenForTheMostDelicateRequest) {
  for (const FailureKind kind : {FailureKind::Dns, FailureKind::Connect}) {
    World world(1);
    world.route().side_effects = SideEffects::Possible;
    RequestFacts facts;
    facts.stateful = facts.stored = true;
    Drive run(world, facts);
    run.on(event::Failed{kind});
    EXPECT_EQ(run.last(), "wait");
    EXPECT_FALSE(run.attempt(0).maybe_executed);
  }
}

TEST(Exchange, ABadCertificateOrAForbiddenAddressIsNotTriedTwice) {
  for (const FailureKind kind : {FailureKind::Tls, FailureKind::ForbiddenAddress}) {
    World world;
    Drive run(world);
    run.on(event::Failed{kind});
    EXPECT_EQ(run.last(), "send(b)");
    EXPECT_EQ(run.attempt(0).failure_class, kind == FailureKind::Tls ? Class::NetworkTls : Class::NetworkConnect);
  }
}

TEST(Exchange, AHandshakeThatIsCutIsATlsFailure_ADialThatIsCutAConnectFailure) {
  World world;
  Drive dial(world);
  dial.on(event::Failed{FailureKind::Reset});
  EXPECT_EQ(dial.attempt(0).failure_class, Class::NetworkConnect);
  Drive handshake(world);
  handshake.on(event::Dialed{}).on(event::Failed{FailureKind::EndOfFile});
  EXPECT_EQ(handshake.attempt(0).failure_class, Class::NetworkTls);
  EXPECT_EQ(handshake.last(), "wait");
}

TEST(Exchange, AResetAfterSending_IsRepeatedOnlyForStatelessRequests_OnAFreshConnection) {
  World world;
  Drive run(world);
  run.connect().on(event::Failed{FailureKind::Reset, true, false});
  EXPECT_EQ(run.last(), "wait");
  EXPECT_TRUE(run.attempt(0).maybe_executed);
  EXPECT_EQ(run.attempt(0).failure_class, Class::NetworkReset);
  run.timer();
  EXPECT_EQ(run.last(), "send(a,fresh)");

  RequestFacts stateful;
  stateful.stateful = true;
  Drive barred(world, stateful);
  barred.connect().on(event::Failed{FailureKind::Reset, true, false});
  EXPECT_EQ(barred.last(), "answer(502,network_reset,final) finish");
  EXPECT_EQ(barred.attempt(0).retry, RetryDecision::DeniedUnsafe);
}

TEST(Exchange, AStoredAnswerIsNotMadeTwiceAfterAnAmbiguousFailure_UnlessTheRouteAllowsIt) {
  RequestFacts stored;
  stored.stored = true;
  World world;
  Drive barred(world, stored);
  barred.connect().on(event::Failed{FailureKind::EndOfFile, true, false});
  EXPECT_EQ(barred.last(), "answer(502,network_reset,final) finish");
  EXPECT_TRUE(barred.decision().fallback_refused);

  World open;
  Drive said(open, stored);
  said.error(503);
  EXPECT_EQ(said.last(), "wait") << "an explicit error is not ambiguous";

  World allowing;
  allowing.route().resend_stored = ResendStored::Allow;
  Drive allowed(allowing, stored);
  allowed.connect().on(event::Failed{FailureKind::EndOfFile, true, false});
  EXPECT_EQ(allowed.last(), "wait");
}

TEST(Exchange, ATimeoutBeforeContentMovesOn_ButNotWhereTheWorkMayBeDoneTwice) {
  World world;
  Drive run(world, streamed());
  run.open_stream().timer();
  EXPECT_EQ(run.last(), "close send(b)");
  EXPECT_TRUE(run.attempt(0).maybe_executed);

  World delicate;
  delicate.route().side_effects = SideEffects::Possible;
  Drive barred(delicate, streamed());
  barred.open_stream().timer();
  EXPECT_EQ(barred.last(), "close answer(504,timeout_first_token,final) finish");
  EXPECT_EQ(barred.decision().conditions[static_cast<std::size_t>(record::Condition::SideEffects)], record::Tri::False);
}

TEST(Exchange, SaysThatASideEffectMayHaveHappened_AfterA408ToA425) {
  for (const int status : {408, 409, 425}) {
    World world;
    world.route().side_effects = SideEffects::Possible;
    Drive barred(world);
    barred.error(status);
    EXPECT_EQ(barred.last(), "answer(502,upstream_error,final) finish") << status;
    EXPECT_TRUE(barred.attempt(0).maybe_executed);
    World plain;
    Drive run(plain);
    run.error(status);
    EXPECT_EQ(run.last(), "wait");
  }
}

TEST(Exchange, AStaleConnectionIsReplayedOnceOnAFreshOne) {
  World world;
  Drive run(world);
  run.connect(true).on(event::Failed{FailureKind::EndOfFile, true, false});
  EXPECT_EQ(run.last(), "send(a,fresh)") << "at once";
  EXPECT_EQ(run.attempt(0).next, NextStep::SameTarget);
  EXPECT_TRUE(run.attempt(0).reused_connection);
  EXPECT_FALSE(run.attempt(0).maybe_executed);
  EXPECT_EQ(world.status(0).budget_milli, 9'000U) << "it takes a token";
  run.connect().on(event::Failed{FailureKind::EndOfFile, true, false});
  EXPECT_EQ(run.last(), "send(b)") << "and counts in the caps";
}

TEST(Exchange, AStaleConnectionIsNoSignOfIllHealth_AndNoCauseToReport) {
  World world(1);
  for (int i = 0; i < 4; ++i) {
    Drive run(world);
    run.connect(true).on(event::Failed{FailureKind::Reset, true, false}).answer();
  }
  world.attempt(0, Class::UpstreamError, 500);
  EXPECT_EQ(world.status(0).breaker, record::BreakerState::Closed);
  Drive run(world);
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false}).error(503);
  EXPECT_EQ(run.last(), "answer(503,overloaded,final) finish");
}

TEST(Exchange, AStaleReplayNeedsNoAttemptLeftForOtherTargets) {
  World world(3);
  Drive run(world);
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false});
  EXPECT_EQ(run.last(), "send(a,fresh)");
}

TEST(Exchange, AStaleReplayThatGetsNoTokenIsAResetLikeAnyOther) {
  World world;
  world.target(0).budget.capacity_milli = 0;
  Drive run(world);
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false});
  EXPECT_EQ(run.last(), "send(b)");
  EXPECT_TRUE(run.attempt(0).maybe_executed);
  EXPECT_EQ(run.attempt(0).retry, RetryDecision::DeniedBudget);
}

TEST(Exchange, AStaleReplayThatGetsNoTokenIsJudgedAsAmbiguous) {
  World world;
  world.target(0).budget.capacity_milli = 0;
  RequestFacts facts;
  facts.stored = true;
  Drive run(world, facts);
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false});
  EXPECT_EQ(run.last(), "answer(502,network_reset,final) finish");
}

TEST(Exchange, ACallersReplayIsNotReplayedOnAFreshConnectionEither) {
  World world;
  RequestFacts facts;
  facts.replay = true;
  Drive run(world, facts);
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false});
  EXPECT_EQ(run.last(), "send(b)");
}

TEST(Exchange, OneStaleReplayATarget_HoweverManyAttemptsAreAllowed) {
  World world(1);
  world.route().retry.attempts = world.route().retry.attempts_per_target = 6;
  Drive run(world);
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false}).error(500).timer();
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false});
  EXPECT_EQ(run.last(), "answer(502,upstream_error,final) finish");
  EXPECT_EQ(run.sends(), 3U);
}

TEST(Exchange, EachTargetHasRetriesOfItsOwn_AndTheFirstCauseIsRecorded) {
  World world(3);
  world.route().retry.attempts = 6;
  Drive run(world);
  run.error(500).timer();
  run.connect(true).on(event::Failed{FailureKind::Tls});
  EXPECT_EQ(run.last(), "send(b)");
  run.error(503);
  EXPECT_EQ(run.last(), "wait");
  run.timer().error(503);
  EXPECT_EQ(run.last(), "send(c)");
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false});
  EXPECT_EQ(run.last(), "send(c,fresh)");
  run.answer();
  EXPECT_EQ(run.decision().fallback_class, Class::NetworkTls);
}

TEST(Exchange, AStaleReplayIsGrantedAnewAtEachTarget) {
  World world;
  world.route().retry.attempts = 6;
  Drive run(world);
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false}).on(event::Failed{FailureKind::Tls});
  ASSERT_EQ(run.last(), "send(b)");
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false});
  EXPECT_EQ(run.last(), "send(b,fresh)");
}

TEST(Exchange, AStaleConnectionIsNotReplayedWhereTheRouteHasSideEffects) {
  World world;
  world.route().side_effects = SideEffects::Possible;
  Drive run(world);
  run.connect(true).on(event::Failed{FailureKind::Reset, true, false});
  EXPECT_EQ(run.last(), "answer(502,network_reset,final) finish");
}

TEST(Exchange, ARequestThatHadNotLeftAReusedConnectionIsAnOrdinaryRetry) {
  World world;
  Drive run(world);
  run.connect(true).on(event::Failed{FailureKind::Reset, false, false});
  EXPECT_EQ(run.last(), "wait");
  EXPECT_FALSE(run.attempt(0).maybe_executed);
}

TEST(Exchange, ACutBodyIsTruncated_AndGoesToTheNextTarget) {
  for (const FailureKind kind : {FailureKind::EndOfFile, FailureKind::Reset, FailureKind::Framing}) {
    World world;
    Drive run(world);
    run.connect().head(200).on(event::Failed{kind, true, true});
    EXPECT_EQ(run.last(), "send(b)");
    EXPECT_EQ(run.attempt(0).failure_class, Class::Truncated);
  }
  World world;
  Drive run(world);
  run.connect().head(200).on(event::Failed{FailureKind::TooLarge, true, true});
  EXPECT_EQ(run.attempt(0).failure_class, Class::Malformed);
  Drive garbage(world);
  garbage.connect().on(event::Failed{FailureKind::Framing, true, true});
  EXPECT_EQ(garbage.attempt(0).failure_class, Class::Malformed);
}

}  // namespace
}  // namespace jurymast::policy
