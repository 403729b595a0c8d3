#include "mock/slots.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace jurymast::mock {
namespace {

TEST(Slots, WithoutALimitEveryoneIsServedAtOnce) {
  Slots slots(0);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(slots.enter([] {})->granted);
}

TEST(Slots, ThoseBeyondTheLimitWaitInTheOrderTheyCame) {
  Slots slots(2);
  std::vector<int> turns;
  const auto first = slots.enter([] {});
  const auto second = slots.enter([] {});
  EXPECT_FALSE(slots.enter([&] { turns.push_back(3); })->granted);
  EXPECT_FALSE(slots.enter([&] { turns.push_back(4); })->granted);
  EXPECT_EQ(slots.waiting(), 2U);
  slots.leave(second->ticket);
  slots.leave(first->ticket);
  EXPECT_EQ(turns, (std::vector<int>{3, 4}));
  EXPECT_EQ(slots.running(), 2U);
}

TEST(Slots, WhoLeavesTheQueueIsNeverCalled) {
  Slots slots(1);
  bool called = false;
  const auto running = slots.enter([] {});
  const auto waiting = slots.enter([&] { called = true; });
  slots.leave(waiting->ticket);
  slots.leave(running->ticket);
  EXPECT_FALSE(called);
  EXPECT_EQ(slots.running(), 0U);
}

TEST(Slots, AHigherLimitLetsThemIn_AndALowerOneEndsNobody) {
  Slots slots(1);
  int turns = 0;
  for (int i = 0; i < 4; ++i) static_cast<void>(slots.enter([&] { ++turns; }));
  slots.set_limit(3);
  EXPECT_EQ(turns, 2);
  slots.set_limit(1);
  EXPECT_EQ(slots.running(), 3U);
  slots.set_limit(0);
  EXPECT_EQ(turns, 3);
}

TEST(Slots, TheQueueIsBounded) {
  Slots slots(1);
  static_cast<void>(slots.enter([] {}));
  for (std::size_t i = 0; i < kWaitingMax; ++i) ASSERT_TRUE(slots.enter([] {}));
  EXPECT_FALSE(slots.enter([] {}));
}

}  // namespace
}  // namespace jurymast::mock
