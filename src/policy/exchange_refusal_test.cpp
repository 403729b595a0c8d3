#include <gtest/gtest.h>

#include "policy/exchange.hpp"
#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;
using record::Outcome;
using record::RouteDecision;

TEST(Refused, HopefullyWhereEveryTargetIsOpen_WithTheEarliestReopening) {
  World world;
  world.break_target(0);
  world.advance(1s);
  world.break_target(1);
  Drive drive(world);
  const Duration earliest = std::min(world.status(0).open_left, world.status(1).open_left);
  EXPECT_EQ(drive.last(), fmt::format("answer(503,all_open,hopeful,{}s) finish", ceil_seconds(earliest)));
  EXPECT_EQ(drive.decision().outcome, Outcome::Refused);
  EXPECT_EQ(drive.decision().failure_class, std::nullopt);
  EXPECT_EQ(drive.decision().passed_over.size(), 2U);
}

TEST(Refused, With429OnlyWhereEveryReasonIsAPause) {
  World world;
  world.pause_target(0, 20s);
  world.pause_target(1, 30s);
  EXPECT_EQ(Drive(world).last(), "answer(429,all_paused,hopeful,20s) finish");
  World mixed;
  mixed.pause_target(0, 2s);
  mixed.break_target(1);
  EXPECT_EQ(Drive(mixed).last(), "answer(503,all_open,hopeful,2s) finish");
}

TEST(Refused, FinallyWhereTheEarliestTargetIsMoreThanAMinuteAway) {
  World world(1);
  world.attempt(0, Class::QuotaExhausted, 429);
  Drive drive(world);
  EXPECT_EQ(drive.last(), "answer(429,all_paused,final,600s) finish");
  EXPECT_TRUE(drive.decision().final_answer);
}

TEST(Refused, AsFullWhereThereIsNoPlace) {
  World world(1);
  world.target(0).max_inflight = 1;
  Drive holder(world);
  EXPECT_EQ(Drive(world).last(), "answer(503,all_full,hopeful,1s) finish");
}

TEST(Refused, WhereAFallbackIsBlocked_ForTheReasonOfThePrimary) {
  World world;
  world.route().mode = Mode::Off;
  world.pause_target(0, 30s);
  Drive drive(world);
  EXPECT_EQ(drive.last(), "answer(429,all_paused,hopeful,30s) finish");
  EXPECT_TRUE(drive.decision().fallback_refused);
}

TEST(Queue, WaitsOnceForAPauseThatEndsWithinThreeSeconds) {
  World world;
  world.pause_target(0, 30s);
  world.pause_target(1, 2s);
  Drive drive(world);
  EXPECT_EQ(drive.last(), "wait");
  EXPECT_EQ(drive.wait_left(), Duration(2s));
  drive.timer();
  EXPECT_EQ(drive.last(), "send(b)");
  drive.answer();
  EXPECT_EQ(drive.decision().queued, Duration(2s));
  EXPECT_EQ(drive.attempt(0).started_after, Duration(2s));
  EXPECT_EQ(drive.decision().passed_over.size(), 1U);
}

TEST(Queue, IsRecordedAsTheRouteDecision_WhereThePrimaryServesInTheEnd) {
  World world(1);
  world.pause_target(0, 3s);
  Drive drive(world);
  drive.timer().answer();
  EXPECT_EQ(drive.decision().route, RouteDecision::Queue);
  EXPECT_EQ(drive.decision().outcome, Outcome::Complete);
}

TEST(Queue, IsNotStoodInTwice) {
  World world(1);
  world.pause_target(0, 2s);
  Drive drive(world);
  ASSERT_EQ(drive.last(), "wait");
  world.fleet.target(world.target(0).slot).pause.rate_limited(Duration(4s), world.now);
  drive.timer();
  EXPECT_EQ(drive.last(), "answer(429,all_paused,hopeful,2s) finish");
  EXPECT_EQ(drive.decision().queued, Duration(2s));
}

TEST(Queue, IsNotForALongPause_NorOneBeyondTheDeadline) {
  World world(1);
  world.pause_target(0, 3001ms);
  EXPECT_EQ(Drive(world).last(), "answer(429,all_paused,hopeful,4s) finish");
  World hurried(1);
  hurried.pause_target(0, 2s);
  RequestFacts facts;
  facts.client_timeout = 2s;
  EXPECT_EQ(Drive(hurried, facts).last(), "answer(429,all_paused,hopeful,2s) finish");
}

TEST(Queue, IsLeftByAClientThatGoes) {
  World world(1);
  world.pause_target(0, 2s);
  Drive drive(world);
  drive.after(1s, event::ClientGone{});
  EXPECT_EQ(drive.last(), "finish");
  EXPECT_EQ(drive.decision().queued, Duration(1s));
}

}  // namespace
}  // namespace jurymast::policy
