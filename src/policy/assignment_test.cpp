#include "policy/assignment.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "policy/test_world.hpp"
#include "policy/traffic.hpp"

namespace jurymast::policy {
namespace {

using record::Arm;
using record::NotDrawn;
using record::Tri;

constexpr std::uint64_t kCoins = 200'000;
constexpr std::uint64_t kHighestCoin = ~0ULL;

RouteTraffic canary_at(std::uint32_t weight_ppm) {
  RouteTraffic traffic;
  traffic.canary = "b";
  traffic.weight_ppm = weight_ppm;
  return traffic;
}

Assignment assigned(const World& world, const RouteTraffic& traffic, const RequestFacts& facts = {}, std::uint64_t coin = 0) {
  return assign(traffic, facts, *world.snapshot, coin);
}

template <class Change>
RequestFacts facts_with(const Change& change) {
  RequestFacts facts;
  change(facts);
  return facts;
}

/// ln of the probability of exactly `k` of `n` at `p`.
double log_probability(double n, double k, double p) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) + (n - k) * std::log1p(-p);
}

/// The probability that a fair draw lies at least as far out on its side as `k` does, exactly, by the binomial distribution.
double tail(std::uint64_t n, std::uint64_t k, double p) {
  const auto all = static_cast<double>(n);
  const auto seen = static_cast<double>(k);
  const double step = seen < all * p ? -1 : 1;
  double sum = 0;
  for (double at = seen; at >= 0 && at <= all; at += step) {
    const double term = std::exp(log_probability(all, at, p));
    sum += term;
    if (term < sum * 1e-12) break;
  }
  return sum;
}

