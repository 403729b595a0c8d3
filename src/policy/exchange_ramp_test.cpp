#include <gtest/gtest.h>

#include "policy/exchange.hpp"
#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using record::Denial;

/// Lets the breaker of target `i` come to where its next arrival is a probe.
void half_open(World& world, unsigned i) {
  world.break_target(i);
  world.advance(6s);
}

TEST(Probe, IsOneArrivalOnAFreshConnection_WithHalfTheFirstTokenLimit) {
  World world;
  half_open(world, 0);
  Drive drive(world, streamed());
  EXPECT_EQ(drive.last(), "send(a,fresh)");
  EXPECT_TRUE(drive.attempt(0).admission.probe);
  Drive other(world);
  EXPECT_EQ(other.last(), "send(b)") << "one at a time";
  drive.open_stream();
  EXPECT_EQ(drive.wait_left(), Duration(15s));
  drive.timer();
  EXPECT_EQ(drive.last(), "close send(b)") << "and never tried again at the same target";
  EXPECT_EQ(world.status(0).breaker, record::BreakerState::Open);
}

TEST(Probe, IsNotMadeWithADelicateRequest_UnlessItIsPinned) {
  World world;
  half_open(world, 0);
  RequestFacts facts;
  facts.stateful = true;
  EXPECT_EQ(Drive(world, facts).last(), "answer(503,all_open,hopeful,12s) finish");
  facts.pinned = TargetIndex{0};
  EXPECT_EQ(Drive(world, facts).last(), "send(a,fresh)");
  world.route().side_effects = SideEffects::Possible;
  EXPECT_EQ(Drive(world).last(), "send(b)");
}

TEST(Probe, ThreeGoodOnesCloseTheBreaker_AndTheRampShares) {
  World world;
  half_open(world, 0);
  for (int i = 0; i < 3; ++i) Drive(world).answer();
  EXPECT_EQ(world.status(0).breaker, record::BreakerState::Ramp);
  unsigned by_primary = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Drive drive(world, {}, seed);
    by_primary += drive.last() == "send(a)" ? 1U : 0U;
    if (drive.last() == "send(a)") continue;
    EXPECT_EQ(drive.decision().passed_over.at(0).denial, Denial::Ramp);
  }
  EXPECT_NEAR(by_primary, 40, 25);
}

TEST(Ramp, TurnsNobodyAwayWhomNobodyElseCanServe) {
  World world;
  half_open(world, 0);
  for (int i = 0; i < 3; ++i) Drive(world).answer();
  world.break_target(1);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Drive drive(world, {}, seed);
    EXPECT_EQ(drive.last(), "send(a)");
    EXPECT_EQ(drive.decision().arm, record::Arm::Control);
    for (const record::PassedOver& passed : drive.decision().passed_over) EXPECT_NE(passed.target_name, "a");
  }
}

TEST(Ramp, IsNotForARouteWhoseFallbackIsBlocked) {
  World world;
  half_open(world, 0);
  for (int i = 0; i < 3; ++i) Drive(world).answer();
  world.route().mode = Mode::Off;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Drive drive(world, {}, seed);
    EXPECT_EQ(drive.last(), "send(a)");
    EXPECT_FALSE(drive.decision().conditions_evaluated) << "no second target was considered";
  }
}

}  // namespace
}  // namespace jurymast::policy
