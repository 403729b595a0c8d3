#include <gtest/gtest.h>

#include "policy/exchange.hpp"
#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;
using record::Arm;
using record::BreakerState;
using record::Denial;

RequestFacts natural() {
  RequestFacts facts;
  facts.synthetic = SyntheticProbe{};
  return facts;
}
RequestFacts forced(unsigned target) {
  RequestFacts facts = natural();
  facts.synthetic->forced = TargetIndex{static_cast<std::uint16_t>(target)};
  return facts;
}

wire::RetryHints nine_seconds() {
  wire::RetryHints hints;
  hints.retry_after = 9s;
  return hints;
}

/// What users feel of a target.
bool same(const TargetStatus& a, const TargetStatus& b) {
  return a.breaker == b.breaker && a.breaker_epoch == b.breaker_epoch && a.pause_left == b.pause_left &&
         a.budget_milli == b.budget_milli && a.in_flight == b.in_flight && a.in_flight_limit == b.in_flight_limit &&
         a.credential_open == b.credential_open;
}

TEST(Probe, ForcedGoesToItsTargetOnce_AndNowhereElse) {
  World world(3);
  for (const int status : {500, 503, 429, 401, 400}) {
    Drive drive(world, forced(1));
    drive.error(status);
    EXPECT_EQ(drive.sends(), 1U) << status;
    EXPECT_EQ(drive.attempt(0).target_name, "b");
    EXPECT_TRUE(drive.exchange().finished()) << status;
    EXPECT_FALSE(drive.decision().fallback_taken);
    EXPECT_EQ(drive.decision().arm, Arm::Synthetic);
    world.advance(1min);
  }
}

TEST(Probe, ForcedMeetsNoKeptConnection_AndIsNotReplayedOnAFreshOne) {
  World world;
  Drive drive(world, forced(0));
  EXPECT_EQ(drive.last(), "send(a,fresh)");
  drive.connect(true).on(event::Failed{event::FailureKind::EndOfFile, true, false});
  EXPECT_EQ(drive.sends(), 1U);
  EXPECT_EQ(drive.attempt(0).failure_class, Class::NetworkReset);
}

TEST(Probe, ForcedIsNotDegraded) {
  World world;
  world.route().degrade.emplace().version = "short@1";
  Drive drive(world, forced(0));
  drive.error(400, "context_length_exceeded");
  EXPECT_EQ(drive.sends(), 1U);
}

TEST(Probe, ForcedGoesPastAnOpenBreakerAndARefusedCredential_AndTheRecordSaysSo) {
  World world;
  world.break_target(1);
  world.attempt(1, Class::Auth, 401);
  Drive drive(world, forced(1));
  EXPECT_EQ(drive.last(), "send(b,fresh)");
  EXPECT_EQ(drive.attempt(0).admission.breaker, BreakerState::Open);
  drive.answer();
  EXPECT_EQ(world.status(1).breaker, BreakerState::Open) << "what it found out closes nothing";
}

TEST(Probe, ForcedObeysTheKillSwitch_ButForThePrimary) {
  World world;
  RequestFacts fallback = forced(1);
  fallback.killed = true;
  Drive stopped(world, fallback);
  EXPECT_EQ(stopped.last(), "answer(503,not_eligible,final) finish");
  RequestFacts primary = forced(0);
  primary.killed = true;
  EXPECT_EQ(Drive(world, primary).last(), "send(a,fresh)");
}

TEST(Probe, NaturalIsDecidedAsACallersRequestIs) {
  World world;
  Drive probe(world, natural());
  Drive caller(world);
  for (Drive* drive : {&probe, &caller}) drive->error(500).timer().error(500).answer();
  EXPECT_EQ(probe.all(), caller.all());
  EXPECT_TRUE(probe.decision().fallback_taken);
  EXPECT_EQ(probe.decision().arm, Arm::Synthetic);
  world.break_target(0);
  EXPECT_EQ(Drive(world, natural()).last(), "send(b)");
}

TEST(Probe, ChangesNothingThatCallersFeel) {
  World world;
  world.target(0).max_inflight = world.target(1).max_inflight = 1;
  const std::array before{world.status(0), world.status(1)};
  for (unsigned i = 0; i < 100; ++i) {
    for (const int status : {500, 401, 529, 200}) {
      Drive once(world, forced(i % 2));
      Drive meanwhile(world, forced(i % 2));
      status == 200 ? once.answer() : once.error(status);
      Drive(world, natural()).error(status);
    }
  }
  EXPECT_TRUE(same(world.status(0), before[0]));
  EXPECT_TRUE(same(world.status(1), before[1]));
}

TEST(Probe, DoesNotTakeTheTurnOfTheRequestThatFindsOut) {
  World world;
  world.break_target(0);
  world.advance(20s);
  Drive probe(world, natural());
  EXPECT_EQ(probe.last(), "send(a,fresh)");
  Drive caller(world);
  EXPECT_EQ(caller.last(), "send(a,fresh)") << "the turn was still free";
  probe.error(500);
  EXPECT_EQ(world.status(0).breaker, BreakerState::HalfOpen);
}

TEST(Probe, ReadsTheBudgetAndTakesNothingOfIt) {
  World world;
  world.target(0).budget = {.enabled = true, .capacity_milli = 1'000, .per_success_milli = 0, .per_second_milli = 0};
  for (unsigned i = 0; i < 3; ++i) {
    Drive probe(world, natural());
    probe.error(500);
    EXPECT_EQ(probe.last(), "wait");
    probe.timer();
  }
  EXPECT_EQ(world.status(0).budget_milli, 1'000U);
  Drive(world).error(500).timer();
  Drive denied(world, natural());
  denied.error(500);
  EXPECT_EQ(denied.attempt(0).retry, record::RetryDecision::DeniedBudget);
}

TEST(Probe, ARateLimitItMeetsIsAPauseForEverybody) {
  World world;
  Drive(world, forced(0)).error(429, "rate_limit_exceeded", nine_seconds());
  EXPECT_EQ(world.status(0).pause_left, 9s);
  EXPECT_EQ(world.status(0).in_flight_limit, world.target(0).max_inflight);
  Drive waiting(world, forced(0));
  EXPECT_EQ(waiting.last(), "answer(429,all_paused,hopeful,9s) finish");
}

TEST(Probe, AnOverloadItMeetsIsNoPause) {
  World world;
  Drive(world, forced(0)).error(503, "", nine_seconds());
  EXPECT_EQ(world.status(0).pause_left, Duration(0));
  Drive worded(world, forced(0));
  worded.error(500, "rate_limit_exceeded", nine_seconds());
  EXPECT_EQ(worded.attempt(0).failure_class, Class::RateLimited);
  EXPECT_EQ(world.status(0).pause_left, Duration(0)) << "no 429";
}

}  // namespace
}  // namespace jurymast::policy
