#include "sim/event_queue.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sim/connection_pool.hpp"
#include "sim/provider.hpp"
#include "sim/streams.hpp"

namespace jurymast::sim {
namespace {

using namespace std::chrono_literals;

TEST(EventQueue, GivesByTime_AndWithinOneMomentByTheOrderOfPutting) {
  EventQueue queue;
  queue.push(kSimulationStart + 2s, Happening::CallDue, 1);
  queue.push(kSimulationStart + 1s, Happening::CallDue, 2);
  queue.push(kSimulationStart + 2s, Happening::CallDue, 3);
  queue.push(kSimulationStart + 1s, Happening::CallDue, 4);
  std::string order;
  while (const auto next = queue.pop()) order += std::to_string(next->subject);
  EXPECT_EQ(order, "2413");
  EXPECT_EQ(queue.elapsed(), 2s);
}

TEST(EventQueue, NeverGoesBack) {
  EventQueue queue;
  queue.push(kSimulationStart + 5s, Happening::CallDue, 1);
  queue.pop();
  queue.push(kSimulationStart + 1s, Happening::CallDue, 2);
  EXPECT_EQ(queue.pop()->at, kSimulationStart + 5s);
}

TEST(EventQueue, JumpsItsWallClockAlone) {
  EventQueue queue;
  const WallTime before = queue.wall_now();
  queue.jump_wall(1h);
  EXPECT_EQ(queue.wall_now() - before, 1h);
  EXPECT_EQ(queue.elapsed(), 0s);
}

TEST(Streams, OneComponentsDrawsShiftNoOthers) {
  const Streams streams(7);
  Random first = streams.named("faults");
  for (int i = 0; i < 100; ++i) first.next();
  EXPECT_EQ(streams.named("calls").next(), Streams(7).named("calls").next());
  EXPECT_NE(streams.named("calls").next(), streams.named("faults").next());
  EXPECT_NE(streams.numbered("attempt", 1).next(), streams.numbered("attempt", 2).next());
  EXPECT_NE(streams.named("calls").next(), Streams(8).named("calls").next());
}

TEST(Provider, ServesInTheOrderOfComing_AsManyAsThereAreSlots) {
  Provider provider(ProviderSettings{.slots = 2});
  for (std::uint32_t i = 1; i <= 3; ++i) provider.enqueue(i);
  EXPECT_EQ(provider.grant(2), 1U);
  EXPECT_EQ(provider.grant(2), 2U);
  EXPECT_EQ(provider.grant(2), std::nullopt);
  provider.release();
  EXPECT_EQ(provider.grant(2), 3U);
}

TEST(Provider, KeepsItsRateOverAnyTime) {
  Provider provider(ProviderSettings{});
  int passed = 0;
  for (int ms = 0; ms < 10'000; ++ms) passed += provider.within_rate(5, kSimulationStart + std::chrono::milliseconds(ms)) ? 1 : 0;
  EXPECT_GE(passed, 50);
  EXPECT_LE(passed, 56);
}

TEST(ConnectionPool, DropsAllIdleOnesWhenOneWasStale_AndAfterTwoKeepsNoneForAMinute) {
  ConnectionPool pool;
  const MonotonicTime now = kSimulationStart;
  for (int i = 0; i < 3; ++i) pool.finished(false, now);
  EXPECT_TRUE(pool.take(now + 1s));
  pool.note_stale(now + 1s);
  EXPECT_FALSE(pool.take(now + 1s));
  pool.note_stale(now + 1s);
  pool.finished(false, now + 2s);
  EXPECT_FALSE(pool.take(now + 2s));
  pool.finished(false, now + 62s);
  EXPECT_TRUE(pool.take(now + 62s));
  pool.finished(false, now + 63s);
  EXPECT_FALSE(pool.take(now + 63s + limits::kIdleConnectionTimeMax + 1s)) << "too long idle";
}

}  // namespace
}  // namespace jurymast::sim
