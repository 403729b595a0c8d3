#include <gtest/gtest.h>

#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

struct DegradeWorld : World {
  explicit DegradeWorld(unsigned targets = 2) : World(targets) {
    route().degrade.emplace().version = "short-v1";
  }
};

TEST(ExchangeDegrade, IsTheLastTier_WithAnAttemptKeptForIt) {
  DegradeWorld world;
  Drive drive(world);
  drive.error(500);
  EXPECT_EQ(drive.last(), "send(b)") << "of three attempts one is kept for the last tier, so the primary is asked once";
  drive.error(500);
  EXPECT_EQ(drive.last(), "send(b,degraded)");
  EXPECT_EQ(drive.attempt(2).degraded, "short-v1");
  drive.answer();
  EXPECT_EQ(drive.last(), "commit(200) forward end finish");
  EXPECT_EQ(drive.decision().route, record::RouteDecision::Degrade);
  EXPECT_EQ(world.status(1).budget_milli, 10'000U) << "it is an arrival and costs no token";
}

TEST(ExchangeDegrade, HelpsAPromptThatFitsNowhere) {
  DegradeWorld world(1);
  Drive drive(world);
  drive.error(400, "context_length_exceeded");
  EXPECT_EQ(drive.last(), "send(a,degraded)");
  drive.error(400, "context_length_exceeded");
  EXPECT_EQ(drive.last(), "answer(400,context_length,final) finish");
  EXPECT_EQ(drive.sends(), 2U) << "nothing follows the last tier";
}

TEST(ExchangeDegrade, StepsOverATargetThatWasSilent) {
  DegradeWorld world;
  Drive drive(world, streamed());
  drive.error(500);
  EXPECT_EQ(drive.last(), "send(b)");
  drive.connect().timer();
  EXPECT_EQ(drive.attempt(1).failure_class, FailureClass::TimeoutFirstToken);
  EXPECT_EQ(drive.last(), "close send(a,degraded)");
}

TEST(ExchangeDegrade, GoesToTheFirstFallback_WhereEveryTargetWasSilent) {
  DegradeWorld world;
  Drive drive(world, streamed());
  drive.connect().timer();
  drive.connect().timer();
  EXPECT_EQ(drive.last(), "close send(b,degraded)");
}

TEST(ExchangeDegrade, NeverRoutesAroundAPolicy) {
  DegradeWorld world;
  Drive drive(world);
  drive.error(400, "content_policy_violation");
  EXPECT_EQ(drive.last(), "answer(400,content_policy,final) finish");
}

TEST(ExchangeDegrade, NeedsAClosedBreaker) {
  DegradeWorld world(1);
  world.target(0).breaker.consecutive = 1;
  Drive drive(world);
  drive.error(500);
  EXPECT_EQ(drive.last(), "answer(502,upstream_error,final) finish");
  ASSERT_EQ(drive.decision().passed_over.size(), 1U);
  EXPECT_EQ(drive.decision().passed_over[0].denial, record::Denial::BreakerOpen);
}

TEST(ExchangeDegrade, LeavesStateAndReplaysAlone) {
  for (const bool stateful : {true, false}) {
    DegradeWorld world(1);
    RequestFacts facts;
    facts.stateful = stateful;
    facts.replay = !stateful;
    Drive drive(world, facts);
    drive.error(400, "context_length_exceeded");
    EXPECT_EQ(drive.last(), "answer(400,context_length,final) finish");
  }
}

TEST(ExchangeDegrade, NeverRepeatsWhatMayHaveHadEffects) {
  DegradeWorld world;
  world.route().side_effects = SideEffects::Possible;
  Drive drive(world);
  drive.connect().on(event::Failed{event::FailureKind::Reset, true, false});
  EXPECT_EQ(drive.last(), "answer(502,network_reset,final) finish");
}

TEST(ExchangeDegrade, IsRefusedWithTheFallback_WhereThatIsTheOnlyTargetLeft) {
  DegradeWorld world;
  world.route().evidence = EvidenceRule::Require;
  Drive drive(world, streamed());
  drive.connect().timer();
  EXPECT_EQ(drive.last(), "close answer(504,timeout_first_token,final) finish");
}

}  // namespace
}  // namespace jurymast::policy
