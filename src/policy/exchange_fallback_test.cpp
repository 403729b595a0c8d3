#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "policy/exchange.hpp"
#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;
using record::Condition;
using record::Denial;
using record::Outcome;
using record::RouteDecision;
using record::Tri;

Tri condition(const Drive& drive, Condition c) { return drive.decision().conditions[static_cast<std::size_t>(c)]; }

TEST(Fallback, AnOpenBreakerLetsTheNextTargetServeAtOnce) {
  World world;
  world.break_target(0);
  Drive drive(world);
  EXPECT_EQ(drive.last(), "send(b)");
  drive.answer();
  EXPECT_EQ(drive.decision().fallback_denial, Denial::BreakerOpen);
  EXPECT_EQ(drive.decision().fallback_class, std::nullopt);
  EXPECT_EQ(drive.decision().passed_over.at(0).target_name, "a");
  EXPECT_EQ(drive.decision().passed_over.at(0).denial, Denial::BreakerOpen);
  EXPECT_EQ(drive.decision().attempts.size(), 1U);
  EXPECT_EQ(drive.decision().arm, record::Arm::Rescue);
}

TEST(Fallback, AFullOrPausedPrimaryIsNoFailure) {
  World full;
  full.target(0).max_inflight = 1;
  Drive holder(full);
  Drive second(full);
  EXPECT_EQ(second.last(), "send(b)");
  second.answer();
  EXPECT_EQ(second.decision().fallback_denial, Denial::Full);
  World paused;
  paused.pause_target(0, 30s);
  Drive third(paused);
  third.answer();
  EXPECT_EQ(third.decision().fallback_denial, Denial::Paused);
  EXPECT_EQ(paused.status(0).breaker, record::BreakerState::Closed);
}

TEST(Fallback, ARefusedCredentialFailsFast_AndIsNotRescued) {
  World world;
  world.attempt(0, Class::Auth, 401);
  Drive drive(world);
  EXPECT_EQ(drive.last(), "answer(502,auth,final) finish");
  EXPECT_EQ(drive.decision().outcome, Outcome::Failed);
  EXPECT_EQ(drive.decision().passed_over.at(0).denial, Denial::CredentialOpen);
  EXPECT_EQ(drive.decision().attempts.size(), 0U);
}

TEST(Fallback, ARefusedCredentialIsBackAfterOneGoodProbe) {
  World world;
  Drive(world).error(401);
  EXPECT_EQ(Drive(world).last(), "answer(502,auth,final) finish");
  world.advance(10s);
  Drive probe(world);
  EXPECT_EQ(probe.last(), "send(a)");
  EXPECT_EQ(Drive(world).last(), "answer(502,auth,final) finish") << "one probe at a time";
  probe.answer();
  EXPECT_EQ(Drive(world).last(), "send(a)");
  Drive(world).error(401);
  EXPECT_EQ(Drive(world).last(), "answer(502,auth,final) finish") << "and it can be refused again";
}

TEST(Fallback, AFallbacksRefusedCredentialIsOnlyPassedOver) {
  World world(3);
  world.attempt(1, Class::Auth, 401);
  world.break_target(0);
  Drive drive(world);
  EXPECT_EQ(drive.last(), "send(c)");
}

TEST(Fallback, RecordsEachConditionByName_OnceASecondTargetIsConsidered) {
  World world;
  RequestFacts facts;
  facts.token_limit_said = true;
  Drive drive(world, facts);
  EXPECT_FALSE(drive.decision().conditions_evaluated);
  drive.error(500).timer().error(500).answer();
  EXPECT_TRUE(drive.decision().conditions_evaluated);
  EXPECT_EQ(condition(drive, Condition::Mode), Tri::True);
  EXPECT_EQ(condition(drive, Condition::Evidence), Tri::Unknown);
  EXPECT_EQ(condition(drive, Condition::TokenLimit), Tri::True);
  EXPECT_FALSE(drive.decision().fallback_refused);
}

