#include "policy/fleet.hpp"

#include <gtest/gtest.h>

#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using record::BreakerState;
using record::Denial;

AdmissionAsk ask_for(World& world, AttemptKind kind = AttemptKind::Arrival) {
  AdmissionAsk ask;
  ask.target = &world.target(0);
  ask.kind = kind;
  ask.starts_at = world.now;
  return ask;
}

Admission admit_now(World& world, const AdmissionAsk& ask) { return world.port.admit(ask, world.now, world.random); }

TEST(Fleet, ArrivalsAreFree_AndEverythingElseTakesAToken) {
  World world;
  world.target(0).breaker.enabled = false;
  for (int i = 0; i < 50; ++i) world.attempt(0, FailureClass::UpstreamError, 500);
  EXPECT_EQ(world.status(0).budget_milli, 10'000U);
  AdmissionAsk ask = ask_for(world, AttemptKind::Retry);
  ask.take_place = false;
  const Admission token = admit_now(world, ask);
  EXPECT_EQ(token.facts.budget_before_milli, 10'000U);
  EXPECT_EQ(token.facts.budget_after_milli, 9'000U);
  ask.charge = false;
  ask.take_place = true;
  const Admission place = admit_now(world, ask);
  ASSERT_TRUE(place.admitted());
  EXPECT_EQ(world.status(0).budget_milli, 9'000U);
  world.settle(0, place, FailureClass::Ok, 200);
  EXPECT_EQ(world.status(0).budget_milli, 9'100U);
  ask = ask_for(world, AttemptKind::StaleReplay);
  ask.take_place = false;
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(admit_now(world, ask).admitted());
  EXPECT_EQ(admit_now(world, ask).denial, Denial::Budget);
}

TEST(Fleet, AsksInTheOrderCredential_Breaker_Pause_Places_Budget) {
  World world;
  world.target(0).max_inflight = 1;
  world.target(0).budget.capacity_milli = 0;
  AdmissionAsk retry = ask_for(world, AttemptKind::Retry);
  EXPECT_EQ(admit_now(world, retry).denial, Denial::Budget);
  const Admission holder = admit_now(world, ask_for(world));
  ASSERT_TRUE(holder.admitted());
  EXPECT_EQ(admit_now(world, retry).denial, Denial::Full);
  TargetState& state = world.fleet.target(world.target(0).slot);
  state.pause.rate_limited(Duration(9s), world.now);
  EXPECT_EQ(admit_now(world, retry).denial, Denial::Paused);
  for (int i = 0; i < 5; ++i) {
    state.breaker(Family::ChatCompletions).settle(world.target(0).breaker, {.effect = BreakerEffect::Bad}, world.now, world.random);
  }
  EXPECT_EQ(admit_now(world, retry).denial, Denial::BreakerOpen);
  world.settle(0, holder, FailureClass::Auth, 401);
  EXPECT_EQ(admit_now(world, retry).denial, Denial::CredentialOpen);
}

TEST(Fleet, APauseThatEndsBeforeTheStartDoesNotStandInItsWay) {
  World world;
  world.pause_target(0, 2s);
  AdmissionAsk ask = ask_for(world, AttemptKind::Retry);
  ask.take_place = false;
  ask.starts_at = world.now + 1999ms;
  const Admission early = admit_now(world, ask);
  EXPECT_EQ(early.denial, Denial::Paused);
  EXPECT_EQ(early.open_again, world.now + 2s);
  ask.starts_at = world.now + 2s;
  EXPECT_TRUE(admit_now(world, ask).admitted());
}

TEST(Fleet, RateLimitsPauseTheTarget_AndNeverOpenItsBreaker) {
  World world;
  for (int i = 0; i < 100; ++i) {
    world.attempt(0, FailureClass::RateLimited, 429, Duration(1s));
    world.advance(1s);
  }
  EXPECT_EQ(world.status(0).breaker, BreakerState::Closed);
  EXPECT_LT(world.status(0).in_flight_limit, 256U);
}

TEST(Fleet, AClientThatLeavesDoesNotBreakTheRowOfRateLimits_AnyAnswerDoes) {
  World world;
  world.attempt(0, FailureClass::RateLimited, 429);
  world.advance(1s);
  world.attempt(0, FailureClass::Cancelled);
  world.attempt(0, FailureClass::RateLimited, 429);
  EXPECT_EQ(world.status(0).pause_left, Duration(2s));
  world.advance(2s);
  world.attempt(0, FailureClass::Ok, 200);
  world.attempt(0, FailureClass::RateLimited, 429);
  EXPECT_EQ(world.status(0).pause_left, Duration(1s));
}

TEST(Fleet, A503WithRetryAfterPausesToo_AndOneWithoutDoesNot) {
  World world;
  world.attempt(0, FailureClass::Overloaded, 503);
  EXPECT_EQ(world.status(0).pause_left, Duration(0));
  world.attempt(0, FailureClass::Overloaded, 529, Duration(5s));
  EXPECT_EQ(world.status(0).pause_left, Duration(0));
  world.attempt(0, FailureClass::Overloaded, 503, Duration(5s));
  EXPECT_EQ(world.status(0).pause_left, Duration(5s));
}

TEST(Fleet, BreakersAreByFamily_PausesByTarget) {
  World world;
  world.break_target(0);
  EXPECT_EQ(world.status(0, Family::Responses).breaker, BreakerState::Closed);
  EXPECT_EQ(world.status(1).breaker, BreakerState::Closed);
}

TEST(Fleet, ARefusedCredentialStopsAllTargetsThatUseIt_AndIsProbedOnceInTenSeconds) {
  World world;
  world.target(1).credential = world.target(0).credential;
  world.adopt();
  world.attempt(0, FailureClass::Auth, 401);
  EXPECT_TRUE(world.status(1).credential_open);
  EXPECT_EQ(world.attempt(1, FailureClass::Ok).denial, Denial::CredentialOpen);
  world.advance(10s);
  EXPECT_TRUE(world.attempt(1, FailureClass::Auth, 401).credential_probe);
  EXPECT_EQ(world.attempt(0, FailureClass::Ok).denial, Denial::CredentialOpen);
  world.advance(10s);
  EXPECT_TRUE(world.attempt(0, FailureClass::UpstreamError, 500).credential_probe);
  EXPECT_TRUE(world.status(0).credential_open) << "a server error says nothing about the credential";
  world.advance(10s);
  EXPECT_TRUE(world.attempt(0, FailureClass::Ok, 200).admitted());
  EXPECT_FALSE(world.status(1).credential_open);
  EXPECT_FALSE(world.attempt(1, FailureClass::Ok, 200).credential_probe);
}

TEST(Fleet, ALateRefusalOfACredentialThatWasReplacedSinceDoesNotCount) {
  World world;
  const Admission old = admit_now(world, ask_for(world));
  world.fleet.credential_of(world.target(0))->breaker.clear();
  world.settle(0, old, FailureClass::Auth, 401);
  EXPECT_FALSE(world.status(0).credential_open);
}

TEST(Fleet, KeepsWhatItKnowsOverReloads_ByNameOriginAndCredential) {
  World world;
  world.break_target(0);
  const TargetSlot before = world.target(0).slot;
  world.snapshot = std::make_shared<Snapshot>(*world.snapshot);
  world.target(0).model = "another";
  std::swap(world.snapshot->targets[0], world.snapshot->targets[1]);
  world.adopt();
  EXPECT_EQ(world.target(1).slot, before);
  EXPECT_EQ(world.status(1).breaker, BreakerState::Open);
  world.target(1).origin.host = "elsewhere.example";
  world.adopt();
  EXPECT_FALSE(world.target(1).slot == before);
  EXPECT_EQ(world.status(1).breaker, BreakerState::Closed);
}

TEST(Fleet, AChangedConfigurationOfATargetClearsItsPause_AnUnchangedOneDoesNot) {
  World world;
  world.attempt(0, FailureClass::QuotaExhausted, 429);
  world.snapshot = std::make_shared<Snapshot>(*world.snapshot);
  world.adopt();
  EXPECT_EQ(world.status(0).pause_left, Duration(10min));
  world.target(0).max_inflight = 100;
  world.adopt();
  EXPECT_EQ(world.status(0).pause_left, Duration(0));
}

TEST(Fleet, AnotherKeyBehindTheSameReferenceIsTriedAtOnce) {
  World world;
  world.target(0).api_key = std::make_shared<const Secret>("old");
  world.adopt();
  world.attempt(0, FailureClass::Auth, 401);
  world.target(0).api_key = std::make_shared<const Secret>("old");
  world.adopt();
  EXPECT_TRUE(world.status(0).credential_open);
  world.target(0).api_key = std::make_shared<const Secret>("new");
  world.adopt();
  EXPECT_FALSE(world.status(0).credential_open);
}

TEST(Fleet, AnOperatorCanEndAPause) {
  World world;
  world.attempt(0, FailureClass::QuotaExhausted, 402);
  world.fleet.clear_pause(world.target(0).slot);
  EXPECT_TRUE(world.attempt(0, FailureClass::Ok, 200).admitted());
}

TEST(Fleet, RefusesMoreTargetsThanItHasSlotsFor) {
  Fleet fleet;
  for (std::size_t i = 0; i < kFleetSlotsMax; ++i) {
    ASSERT_TRUE(fleet.credential_slot_for("env:" + std::to_string(i)).has_value());
  }
  const Result<CredentialSlot> one_more = fleet.credential_slot_for("env:more");
  ASSERT_FALSE(one_more.has_value());
  EXPECT_EQ(one_more.error().code, Code::Exhausted);
  EXPECT_TRUE(fleet.credential_slot_for("env:7").has_value());
}

TEST(Fleet, ATargetWithoutACredentialHasNoneToBreak) {
  World world;
  world.target(0).credential.clear();
  world.adopt();
  world.attempt(0, FailureClass::Auth, 401);
  EXPECT_FALSE(world.status(0).credential_open);
  EXPECT_TRUE(world.attempt(0, FailureClass::Ok, 200).admitted());
}

TEST(Fleet, RetryNowForgetsBreaker_Pause_AndCredential_AndKeepsTheBudget) {
  World world;
  world.break_target(0);
  TargetState& state = world.fleet.target(world.target(0).slot);
  const Admission before = world.attempt(1, FailureClass::Auth, 401);
  state.pause.quota_exhausted(world.now);
  const std::uint32_t budget = world.status(0).budget_milli;
  const std::uint32_t epoch = world.status(0).breaker_epoch;
  retry_now(state, world.fleet.credential_of(world.target(0)));
  retry_now(world.fleet.target(world.target(1).slot), world.fleet.credential_of(world.target(1)));
  EXPECT_EQ(world.status(0).breaker, BreakerState::Closed);
  EXPECT_GT(world.status(0).breaker_epoch, epoch) << "an attempt from before must not count";
  EXPECT_EQ(world.status(0).pause_left, Duration(0));
  EXPECT_EQ(world.status(0).budget_milli, budget);
  EXPECT_FALSE(world.status(1).credential_open);
  EXPECT_TRUE(world.attempt(0, FailureClass::Ok, 200).admitted());
  EXPECT_TRUE(before.admitted());
}

TEST(Fleet, TheStatusShowsHowLongABreakerStaysOpen) {
  World world;
  world.break_target(0);
  EXPECT_GE(world.status(0).open_left, Duration(4s));
  EXPECT_LE(world.status(0).open_left, Duration(6s));
  world.advance(6s);
  EXPECT_EQ(world.status(0).breaker, BreakerState::HalfOpen);
  EXPECT_EQ(world.status(0).open_left, Duration(0));
}

}  // namespace
}  // namespace jurymast::policy
