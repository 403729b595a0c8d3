#include <gtest/gtest.h>

#include "policy/test_world.hpp"
#include "policy/traffic.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;
using record::Arm;
using record::Condition;
using record::Denial;
using record::Outcome;
using record::RouteDecision;
using record::Tri;

constexpr std::uint64_t kHighestCoin = ~0ULL;

RequestFacts assigned(const World& world, const RouteTraffic& traffic, RequestFacts facts = {}, std::uint64_t coin = 0) {
  facts.assignment = assign(traffic, facts, *world.snapshot, coin);
  return facts;
}

RequestFacts canary(const World& world, RequestFacts facts = {}) {
  RouteTraffic traffic;
  traffic.canary = "b";
  traffic.weight_ppm = 50'000;
  return assigned(world, traffic, std::move(facts));
}

RequestFacts control(const World& world) {
  RouteTraffic traffic;
  traffic.canary = "b";
  traffic.weight_ppm = 50'000;
  return assigned(world, traffic, {}, kHighestCoin);
}

RequestFacts with(const World& world, const RouteTraffic& traffic) { return assigned(world, traffic); }

Tri condition(const Drive& drive, Condition c) { return drive.decision().conditions[static_cast<std::size_t>(c)]; }

TEST(Canary, IsServedByItsFallback_WhichIsNoRescue) {
  World world(3);
  Drive drive(world, canary(world));
  EXPECT_EQ(drive.last(), "send(b)");
  drive.answer();
  const record::Decision& decision = drive.decision();
  EXPECT_EQ(decision.arm, Arm::Canary);
  EXPECT_EQ(decision.weight_ppm, 50'000U);
  EXPECT_EQ(decision.assigned_name, "b");
  EXPECT_EQ(decision.route, RouteDecision::FallbackProvider);
  EXPECT_FALSE(decision.fallback_taken);
  EXPECT_EQ(decision.fallback_class, std::nullopt);
  EXPECT_FALSE(decision.conditions_evaluated);
}

TEST(Canary, ThatFailsGoesHome_AndThenToTheOtherFallbacks) {
  World world(3);
  world.route().retry.attempts_per_target = 1;
  Drive drive(world, canary(world));
  drive.error(500);
  EXPECT_EQ(drive.last(), "send(a)");
  EXPECT_FALSE(drive.decision().conditions_evaluated) << "home needs no proof";
  drive.error(503);
  EXPECT_EQ(drive.last(), "send(c)");
  EXPECT_TRUE(drive.decision().conditions_evaluated);
  drive.answer();
  EXPECT_EQ(drive.decision().arm, Arm::Canary) << "whatever became of it";
  EXPECT_TRUE(drive.decision().fallback_taken);
  EXPECT_EQ(drive.decision().fallback_class, Class::UpstreamError);
}

TEST(Canary, IsRetriedWhereItWasAssignedBeforeItIsRescued) {
  World world;
  Drive drive(world, canary(world));
  drive.error(500);
  EXPECT_EQ(drive.last(), "wait");
  drive.timer().error(500);
  EXPECT_EQ(drive.last(), "send(a)");
  drive.answer();
  EXPECT_EQ(drive.decision().outcome, Outcome::Complete);
  EXPECT_EQ(drive.decision().route, RouteDecision::KeepPrimary);
  EXPECT_EQ(drive.decision().assigned_name, "b");
}

TEST(Canary, GoesHomeWhateverTheModeAndTheProof_AndNoFurther) {
  World world(3);
  world.route().mode = Mode::Manual;
  world.route().evidence = EvidenceRule::Require;
  world.route().retry.attempts_per_target = 1;
  Drive drive(world, canary(world));
  drive.error(500);
  EXPECT_EQ(drive.last(), "send(a)");
  drive.error(500);
  EXPECT_EQ(drive.last(), "answer(502,upstream_error,final) finish");
  EXPECT_TRUE(drive.decision().fallback_refused);
  EXPECT_EQ(condition(drive, Condition::Mode), Tri::False);
}

TEST(Canary, WhoseTargetIsBrokenGoesHomeAtOnce_AndTheRecordTellsTheDenial) {
  World world;
  world.break_target(1);
  Drive drive(world, canary(world));
  EXPECT_EQ(drive.last(), "send(a)");
  drive.answer();
  EXPECT_EQ(drive.decision().arm, Arm::Canary);
  EXPECT_EQ(drive.decision().fallback_denial, Denial::BreakerOpen);
  EXPECT_EQ(drive.decision().passed_over.at(0).target_name, "b");
}

TEST(Canary, WhoseHomeIsBrokenTooNeedsAPermittedFallback) {
  World world(3);
  world.break_target(0);
  world.break_target(1);
  Drive permitted(world, canary(world));
  EXPECT_EQ(permitted.last(), "send(c)");
  EXPECT_TRUE(permitted.decision().conditions_evaluated);
  world.route().mode = Mode::Manual;
  EXPECT_EQ(Drive(world, canary(world)).decision().outcome, Outcome::Refused);
}

TEST(Canary, WithARefusedKeyOfItsOwnIsNotHeldBackFromThePrimary) {
  World world(3);
  Drive drive(world, canary(world));
  drive.error(401);
  EXPECT_EQ(drive.last(), "send(a)");
  drive.error(401);
  EXPECT_EQ(drive.last(), "answer(502,auth,final) finish") << "the primary's key is not hidden by a third target";
  EXPECT_EQ(Drive(world, canary(world)).last(), "answer(502,auth,final) finish") << "with both keys out of use";
}

TEST(Canary, KeepsWhatIsTheCallersFaultFromThePrimary) {
  World world;
  Drive drive(world, canary(world));
  drive.error(400);
  EXPECT_EQ(drive.sends(), 1U);
  EXPECT_EQ(drive.decision().outcome, Outcome::Failed);
}

TEST(Canary, ThatFoundItsWindowTooSmallGoesHome_UnlessThatIsKnownToBeNoLarger) {
  World unknown;
  Drive home(unknown, canary(unknown));
  home.error(400, "context_length_exceeded");
  EXPECT_EQ(home.last(), "send(a)");
  World known;
  known.target(0).context_window = known.target(1).context_window = 1'000;
  Drive stays(known, canary(known));
  stays.error(400, "context_length_exceeded");
  EXPECT_EQ(stays.sends(), 1U);
}

TEST(Control, GoesAsConfigured_AndStaysControlWhenRescued) {
  World world;
  Drive drive(world, control(world));
  EXPECT_EQ(drive.last(), "send(a)");
  drive.error(500).timer().error(500);
  EXPECT_EQ(drive.last(), "send(b)");
  drive.answer();
  EXPECT_EQ(drive.decision().arm, Arm::Control);
  EXPECT_EQ(drive.decision().assigned_name, "a");
  EXPECT_EQ(drive.decision().weight_ppm, 50'000U);
  EXPECT_TRUE(drive.decision().fallback_taken);
}

TEST(Undrawn, OperationsTellNoWeight_AndAreRescuedAsEver) {
  World world;
  Drive drive(world);
  drive.error(500).timer().error(500).answer();
  EXPECT_EQ(drive.decision().arm, Arm::Rescue);
  EXPECT_EQ(drive.decision().weight_ppm, std::nullopt);
  EXPECT_EQ(drive.decision().assigned_name, "");
}

TEST(Pinned, RequestsGoThere_ThenHome_ThenToTheOthers) {
  World world(3);
  world.route().retry.attempts_per_target = 1;
  RouteTraffic traffic;
  traffic.pin = "c";
  Drive drive(world, with(world, traffic));
  EXPECT_EQ(drive.last(), "send(c)");
  drive.error(500);
  EXPECT_EQ(drive.last(), "send(a)");
  drive.error(500);
  EXPECT_EQ(drive.last(), "send(b)");
  drive.answer();
  EXPECT_EQ(drive.decision().arm, Arm::Canary);
  EXPECT_EQ(drive.decision().weight_ppm, kWholeWeightPpm);
}

TEST(Disabled, TargetsAreNeverAsked_NorThePrimary) {
  World world(3);
  RouteTraffic traffic;
  traffic.disabled = {"a", "b"};
  Drive drive(world, with(world, traffic));
  EXPECT_EQ(drive.last(), "send(c)");
  drive.answer();
  EXPECT_EQ(drive.decision().arm, Arm::Rescue);
  EXPECT_EQ(drive.decision().fallback_denial, Denial::Disabled);
  ASSERT_EQ(drive.decision().passed_over.size(), 2U);
  EXPECT_EQ(drive.decision().passed_over[0].target_name, "a");
  EXPECT_EQ(drive.decision().passed_over[1].target_name, "b");
  EXPECT_EQ(drive.decision().passed_over[1].denial, Denial::Disabled);
}

TEST(Disabled, ThePrimaryIsReplacedOnlyWhereAFallbackIsPermitted) {
  World world;
  world.route().mode = Mode::Manual;
  RouteTraffic traffic;
  traffic.disabled = {"a"};
  Drive drive(world, with(world, traffic));
  EXPECT_EQ(drive.last(), "answer(503,not_eligible,final) finish");
  EXPECT_TRUE(drive.decision().fallback_refused);
}

TEST(Disabled, AllTargetsTogetherRefuseForGood) {
  World world;
  RouteTraffic traffic;
  traffic.disabled = {"a", "b"};
  Drive drive(world, with(world, traffic));
  EXPECT_EQ(drive.last(), "answer(503,not_eligible,final) finish");
  EXPECT_EQ(drive.decision().passed_over.size(), 2U);
}

TEST(Disabled, WhatHoldsARequestsStateIsNotAskedEither) {
  World world;
  RouteTraffic traffic;
  traffic.disabled = {"b"};
  RequestFacts facts;
  facts.stateful = true;
  facts.pinned = TargetIndex{1};
  Drive drive(world, assigned(world, traffic, facts));
  EXPECT_EQ(drive.last(), "answer(503,not_eligible,final) finish");
  EXPECT_EQ(drive.decision().passed_over.at(0).denial, Denial::Disabled);
}

TEST(Disabled, ATargetGetsNoProbe_AndASuspendedOneDoes) {
  World world;
  RequestFacts forced;
  forced.synthetic = SyntheticProbe{.forced = TargetIndex{1}};
  RouteTraffic disabled;
  disabled.disabled = {"b"};
  EXPECT_EQ(Drive(world, assigned(world, disabled, forced)).last(), "answer(503,not_eligible,final) finish");
  RouteTraffic suspended;
  suspended.suspended = {"b"};
  EXPECT_EQ(Drive(world, assigned(world, suspended, forced)).last(), "send(b,fresh)");
}

TEST(Suspended, FallbacksAreLeftOut_AndTheNextOneRescues) {
  World world(3);
  world.route().retry.attempts_per_target = 1;
  RouteTraffic traffic;
  traffic.suspended = {"b"};
  Drive drive(world, with(world, traffic));
  EXPECT_TRUE(drive.decision().passed_over.empty()) << "nobody would have asked it yet";
  drive.error(500);
  EXPECT_EQ(drive.last(), "send(c)");
  EXPECT_EQ(drive.decision().passed_over.at(0).target_name, "b");
  EXPECT_EQ(drive.decision().passed_over.at(0).denial, Denial::Suspended);
}

TEST(Suspended, TheOnlyFallbackFailsClearly) {
  World world;
  RouteTraffic traffic;
  traffic.suspended = {"b"};
  Drive drive(world, with(world, traffic));
  drive.error(500).timer().error(500);
  EXPECT_EQ(drive.last(), "answer(502,upstream_error,final) finish");
  EXPECT_EQ(drive.decision().passed_over.at(0).denial, Denial::Suspended);
}

TEST(ModeOverride, StandsInPlaceOfTheRoutes) {
  World world;
  RouteTraffic off;
  off.mode = Mode::Off;
  Drive blocked(world, with(world, off));
  blocked.error(500).timer().error(500);
  EXPECT_EQ(blocked.last(), "answer(502,upstream_error,final) finish");
  EXPECT_EQ(condition(blocked, Condition::Mode), Tri::False);
  world.route().mode = Mode::Off;
  RouteTraffic automatic;
  automatic.mode = Mode::Automatic;
  Drive rescued(world, with(world, automatic));
  rescued.error(500).timer().error(500);
  EXPECT_EQ(rescued.last(), "send(b)");
}

TEST(Permitted, ClassesFallBack_AndARefusedCredentialIsNoEnd) {
  World world;
  RouteTraffic traffic;
  traffic.permitted = {Class::Auth, Class::Permission};
  Drive rejected(world, with(world, traffic));
  rejected.error(403);
  EXPECT_EQ(rejected.last(), "send(b)");
  Drive refused(world, with(world, traffic));
  refused.error(401);
  EXPECT_EQ(refused.last(), "send(b)");
  EXPECT_EQ(condition(refused, Condition::ClassPermits), Tri::True);
  refused.answer();
  Drive next(world, with(world, traffic));
  EXPECT_EQ(next.last(), "send(b)");
  EXPECT_EQ(next.decision().fallback_denial, Denial::CredentialOpen);
  EXPECT_EQ(Drive(world).last(), "answer(502,auth,final) finish") << "and without a person's word it is refused";
}

TEST(Permitted, AProvidersPolicyNeverIs) {
  World world;
  RouteTraffic traffic;
  traffic.permitted = {Class::ContentPolicy, Class::InvalidRequest, Class::StateMissing};
  for (const char* const code : {"content_policy_violation", "invalid_request", "previous_response_not_found"}) {
    Drive drive(world, with(world, traffic));
    drive.error(400, code);
    EXPECT_EQ(drive.sends(), 1U) << code;
  }
}

TEST(Permitted, WithNoOtherTargetTheKeysFailureIsWhatTheCallerIsTold) {
  World world(1);
  RouteTraffic traffic;
  traffic.permitted = {Class::Auth};
  Drive(world, with(world, traffic)).error(401);
  EXPECT_EQ(Drive(world, with(world, traffic)).last(), "answer(502,auth,final) finish");
}

}  // namespace
}  // namespace jurymast::policy
