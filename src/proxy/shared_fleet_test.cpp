#include "proxy/shared_fleet.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace jurymast::proxy {
namespace {

using std::chrono_literals::operator""h;

constexpr unsigned kThreads = 4;
constexpr MonotonicTime kNow{1h};

/// Targets `a` and `b` behind one credential, so that their locks meet.
policy::Snapshot two_targets(unsigned places) {
  policy::Snapshot snapshot;
  for (const char* const name : {"a", "b"}) {
    policy::Target target;
    target.name = name;
    target.origin.host = std::string(name) + ".example";
    target.credential = "env:KEY";
    target.families = {true, true};
    target.max_inflight = places;
    snapshot.targets.push_back(target);
  }
  return snapshot;
}

policy::AdmissionAsk ask_for(const policy::Target& target) {
  policy::AdmissionAsk ask;
  ask.target = &target;
  ask.starts_at = kNow;
  return ask;
}

policy::Settlement settlement_of(const policy::Target& target, const policy::Admission& admission, FailureClass failure_class) {
  policy::Settlement settlement;
  settlement.target = &target;
  settlement.failure_class = failure_class;
  settlement.breaker_epoch = admission.facts.breaker_epoch;
  settlement.credential_epoch = admission.credential_epoch;
  return settlement;
}

/// Runs `work(thread index)` on several threads at once and waits for all.
template <class Work>
void on_threads(Work work) {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

TEST(SharedFleet, LeaksNoPlaceAndExceedsNoLimit_HoweverManyLoopsAsk) {
  constexpr unsigned kPlaces = 8;
  constexpr unsigned kRounds = 2'000;
  SharedFleet fleet;
  policy::Snapshot snapshot = two_targets(kPlaces);
  for (policy::Target& target : snapshot.targets) target.breaker.enabled = false;
  ASSERT_TRUE(fleet.adopt(snapshot));
  std::atomic<unsigned> held[2] = {0, 0};
  std::atomic<unsigned> most{0};
  std::atomic<unsigned> admitted{0};
  std::atomic<unsigned> wrongly_denied{0};
  on_threads([&](unsigned thread) {
    Random random(thread);
    std::vector<policy::Admission> mine;
    for (unsigned round = 0; round < kRounds; ++round) {
      const std::size_t which = (round + thread) % 2;
      const policy::Target& target = snapshot.targets[which];
      // Each thread asks for more than its share, so that the limit is met.
      for (unsigned i = 0; i < kPlaces / 2; ++i) {
        const policy::Admission admission = fleet.admit(ask_for(target), kNow, random);
        if (admission.admitted()) {
          mine.push_back(admission);
          most = std::max(most.load(), ++held[which]);
        } else if (admission.denial != record::Denial::Full) {
          ++wrongly_denied;
        }
      }
      admitted += static_cast<unsigned>(mine.size());
      for (const policy::Admission& admission : mine) {
        --held[which];
        const FailureClass end = round % 3 == 0 ? FailureClass::UpstreamError : FailureClass::Ok;
        fleet.settle(settlement_of(target, admission, end), kNow, random);
      }
      mine.clear();
    }
  });
  EXPECT_LE(most, kPlaces);
  EXPECT_GT(admitted, kRounds);
  EXPECT_EQ(wrongly_denied, 0U);
  for (const policy::Target& target : snapshot.targets) {
    EXPECT_EQ(fleet.status(target, Family::ChatCompletions, kNow).in_flight, 0U) << target.name;
  }
}

TEST(SharedFleet, SpendsEachTokenOnce) {
  SharedFleet fleet;
  policy::Snapshot snapshot = two_targets(10'000);
  snapshot.targets[0].budget = {.enabled = true, .capacity_milli = 7'000, .per_success_milli = 0, .per_second_milli = 0};
  ASSERT_TRUE(fleet.adopt(snapshot));
  std::atomic<unsigned> granted{0};
  on_threads([&](unsigned thread) {
    Random random(thread);
    policy::AdmissionAsk ask = ask_for(snapshot.targets[0]);
    ask.kind = policy::AttemptKind::Retry;
    ask.take_place = false;
    for (unsigned i = 0; i < 100; ++i) {
      if (fleet.admit(ask, kNow, random).admitted()) ++granted;
    }
  });
  EXPECT_EQ(granted, 7U);
}

TEST(SharedFleet, KeepsWhatIsInFlight_WhileConfigurationsAreAdopted) {
  SharedFleet fleet;
  policy::Snapshot first = two_targets(100);
  ASSERT_TRUE(fleet.adopt(first));
  Random random(1);
  const policy::Admission held = fleet.admit(ask_for(first.targets[0]), kNow, random);
  ASSERT_TRUE(held.admitted());
  std::atomic<bool> moved{false};
  on_threads([&](unsigned thread) {
    Random own(thread);
    for (unsigned i = 0; i < 200; ++i) {
      if (thread == 0) {
        policy::Snapshot next = two_targets(100);
        next.version = i;
        if (!fleet.adopt(next) || next.targets[0].slot != first.targets[0].slot) moved = true;
        continue;
      }
      const policy::Admission admission = fleet.admit(ask_for(first.targets[1]), kNow, own);
      if (admission.admitted()) fleet.settle(settlement_of(first.targets[1], admission, FailureClass::Ok), kNow, own);
    }
  });
  EXPECT_FALSE(moved) << "a target keeps its slot over reloads";
  EXPECT_EQ(fleet.status(first.targets[0], Family::ChatCompletions, kNow).in_flight, 1U);
  fleet.settle(settlement_of(first.targets[0], held, FailureClass::Ok), kNow, random);
  EXPECT_EQ(fleet.status(first.targets[0], Family::ChatCompletions, kNow).in_flight, 0U);
}

TEST(SharedFleet, RefusesACredentialForAllTargetsThatUseIt) {
  SharedFleet fleet;
  policy::Snapshot snapshot = two_targets(100);
  ASSERT_TRUE(fleet.adopt(snapshot));
  Random random(1);
  const policy::Admission admission = fleet.admit(ask_for(snapshot.targets[0]), kNow, random);
  fleet.settle(settlement_of(snapshot.targets[0], admission, FailureClass::Auth), kNow, random);
  EXPECT_EQ(fleet.admit(ask_for(snapshot.targets[1]), kNow, random).denial, record::Denial::CredentialOpen);
  EXPECT_TRUE(fleet.status(snapshot.targets[1], Family::ChatCompletions, kNow).credential_open);
}

}  // namespace
}  // namespace jurymast::proxy