TEST(Fallback, IsRefusedWhereProofIsRequiredAndMissing_AndTheClientGetsTheFirstFailure) {
  World world;
  world.route().evidence = EvidenceRule::Require;
  Drive drive(world);
  drive.error(500).timer().error(503);
  EXPECT_EQ(drive.last(), "answer(502,upstream_error,final) finish");
  EXPECT_TRUE(drive.decision().fallback_refused);
  EXPECT_EQ(drive.sends(), 2U);
}

TEST(Fallback, IsBlockedByModeAndKillSwitch_WhichLeaveThePrimaryItsRetry) {
  RequestFacts killed;
  killed.killed = true;
  World world;
  Drive kill(world, killed);
  kill.error(500);
  EXPECT_EQ(kill.last(), "wait");
  kill.timer().error(500);
  EXPECT_EQ(kill.last(), "answer(502,upstream_error,final) finish");
  EXPECT_EQ(condition(kill, Condition::NotKilled), Tri::False);
  for (const Mode mode : {Mode::Off, Mode::Manual}) {
    World other;
    other.route().mode = mode;
    Drive drive(other);
    drive.error(500).timer().error(500);
    EXPECT_EQ(drive.last(), "answer(502,upstream_error,final) finish");
    EXPECT_EQ(condition(drive, Condition::Mode), Tri::False);
  }
}

/// Every condition of a fallback made to fail alone, while all the others hold: nothing but the primary is asked, and the record says why.
TEST(Fallback, IsBlockedByEachConditionAlone_AndTheRecordNamesThatOne) {
  struct Case {
    Condition condition;
    Tri value;
    std::function<void(World&, RequestFacts&)> plant;
    FailureClass failure = Class::UpstreamError;
  };
  const std::vector<Case> cases{
      {Condition::Mode, Tri::False, [](World& world, RequestFacts&) { world.route().mode = Mode::Manual; }},
      {Condition::Stateless, Tri::False, [](World&, RequestFacts& facts) { facts.stateful = true; }},
      {Condition::SideEffects, Tri::False, [](World& world, RequestFacts&) { world.route().side_effects = SideEffects::Possible; },
       Class::NetworkReset},
      {Condition::Window, Tri::False, [](World& world, RequestFacts&) { world.target(1).context_window = 9; }},
      {Condition::Schema, Tri::Unknown, [](World&, RequestFacts& facts) { facts.validated = facts.streamed = true; }},
      {Condition::Evidence, Tri::False, [](World&, RequestFacts& facts) { facts.evidence[0] = Tri::False; }},
      {Condition::Evidence, Tri::Unknown, [](World&, RequestFacts& facts) { facts.evidence[0] = Tri::Unknown; }},
      {Condition::TokenLimit, Tri::Unknown, [](World&, RequestFacts& facts) { facts.token_limit_said = false; }},
      {Condition::Log, Tri::Unknown, [](World&, RequestFacts& facts) { facts.log_healthy = Tri::Unknown; }},
      {Condition::NotKilled, Tri::False, [](World&, RequestFacts& facts) { facts.killed = true; }}};
  for (const Case& one : cases) {
    World world;
    world.route().evidence = EvidenceRule::Require;
    world.target(1).context_window = 100;
    RequestFacts facts;
    facts.token_limit_said = true;
    facts.input_tokens_estimate = 10;
    facts.evidence[0] = Tri::True;
    {
      Drive proved(world, facts);
      proved.error(500).timer().error(500);
      ASSERT_EQ(proved.last(), "send(b)") << "nothing speaks against it";
    }
    World fresh;
    fresh.route() = world.route();
    fresh.target(1).context_window = 100;
    one.plant(fresh, facts);
    Drive drive(fresh, facts);
    if (one.failure == Class::NetworkReset) {
      drive.connect().on(event::Failed{event::FailureKind::Reset, true, false});
    } else {
      drive.error(500).timer().error(500);
    }
    const record::Decision& decision = drive.decision();
    const auto at = static_cast<std::size_t>(one.condition);
    EXPECT_FALSE(decision.fallback_taken) << name_of(one.condition);
    EXPECT_TRUE(decision.fallback_refused) << name_of(one.condition);
    EXPECT_EQ(decision.conditions[at], one.value) << name_of(one.condition);
    for (std::size_t i = 0; i < record::kConditionCount; ++i)
      EXPECT_EQ(record::blocks(decision, i), i == at) << name_of(one.condition) << " and " << record::kConditionNames[i];
  }
}

