#include <gtest/gtest.h>

#include <map>

#include "policy/affinity.hpp"
#include "policy/backoff.hpp"
#include "policy/deadline.hpp"
#include "policy/eligibility.hpp"
#include "policy/hop_guard.hpp"
#include "policy/in_flight.hpp"
#include "policy/pause.hpp"
#include "policy/replay.hpp"
#include "policy/shedding.hpp"

namespace jurymast::policy {
namespace {

using record::Condition;
using record::Tri;

constexpr MonotonicTime kNow{std::chrono::hours(1)};

TEST(Pause, LastsAsLongAsTheProviderSays_BetweenASecondAndAMinute) {
  Pause pause;
  pause.rate_limited(Duration(5s), kNow);
  EXPECT_EQ(pause.left(kNow), Duration(5s));
  Pause shortest;
  shortest.rate_limited(Duration(10ms), kNow);
  EXPECT_EQ(shortest.left(kNow), Duration(1s));
  Pause longest;
  longest.rate_limited(Duration(std::chrono::hours(3)), kNow);
  EXPECT_EQ(longest.left(kNow), Duration(60s));
}

TEST(Pause, DoublesFromASecondToHalfAMinute_WhereTheProviderSaysNothing) {
  Pause pause;
  MonotonicTime now = kNow;
  for (const Duration expected : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    pause.rate_limited(std::nullopt, now);
    EXPECT_EQ(pause.left(now), Duration(expected));
    now = pause.until();
  }
  pause.answered();
  pause.rate_limited(std::nullopt, now);
  EXPECT_EQ(pause.left(now), Duration(1s));
}

TEST(Pause, ABurstThatComesBackRefusedTogetherCountsOnce) {
  Pause pause;
  for (int i = 0; i < 30; ++i) pause.rate_limited(std::nullopt, kNow + i * 1ms);
  EXPECT_LE(pause.left(kNow), Duration(1100ms));
}

TEST(Pause, OnlyEverGetsLonger_UntilItIsCleared) {
  Pause pause;
  pause.quota_exhausted(kNow);
  EXPECT_EQ(pause.left(kNow), Duration(10min));
  pause.rate_limited(Duration(2s), kNow);
  pause.overloaded(Duration(3s), kNow);
  EXPECT_EQ(pause.left(kNow), Duration(10min));
  pause.clear();
  EXPECT_EQ(pause.left(kNow), Duration(0));
}

TEST(Pause, TakesA503ForAPauseUpToAMinute) {
  Pause pause;
  pause.overloaded(Duration(61s), kNow);
  EXPECT_EQ(pause.left(kNow), Duration(0));
  pause.overloaded(Duration(60s), kNow);
  EXPECT_EQ(pause.left(kNow), Duration(60s));
}

TEST(InFlight, FallsByATenthAtMostOnceASecond_AndRisesByOneASecond) {
  InFlight places;
  places.pushed_back(256, kNow);
  EXPECT_EQ(places.limit(256, kNow), 231U);
  for (int i = 0; i < 20; ++i) places.pushed_back(256, kNow + 900ms);
  EXPECT_EQ(places.limit(256, kNow + 900ms), 231U);
  places.pushed_back(256, kNow + 1s);
  EXPECT_EQ(places.limit(256, kNow + 1s), 208U);
  EXPECT_EQ(places.limit(256, kNow + 1999ms), 208U);
  EXPECT_EQ(places.limit(256, kNow + 2s), 209U);
  EXPECT_EQ(places.limit(256, kNow + 12s), 219U);
  EXPECT_EQ(places.limit(256, kNow + 1000s), 256U);
}

TEST(InFlight, NeverFallsBelowItsFloor_NorRisesAboveWhatIsConfigured) {
  InFlight places;
  MonotonicTime now = kNow;
  for (int i = 0; i < 200; ++i, now = now + 600ms) places.pushed_back(256, now);
  EXPECT_EQ(places.limit(256, now), 8U);
  EXPECT_EQ(places.limit(4, now), 4U) << "a smaller configuration is obeyed";
  EXPECT_EQ(places.limit(256, now + 10'000s), 256U);
}

TEST(InFlight, IsFullAtItsLimit) {
  InFlight places;
  EXPECT_FALSE(places.full(2, kNow));
  places.begin();
  places.begin();
  EXPECT_TRUE(places.full(2, kNow));
  places.end();
  EXPECT_FALSE(places.full(2, kNow));
}

TEST(Backoff, DoublesTheCeilingUpToTheCap) {
  const RetrySettings settings;
  EXPECT_EQ(backoff_ceiling(settings, 0), Duration(250ms));
  EXPECT_EQ(backoff_ceiling(settings, 1), Duration(500ms));
  EXPECT_EQ(backoff_ceiling(settings, 4), Duration(4s));
  EXPECT_EQ(backoff_ceiling(settings, 1'000'000), Duration(4s));
}

TEST(Backoff, IsDrawnEvenlyFromNothingToTheCeiling) {
  const RetrySettings settings;
  Random random(5);
  std::map<std::int64_t, int> quarters;
  for (int i = 0; i < 8'000; ++i) {
    const Duration wait = draw_backoff(settings, 1, random);
    ASSERT_GE(wait, Duration(0));
    ASSERT_LE(wait, Duration(500ms));
    ++quarters[std::min<std::int64_t>(wait / 125ms, 3)];
  }
  for (const auto& [quarter, count] : quarters) EXPECT_NEAR(count, 2'000, 200) << quarter;
  Random again(5);
  Random once_more(5);
  EXPECT_EQ(draw_backoff(settings, 0, again), draw_backoff(settings, 0, once_more));
}

TEST(Deadline, IsShortenedByTheCallerAndNeverLengthened) {
  EXPECT_EQ(Deadline::of(10s, std::nullopt, kNow).at, kNow + 10s);
  EXPECT_EQ(Deadline::of(10s, Duration(3s), kNow).at, kNow + 3s);
  EXPECT_TRUE(Deadline::of(10s, Duration(3s), kNow).callers);
  EXPECT_EQ(Deadline::of(10s, Duration(30s), kNow).at, kNow + 10s);
  EXPECT_FALSE(Deadline::of(10s, Duration(30s), kNow).callers);
}

TEST(Deadline, LeavesRoomForAnotherAttemptDownToTwoSeconds) {
  const Deadline deadline{kNow + 2s, false};
  EXPECT_TRUE(deadline.leaves_room(kNow));
  EXPECT_FALSE(deadline.leaves_room(kNow + 1ns));
}

TEST(Conditions, FalseAlwaysBlocks_AndUnknownOnlyWhereProofIsRequired) {
  Conditions all;
  all.values.fill(Tri::True);
  EXPECT_TRUE(all.permit(EvidenceRule::Require));
  all[Condition::Evidence] = Tri::Unknown;
  EXPECT_TRUE(all.permit(EvidenceRule::Warn));
  EXPECT_FALSE(all.permit(EvidenceRule::Require));
  all[Condition::Window] = Tri::False;
  EXPECT_FALSE(all.permit(EvidenceRule::Warn));
}

TEST(Conditions, SayWhatIsKnownByName) {
  RequestFacts facts;
  Route route;
  Conditions c = evaluate({.facts = facts, .route = route});
  EXPECT_EQ(c[Condition::Mode], Tri::True);
  EXPECT_EQ(c[Condition::Evidence], Tri::Unknown);
  EXPECT_EQ(c[Condition::TokenLimit], Tri::Unknown);
  EXPECT_EQ(c[Condition::Log], Tri::True);
  EXPECT_EQ(c[Condition::NotKilled], Tri::True);
  EXPECT_EQ(c[Condition::Schema], Tri::True) << "nothing is asked of the answer's form";
  EXPECT_TRUE(c.permit(EvidenceRule::Warn));
  EXPECT_FALSE(c.permit(EvidenceRule::Require));

  facts.validated = true;
  EXPECT_EQ(evaluate({.facts = facts, .route = route})[Condition::Schema], Tri::True);
  EXPECT_EQ(evaluate({.facts = facts, .route = route, .checked_before_commit = false})[Condition::Schema], Tri::Unknown);

  facts.token_limit_said = true;
  facts.log_healthy = Tri::Unknown;
  facts.killed = true;
  facts.stateful = true;
  route.mode = Mode::Manual;
  c = evaluate({.facts = facts, .route = route, .class_permits = false, .resend_permitted = false});
  EXPECT_EQ(c[Condition::TokenLimit], Tri::True);
  EXPECT_EQ(c[Condition::Log], Tri::Unknown);
  EXPECT_EQ(c[Condition::NotKilled], Tri::False);
  EXPECT_EQ(c[Condition::Stateless], Tri::False);
  EXPECT_EQ(c[Condition::Mode], Tri::False);
  EXPECT_EQ(c[Condition::ClassPermits], Tri::False);
  EXPECT_EQ(c[Condition::SideEffects], Tri::False);
  EXPECT_FALSE(c.permit(EvidenceRule::Warn));
}

TEST(Conditions, TheWindowIsFalseOnlyWhereBothSizesAreKnown) {
  RequestFacts facts;
  Target target;
  EXPECT_EQ(window_condition(facts, target), Tri::Unknown);
  target.context_window = 1'000;
  EXPECT_EQ(window_condition(facts, target), Tri::Unknown);
  facts.input_tokens_estimate = 1'000;
  EXPECT_EQ(window_condition(facts, target), Tri::True);
  facts.input_tokens_estimate = 1'001;
  EXPECT_EQ(window_condition(facts, target), Tri::False);
  Target larger = target;
  larger.context_window = 1'001;
  EXPECT_TRUE(larger_window(larger, target));
  EXPECT_FALSE(larger_window(target, target));
  target.context_window.reset();
  EXPECT_FALSE(larger_window(larger, target)) << "an undeclared window is no smaller one";
}

TEST(Shedding, RefusesBatchAt80_DefaultAt90_InteractiveAt100Percent) {
  EXPECT_FALSE(must_shed(Priority::Batch, 819, 1024));
  EXPECT_TRUE(must_shed(Priority::Batch, 820, 1024));
  EXPECT_FALSE(must_shed(Priority::Default, 921, 1024));
  EXPECT_TRUE(must_shed(Priority::Default, 922, 1024));
  EXPECT_FALSE(must_shed(Priority::Interactive, 1023, 1024));
  EXPECT_TRUE(must_shed(Priority::Interactive, 1024, 1024));
}

TEST(Shedding, TheRequestMayOnlyLowerItsPriority) {
  EXPECT_EQ(priority_of(Priority::Default, Priority::Interactive, std::nullopt), Priority::Default);
  EXPECT_EQ(priority_of(Priority::Interactive, Priority::Batch, std::nullopt), Priority::Batch);
  EXPECT_EQ(priority_of(Priority::Interactive, Priority::Interactive, Priority::Batch), Priority::Batch);
  EXPECT_EQ(priority_of(Priority::Batch, Priority::Interactive, Priority::Interactive), Priority::Batch);
}

TEST(ReplayDetector, KnowsTheSameRequestForTwoMinutes) {
  ReplayDetector detector;
  Random random(1);
  const OperationId first = OperationId::make(WallTime{}, random);
  const OperationId second = OperationId::make(WallTime{}, random);
  const ReplayKey key{1, 2, 3, 4, 5};
  EXPECT_EQ(detector.see(key, first, kNow), std::nullopt);
  EXPECT_EQ(detector.see(key, second, kNow + 120s), first);
  EXPECT_EQ(detector.see(key, second, kNow + 121s), std::nullopt) << "too late: a request of its own";
  EXPECT_EQ(detector.see(key, first, kNow + 122s), second);
}

TEST(ReplayDetector, AnyPartThatDiffersMakesAnotherRequest) {
  ReplayDetector detector;
  const ReplayKey key{1, 2, 3, 4, 5};
  detector.see(key, {}, kNow);
  for (std::uint64_t ReplayKey::* const part :
       {&ReplayKey::client, &ReplayKey::path, &ReplayKey::caller_id, &ReplayKey::body_bytes, &ReplayKey::body}) {
    ReplayKey other = key;
    other.*part = 99;
    EXPECT_EQ(detector.see(other, {}, kNow), std::nullopt);
  }
}

TEST(Affinity, RemembersForADay_AndTheLatestTargetWins) {
  Affinity affinity;
  affinity.remember(7, TargetSlot{1}, kNow);
  EXPECT_EQ(affinity.find(7, kNow + std::chrono::hours(24)), TargetSlot{1});
  EXPECT_EQ(affinity.find(7, kNow + std::chrono::hours(24) + 1ns), std::nullopt);
  EXPECT_EQ(affinity.find(8, kNow), std::nullopt);
  affinity.remember(7, TargetSlot{2}, kNow + 1s);
  EXPECT_EQ(affinity.find(7, kNow + 1s), TargetSlot{2});
  EXPECT_EQ(affinity.size(), 1U);
}

TEST(Affinity, IsBounded_AndForgetsTheOldestFirst) {
  Affinity affinity;
  for (std::uint64_t i = 0; i < limits::kAffinityEntriesMax; ++i) affinity.remember(i, TargetSlot{0}, kNow);
  affinity.remember(0, TargetSlot{3}, kNow);
  affinity.remember(limits::kAffinityEntriesMax, TargetSlot{1}, kNow);
  EXPECT_EQ(affinity.size(), limits::kAffinityEntriesMax);
  EXPECT_EQ(affinity.find(1, kNow), std::nullopt);
  EXPECT_EQ(affinity.find(0, kNow), TargetSlot{3}) << "it was made young again";
}

TEST(HopGuard, AddsItsOwnIdOnce_AndRefusesTheSecondPassage) {
  EXPECT_EQ(hops_after("", "me"), "me");
  EXPECT_EQ(hops_after("you , them", "me"), "you, them, me");
  EXPECT_EQ(hops_after("me", "me"), std::nullopt);
  EXPECT_EQ(hops_after("you,\tme ,them", "me"), std::nullopt);
  EXPECT_EQ(hops_after("men", "me"), "men, me");
  EXPECT_EQ(hops_after(" , ,", "me"), "me");
}

TEST(HopGuard, RefusesAChainThatIsTooLong) {
  EXPECT_EQ(hops_after("1,2,3,4,5,6,7", "me"), "1, 2, 3, 4, 5, 6, 7, me");
  EXPECT_EQ(hops_after("1,2,3,4,5,6,7,8", "me"), std::nullopt);
}

TEST(Eligibility, KnowsWhatAConfigurationLeavesUnproven) {
  Snapshot snapshot;
  snapshot.targets.resize(2);
  Route route;
  route.primary = TargetIndex{0};
  EXPECT_EQ(unproven_by_configuration(snapshot, route), std::vector<record::Condition>{}) << "nothing to fall back to";
  route.fallback = {TargetIndex{1}};
  EXPECT_EQ(unproven_by_configuration(snapshot, route),
            (std::vector{record::Condition::Window, record::Condition::Evidence, record::Condition::TokenLimit}));
  snapshot.targets[1].context_window = 1000;
  route.token_limit = 100;
  EXPECT_EQ(unproven_by_configuration(snapshot, route), std::vector{record::Condition::Evidence});
  route.mode = Mode::Off;
  EXPECT_EQ(unproven_by_configuration(snapshot, route), std::vector<record::Condition>{});
}

}  // namespace
}  // namespace jurymast::policy
