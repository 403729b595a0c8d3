#include "sim/swarm.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/invariants/window_bound.hpp"
#include "sim/seed_run.hpp"
#include "sim/shrink.hpp"

namespace jurymast::sim {
namespace {

using namespace std::chrono_literals;

TEST(Swarm, OneSeedIsOneRun_AndAnotherIsAnother) {
  const Timeline timeline = swarm_timeline(5, 120s);
  const SeedRun first = run_timeline(5, timeline);
  const SeedRun again = run_timeline(5, timeline);
  EXPECT_EQ(first.trace_hash, again.trace_hash);
  EXPECT_EQ(first.events, again.events);
  EXPECT_NE(first.trace_hash, run_timeline(6, timeline).trace_hash);
}

TEST(Swarm, ListeningChangesNothing) {
  const Timeline timeline = swarm_timeline(9, 120s);
  std::size_t lines = 0;
  const SeedRun heard = run_timeline(9, timeline, [&](const std::string&) { ++lines; });
  EXPECT_EQ(heard.trace_hash, run_timeline(9, timeline).trace_hash);
  EXPECT_GT(lines, heard.calls);
}

TEST(Swarm, ReachesWhatItIsMeantToTry) {
  Coverage coverage;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const SeedRun run = run_timeline(seed, swarm_timeline(seed, 120s));
    ASSERT_FALSE(run.ledger.violation()) << "seed " << seed << ": " << describe(*run.ledger.violation());
    coverage.merge(run.coverage);
  }
  for (const char* const what : {"outcome complete",
                                 "outcome failed",
                                 "outcome partial",
                                 "outcome cancelled",
                                 "outcome refused",
                                 "refusal all_open",
                                 "refusal all_paused",
                                 "refusal all_full",
                                 "refusal loop",
                                 "refusal shed",
                                 "denial breaker_open",
                                 "denial paused",
                                 "denial ramp",
                                 "denial full",
                                 "denial credential_open",
                                 "denial budget",
                                 "probe",
                                 "queued",
                                 "fallback",
                                 "canary",
                                 "shadow",
                                 "class auth",
                                 "class rate_limited",
                                 "class quota_exhausted",
                                 "class overloaded",
                                 "class upstream_error",
                                 "class wrong_surface",
                                 "class timeout_connect",
                                 "class timeout_first_token",
                                 "class timeout_stall",
                                 "class timeout_total",
                                 "class network_connect",
                                 "class network_reset",
                                 "class truncated",
                                 "class malformed",
                                 "class empty",
                                 "class output_invalid"}) {
    EXPECT_GT(coverage.of(what), 0U) << what;
  }
}

TEST(Swarm, ShadowsChangeNothingForCallers) {
  Installation without = swarm_installation();
  for (policy::Snapshot* const snapshot : {&without.first, &without.second}) {
    for (policy::Route& route : snapshot->routes) route.shadow = {};
  }
  std::uint64_t shadows = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Timeline timeline = swarm_timeline(seed, 120s);
    const SeedRun shadowed = run_timeline(seed, timeline);
    const SeedRun alone = run_timeline_on(without, seed, timeline);
    EXPECT_EQ(shadowed.callers_hash, alone.callers_hash) << "seed " << seed;
    shadows += shadowed.coverage.of("shadow");
    EXPECT_EQ(alone.coverage.of("shadow"), 0U);
  }
  EXPECT_GT(shadows, 1000U);
}

TEST(WindowBound, SeesAnyWindow_NotOnlyTheWholeTime) {
  Ledger ledger;
  WindowBound bound;
  const policy::BudgetSettings settings{.capacity_milli = 2000, .per_success_milli = 100, .per_second_milli = 100};
  bound.begin(settings, kSimulationStart);
  // An hour of earnings does not excuse three tokens at once from a bucket that holds two.
  for (int i = 0; i < 2; ++i) bound.charged(kSimulationStart + 1h, ledger, 0);
  EXPECT_FALSE(ledger.violation());
  bound.succeeded(kSimulationStart + 1h);
  bound.charged(kSimulationStart + 1h + 9s, ledger, 0);
  EXPECT_FALSE(ledger.violation()) << "one success and nine seconds are a token";
  bound.charged(kSimulationStart + 1h + 9s + 9999ms, ledger, 0);
  ASSERT_TRUE(ledger.violation()) << "a millisecond short of a token";
  EXPECT_EQ(ledger.violation()->invariant, Invariant::WindowBound);
  EXPECT_EQ(ledger.violation()->value, 2001);
}

TEST(Shrink, KeepsWhatTheViolationNeeds_AndNothingElse) {
  // Callers who wait a hundredth of a second are never served: no fault is needed for that, and one call is enough.
  Timeline timeline = swarm_timeline(3, 120s);
  for (Call& call : timeline.calls) call.timeout = 10ms;
  const SeedRun run = run_timeline(3, timeline);
  ASSERT_TRUE(run.ledger.violation());
  ASSERT_EQ(run.ledger.violation()->invariant, Invariant::ServiceRecovers);
  const Shrunk shrunk = shrink(3, timeline, *run.ledger.violation());
  EXPECT_EQ(shrunk.violation.invariant, Invariant::ServiceRecovers);
  EXPECT_TRUE(shrunk.timeline.faults.empty());
  EXPECT_EQ(shrunk.timeline.calls.size(), 1U);
  EXPECT_LE(shrunk.runs, kShrinkRunsMax);
}

TEST(Shrink, TellsALongTimelineInTwentyLines) {
  const std::string text = describe(swarm_timeline(3, 120s));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), static_cast<std::ptrdiff_t>(kTimelineLinesMax));
}

}  // namespace
}  // namespace jurymast::sim
