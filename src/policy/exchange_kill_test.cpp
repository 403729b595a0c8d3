#include <gtest/gtest.h>

#include "policy/test_world.hpp"
#include "policy/traffic.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;
using record::Arm;
using record::Denial;
using record::Outcome;

RequestFacts canary(const World& world, RequestFacts facts = {}) {
  RouteTraffic traffic;
  traffic.canary = "b";
  traffic.weight_ppm = 50'000;
  facts.assignment = assign(traffic, facts, *world.snapshot, 0);
  return facts;
}

TEST(KillSwitch, EndsACanaryInFlight_WhichGoesHome) {
  World world(3);
  Drive drive(world, canary(world));
  drive.connect();
  EXPECT_TRUE(drive.exchange().would_end_if_killed());
  drive.on(event::Killed{});
  EXPECT_EQ(drive.last(), "close send(a)");
  EXPECT_EQ(drive.attempt(0).failure_class, Class::Cancelled);
  EXPECT_TRUE(drive.attempt(0).maybe_executed);
  EXPECT_EQ(world.status(1).in_flight, 0U);
  EXPECT_FALSE(drive.exchange().would_end_if_killed());
  drive.error(500).timer().error(500);
  EXPECT_EQ(drive.last(), "answer(502,upstream_error,final) finish") << "the retry on the primary stays, no fallback follows";
  EXPECT_EQ(drive.decision().fallback_denial, Denial::Killed);
  EXPECT_EQ(drive.decision().fallback_class, std::nullopt);
  EXPECT_EQ(drive.decision().arm, Arm::Canary);
}

TEST(KillSwitch, EndsARescueInFlight_WithTheFailureThatLedThere) {
  World world;
  Drive drive(world);
  drive.error(500).timer().error(503).connect().head(200);
  drive.on(event::Killed{});
  EXPECT_EQ(drive.last(), "close answer(502,upstream_error,final) finish");
  EXPECT_EQ(drive.decision().outcome, Outcome::Failed);
  EXPECT_EQ(drive.decision().fallback_class, Class::Overloaded) << "it was taken, and why";
}

TEST(KillSwitch, EndsTheWaitForARetryAtAFallback) {
  World world;
  Drive drive(world, canary(world));
  drive.error(500);
  ASSERT_EQ(drive.last(), "wait");
  drive.on(event::Killed{});
  EXPECT_EQ(drive.last(), "send(a)");
  drive.answer();
  EXPECT_EQ(drive.decision().outcome, Outcome::Complete);
}

TEST(KillSwitch, LeavesThePrimaryAndItsRetriesAlone) {
  World world;
  Drive drive(world);
  drive.connect();
  EXPECT_FALSE(drive.exchange().would_end_if_killed());
  drive.on(event::Killed{});
  EXPECT_EQ(drive.last(), "");
  drive.head(500).on(event::ErrorBody{.parsed = true, .facts = {}});
  EXPECT_EQ(drive.last(), "wait");
  drive.timer().error(500);
  EXPECT_EQ(drive.last(), "answer(502,upstream_error,final) finish");
  EXPECT_EQ(drive.sends(), 2U);
}

TEST(KillSwitch, LetsAnAnswerThatHasBegunRunOn) {
  World world;
  Drive drive(world, canary(world, streamed()));
  drive.open_stream().on(event::Content{});
  ASSERT_TRUE(drive.exchange().committed());
  drive.on(event::Killed{});
  EXPECT_EQ(drive.last(), "");
  drive.on(event::Terminal{wire::FinishState::Stop, true}).on(event::BodyComplete{});
  EXPECT_EQ(drive.decision().outcome, Outcome::Complete);
  EXPECT_EQ(drive.decision().served_by_name, "b");
}

TEST(KillSwitch, DoesNotDoTwiceWhatMayHaveBeenDone) {
  World world;
  world.route().side_effects = SideEffects::Possible;
  Drive drive(world, canary(world));
  drive.connect().on(event::Killed{});
  EXPECT_EQ(drive.last(), "close answer(503,not_eligible,final) finish");
  EXPECT_TRUE(drive.attempt(0).maybe_executed);
  EXPECT_EQ(drive.sends(), 1U);
}

TEST(KillSwitch, WhileEveryTargetIsPaused_LeavesThePrimaryToWaitFor) {
  World world;
  world.pause_target(0, 2s);
  world.pause_target(1, 1s);
  Drive drive(world, canary(world));
  ASSERT_EQ(drive.last(), "wait");
  drive.on(event::Killed{});
  EXPECT_EQ(drive.last(), "");
  drive.timer();
  EXPECT_EQ(drive.sends(), 0U) << "the fallback would have been free by now";
  EXPECT_EQ(drive.decision().refusal, Refusal::AllPaused);
}

TEST(KillSwitch, EndsAForcedProbeOfAFallback) {
  World world;
  RequestFacts forced;
  forced.synthetic = SyntheticProbe{.forced = TargetIndex{1}};
  Drive drive(world, forced);
  drive.connect().on(event::Killed{});
  EXPECT_EQ(drive.last(), "close answer(503,not_eligible,final) finish");
  EXPECT_EQ(drive.decision().arm, Arm::Synthetic);
}

TEST(KillSwitch, IsNoReasonForTheLastTierToGoBackToAFallback) {
  World world;
  world.route().degrade = Degrade{.version = "short", .turns_max = 4, .input_tokens_max = {}, .token_limit = {}};
  world.route().retry.attempts_per_target = 1;
  Drive drive(world, canary(world, streamed()));
  drive.error(500);
  ASSERT_EQ(drive.last(), "send(a)");
  drive.connect().on(event::Killed{});
  drive.timer();
  EXPECT_EQ(drive.last(), "close answer(502,upstream_error,final) finish")
      << "the primary was silent, and the canary is out of reach";
}

}  // namespace
}  // namespace jurymast::policy