class CanaryShare : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(CanaryShare, IsTheWeightOverManyCoins) {
  const std::uint32_t weight = GetParam();
  Random random(20'260'705);
  std::uint64_t canaries = 0;
  for (std::uint64_t i = 0; i < kCoins; ++i) canaries += falls_to_canary(random.next(), weight) ? 1U : 0U;
  constexpr double kOneInAMillion = 1e-6;
  EXPECT_GT(tail(kCoins, canaries, static_cast<double>(weight) / kWholeWeightPpm), kOneInAMillion) << canaries;
}
INSTANTIATE_TEST_SUITE_P(Stages, CanaryShare, ::testing::Values(1'000U, 5'000U, 10'000U, 50'000U, 100'000U, 250'000U, 500'000U));

TEST(Draw, OfNothingAndOfEverythingIsExact) {
  for (const std::uint64_t coin : {std::uint64_t{0}, kHighestCoin / 2, kHighestCoin}) {
    EXPECT_FALSE(falls_to_canary(coin, 0));
    EXPECT_TRUE(falls_to_canary(coin, kWholeWeightPpm));
  }
}

TEST(Draw, TurnsAtTheVeryCoinThatTheShareNames) {
  // Half of all coins is exactly 2^63; the last part of a million begins at 2^64 less a millionth of it.
  EXPECT_TRUE(falls_to_canary((1ULL << 63U) - 1, 500'000));
  EXPECT_FALSE(falls_to_canary(1ULL << 63U, 500'000));
  EXPECT_FALSE(falls_to_canary(kHighestCoin, kWholeWeightPpm - 1));
  EXPECT_TRUE(falls_to_canary(kHighestCoin - kHighestCoin / kWholeWeightPpm - 1, kWholeWeightPpm - 1));
}

TEST(Draw, KeepsWhoIsACanaryOneAtEveryLargerShare) {
  Random random(11);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t coin = random.next();
    bool before = false;
    for (const std::uint32_t weight : {0U, 1'000U, 10'000U, 50'000U, 250'000U, 500'000U, kWholeWeightPpm}) {
      const bool now = falls_to_canary(coin, weight);
      ASSERT_TRUE(now || !before) << coin << " at " << weight;
      before = now;
    }
  }
}

TEST(Assignment, DrawsToTheFallbackOrToThePrimary_AndKeepsTheShare) {
  const World world;
  const Assignment canary = assigned(world, canary_at(50'000), {}, 0);
  EXPECT_EQ(canary.arm, Arm::Canary);
  EXPECT_EQ(canary.first, TargetIndex{1});
  EXPECT_EQ(canary.weight_ppm, 50'000U);
  const Assignment control = assigned(world, canary_at(50'000), {}, kHighestCoin);
  EXPECT_EQ(control.arm, Arm::Control);
  EXPECT_EQ(control.first, std::nullopt);
  EXPECT_EQ(control.weight_ppm, 50'000U);
}

TEST(Assignment, IsTheSameForTheSameCoin_SoThatAReplayInheritsItsArm) {
  const World world;
  Random random(3);
  for (int i = 0; i < 1'000; ++i) {
    const std::uint64_t coin = random.next();
    RequestFacts replay;
    replay.replay = true;
    EXPECT_EQ(assigned(world, canary_at(250'000), {}, coin), assigned(world, canary_at(250'000), replay, coin));
  }
}

TEST(Assignment, WhileThePrimaryIsRestored_CallsTheRestRestore) {
  const World world;
  RouteTraffic traffic = canary_at(250'000);
  traffic.restoring = true;
  EXPECT_EQ(assigned(world, traffic, {}, kHighestCoin).arm, Arm::Restore);
  EXPECT_EQ(assigned(world, traffic, {}, 0).arm, Arm::Canary);
}

TEST(Assignment, DrawsNobodyWhoMayNotBeMoved) {
  const World world;
  const RequestFacts killed = facts_with([](RequestFacts& facts) { facts.killed = true; });
  const RequestFacts stateful = facts_with([](RequestFacts& facts) { facts.stateful = true; });
  const RequestFacts pinned = facts_with([](RequestFacts& facts) { facts.pinned = TargetIndex{0}; });
  RequestFacts probe;
  probe.synthetic = SyntheticProbe();
  RequestFacts disproved;
  disproved.evidence[0] = Tri::False;
  for (const RequestFacts& facts : {killed, stateful, pinned, probe, disproved}) {
    EXPECT_FALSE(assigned(world, canary_at(kWholeWeightPpm), facts).drawn());
  }
  EXPECT_EQ(assigned(world, canary_at(kWholeWeightPpm), probe), Assignment()) << "nobody asked for it";
  EXPECT_TRUE(assigned(world, canary_at(kWholeWeightPpm)).drawn()) << "what nobody knows keeps nobody away";
}

TEST(Assignment, DrawsOnlyWhatBothTargetsCanServe) {
  for (const unsigned target : {0U, 1U}) {
    World family;
    family.target(target).families = {false, true};
    EXPECT_FALSE(assigned(family, canary_at(500'000)).drawn());
    World window;
    window.target(target).context_window = 1'000;
    RequestFacts facts;
    facts.input_tokens_estimate = 1'001;
    EXPECT_FALSE(assigned(window, canary_at(500'000), facts).drawn());
    facts.input_tokens_estimate = 1'000;
    EXPECT_TRUE(assigned(window, canary_at(500'000), facts).drawn());
  }
}

TEST(Assignment, LeavesHighRiskAlone_WhileOnlyLowRiskIsMoved) {
  World world;
  RouteTraffic traffic = canary_at(500'000);
  traffic.low_risk_only = true;
  EXPECT_TRUE(assigned(world, traffic).drawn());
  world.route().risk = Risk::High;
  EXPECT_FALSE(assigned(world, traffic).drawn());
  traffic.low_risk_only = false;
  EXPECT_TRUE(assigned(world, traffic).drawn());
}

TEST(Assignment, FollowsTheModeInForce) {
  World world;
  world.route().mode = Mode::Off;
  EXPECT_FALSE(assigned(world, canary_at(500'000)).drawn());
  world.route().mode = Mode::Manual;
  EXPECT_TRUE(assigned(world, canary_at(500'000)).drawn()) << "the plan is a person's decision";
  RouteTraffic off = canary_at(500'000);
  off.mode = Mode::Off;
  EXPECT_FALSE(assigned(world, off).drawn());
  EXPECT_EQ(assigned(world, off).mode, Mode::Off);
}

TEST(Assignment, DrawsToNoTargetThatIsSuspendedOrDisabled_NorBesideADisabledPrimary) {
  const World world;
  RouteTraffic suspended = canary_at(500'000);
  suspended.suspended = {"a", "b"};
  EXPECT_FALSE(assigned(world, suspended).drawn());
  EXPECT_EQ(assigned(world, suspended).suspended, RoutePlaces(0b10)) << "the primary is never suspended";
  for (const char* const name : {"a", "b"}) {
    RouteTraffic disabled = canary_at(500'000);
    disabled.disabled = {name};
    EXPECT_FALSE(assigned(world, disabled).drawn());
    EXPECT_EQ(assigned(world, disabled).disabled.count(), 1U);
  }
}

TEST(Assignment, ToATargetThatTheRouteDoesNotUseAnyMore_IsNone) {
  const World world;
  RouteTraffic traffic = canary_at(kWholeWeightPpm);
  traffic.canary = traffic.pin = "gone";
  traffic.disabled = {"gone"};
  EXPECT_EQ(assigned(world, traffic), Assignment());
  EXPECT_FALSE(assigned(world, canary_at(0), {}, 0).first);
  RouteTraffic itself = canary_at(kWholeWeightPpm);
  itself.canary = "a";
  EXPECT_EQ(assigned(world, itself), Assignment());
}

TEST(Assignment, SaysWhyARequestWasNotEligible_AndOnlyWhereADrawStood) {
  const RequestFacts killed = facts_with([](RequestFacts& facts) { facts.killed = true; });
  const RequestFacts stateful = facts_with([](RequestFacts& facts) { facts.stateful = true; });
  const RequestFacts pinned = facts_with([](RequestFacts& facts) { facts.pinned = TargetIndex{0}; });
  RequestFacts disproved;
  disproved.evidence[0] = Tri::False;
  RequestFacts large;
  large.input_tokens_estimate = 11;
  struct Case {
    NotDrawn why;
    RequestFacts facts;
    std::function<void(World&, RouteTraffic&)> plant;
  };
  const auto nothing = [](World&, RouteTraffic&) {};
  const std::vector<Case> cases{
      {NotDrawn::Killed, killed, nothing},
      {NotDrawn::Stateful, stateful, nothing},
      {NotDrawn::Stateful, pinned, nothing},
      {NotDrawn::Mode, {}, [](World& world, RouteTraffic&) { world.route().mode = Mode::Off; }},
      {NotDrawn::Risk,
       {},
       [](World& world, RouteTraffic& traffic) {
         world.route().risk = Risk::High;
         traffic.low_risk_only = true;
       }},
      {NotDrawn::PrimaryCannot, large, [](World& world, RouteTraffic&) { world.target(0).context_window = 10; }},
      {NotDrawn::PrimaryCannot, {}, [](World&, RouteTraffic& traffic) { traffic.disabled = {"a"}; }},
      {NotDrawn::FallbackCannot, large, [](World& world, RouteTraffic&) { world.target(1).context_window = 10; }},
      {NotDrawn::FallbackBarred, {}, [](World&, RouteTraffic& traffic) { traffic.suspended = {"b"}; }},
      {NotDrawn::FallbackDisproved, disproved, nothing}};
  for (const Case& one : cases) {
    World world;
    RouteTraffic traffic = canary_at(500'000);
    one.plant(world, traffic);
    EXPECT_EQ(assigned(world, traffic, one.facts).not_drawn, one.why) << name_of(one.why);
    traffic.canary.clear();
    EXPECT_EQ(assigned(world, traffic, one.facts).not_drawn, std::nullopt) << "no draw stood: " << name_of(one.why);
  }
  EXPECT_EQ(assigned(World(), canary_at(0)).not_drawn, std::nullopt) << "a share of nothing is a draw all the same";
}

TEST(Pin, MovesEverythingThatMayGo_WhateverTheRollout) {
  World world(3);
  RouteTraffic traffic = canary_at(10'000);
  traffic.pin = "c";
  for (const Mode mode : {Mode::Automatic, Mode::Manual}) {
    world.route().mode = mode;
    const Assignment pinned = assigned(world, traffic, {}, kHighestCoin);
    EXPECT_EQ(pinned.first, TargetIndex{2});
    EXPECT_EQ(pinned.arm, Arm::Canary);
    EXPECT_EQ(pinned.weight_ppm, kWholeWeightPpm);
  }
  world.target(0).context_window = 10;
  RequestFacts large;
  large.input_tokens_estimate = 11;
  EXPECT_EQ(assigned(world, traffic, large).first, TargetIndex{2}) << "whether the primary could serve it is of no matter";
}

TEST(Pin, GoesPastWhatIsUnknown_NeverPastWhatIsFalse) {
  World world;
  RouteTraffic traffic;
  traffic.pin = "b";
  RequestFacts disproved;
  disproved.evidence[0] = Tri::False;
  EXPECT_EQ(assigned(world, traffic).first, TargetIndex{1});
  EXPECT_EQ(assigned(world, traffic, disproved).first, std::nullopt);
  RequestFacts stateful;
  stateful.stateful = true;
  EXPECT_EQ(assigned(world, traffic, stateful).first, std::nullopt);
  traffic.suspended = {"b"};
  EXPECT_EQ(assigned(world, traffic).first, std::nullopt);
  world.route().mode = Mode::Off;
  traffic.suspended.clear();
  EXPECT_EQ(assigned(world, traffic).first, std::nullopt);
}

TEST(Pin, ToThePrimaryEndsTheDraw) {
  const World world;
  RouteTraffic traffic = canary_at(kWholeWeightPpm);
  traffic.pin = "a";
  EXPECT_EQ(assigned(world, traffic), Assignment());
}

TEST(PermittedClasses, AreThoseOfTheGatewaysOwnCredential) {
  const World world;
  RouteTraffic traffic;
  for (std::size_t i = 0; i < kFailureClassCount; ++i) traffic.permitted.push_back(static_cast<FailureClass>(i));
  const Assignment assignment = assigned(world, traffic);
  EXPECT_EQ(assignment.permitted.count(), 2U);
  EXPECT_TRUE(assignment.permits(FailureClass::Auth));
  EXPECT_TRUE(assignment.permits(FailureClass::Permission));
  EXPECT_FALSE(assignment.permits(FailureClass::ContentPolicy));
}

}  // namespace
}  // namespace jurymast::policy