TEST(Fallback, NeverAsksATargetThatNobodyApprovedForTheRoute) {
  World world(3);
  world.route().fallback.pop_back();
  world.route().retry.attempts_per_target = 1;
  Drive drive(world);
  drive.error(500);
  EXPECT_EQ(drive.last(), "send(b)");
  drive.error(500);
  EXPECT_EQ(drive.last(), "answer(502,upstream_error,final) finish");
  EXPECT_EQ(condition(drive, Condition::Approved), Tri::True) << "of those that are listed";
}

TEST(Fallback, AStatefulRequestStaysWhereItsStateIs) {
  World world(3);
  RequestFacts facts;
  facts.stateful = true;
  Drive unknown(world, facts);
  EXPECT_EQ(unknown.last(), "send(a)") << "unknown: the primary";
  unknown.error(500).timer().error(500);
  EXPECT_EQ(unknown.last(), "answer(502,upstream_error,final) finish");
  facts.pinned = TargetIndex{2};
  Drive pinned(world, facts);
  EXPECT_EQ(pinned.last(), "send(c)");
  pinned.answer();
  EXPECT_EQ(pinned.decision().arm, record::Arm::Control);
  EXPECT_EQ(pinned.decision().route, RouteDecision::KeepPrimary);
  EXPECT_FALSE(pinned.decision().fallback_taken);
}

TEST(Fallback, ATooLongRequestGoesOnlyToALargerDeclaredWindow) {
  World world(3);
  world.target(0).context_window = 1'000;
  world.target(1).context_window = 1'000;
  world.target(2).context_window = 9'000;
  Drive drive(world);
  drive.error(400, "context_length_exceeded");
  EXPECT_EQ(drive.last(), "send(c)");
  EXPECT_EQ(condition(drive, Condition::Window), Tri::True);
  World undeclared(3);
  Drive none(undeclared);
  none.error(400, "context_length_exceeded");
  EXPECT_EQ(none.last(), "answer(400,context_length,final) finish");
  EXPECT_EQ(condition(none, Condition::Window), Tri::False);
}

TEST(Fallback, SkipsATargetThatTheRequestDoesNotFit) {
  World world(3);
  world.target(1).context_window = 100;
  RequestFacts facts;
  facts.input_tokens_estimate = 5'000;
  Drive drive(world, facts);
  drive.on(event::Failed{event::FailureKind::Tls});
  EXPECT_EQ(drive.last(), "send(c)");
}

TEST(Fallback, SkipsATargetOfAnotherFamily) {
  World world(3);
  world.target(1).families = {false, true};
  world.break_target(0);
  EXPECT_EQ(Drive(world).last(), "send(c)");
  world.target(0).families = world.target(2).families = {false, false};
  EXPECT_EQ(Drive(world).last(), "answer(503,not_eligible,final) finish");
}

TEST(Fallback, ToAnotherModelOfTheSameProviderIsCalledThat) {
  World world;
  world.target(1).origin = world.target(0).origin;
  world.adopt();
  Drive drive(world);
  drive.on(event::Failed{event::FailureKind::Tls}).answer();
  EXPECT_EQ(drive.decision().route, RouteDecision::FallbackModel);
}

}  // namespace
}  // namespace jurymast::policy
