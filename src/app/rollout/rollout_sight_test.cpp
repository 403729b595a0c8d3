#include "app/rollout/rollout_sight.hpp"

#include <gtest/gtest.h>

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;

MonotonicTime at(Duration since) { return MonotonicTime{1h} + since; }

store::JournalStats journal_at(std::uint64_t seq, Duration committed) {
  store::JournalStats stats;
  stats.last_seq = seq;
  stats.last_commit = at(committed);
  return stats;
}

TEST(RolloutSight, IsClearWhileEveryLineComesThrough) {
  RolloutSight sight(at(0s));
  for (int second = 0; second < 100; ++second) {
    const auto lines = static_cast<std::uint64_t>(second);
    sight.look(journal_at(10 * lines, 1s * second), at(1s * second));
    EXPECT_FALSE(sight.blind_for(at(1s * second)));
    sight.told(10 * lines);
  }
}

TEST(RolloutSight, IsClearWhileNothingHappens) {
  RolloutSight sight(at(0s));
  for (int second = 0; second < 100; ++second) {
    sight.look(journal_at(0, 0s), at(1s * second));
    EXPECT_FALSE(sight.blind_for(at(1s * second)));
  }
}

TEST(RolloutSight, IsLostSinceTheLineThatDoesNotComeThrough) {
  RolloutSight sight(at(0s));
  sight.look(journal_at(5, 0s), at(0s));
  for (int second = 1; second <= 60; ++second) sight.look(journal_at(50, 1s * second), at(1s * second));
  ASSERT_TRUE(sight.blind_for(at(60s)));
  EXPECT_EQ(*sight.blind_for(at(60s)), 60s);
  sight.told(50);
  sight.look(journal_at(50, 60s), at(60s));
  sight.look(journal_at(50, 61s), at(61s));
  EXPECT_FALSE(sight.blind_for(at(61s)));
}

TEST(RolloutSight, IsLostWhileRecordsAre) {
  RolloutSight sight(at(0s));
  store::JournalStats losing = journal_at(0, 0s);
  losing.losing = true;
  sight.look(losing, at(10s));
  sight.look(losing, at(40s));
  ASSERT_TRUE(sight.blind_for(at(40s)));
  EXPECT_GE(*sight.blind_for(at(40s)), 30s);
  sight.look(journal_at(0, 41s), at(41s));
  EXPECT_FALSE(sight.blind_for(at(41s)));
}

TEST(RolloutSight, IsLostWhileTheDiskTakesNothing) {
  RolloutSight sight(at(0s));
  store::JournalStats stuck = journal_at(0, 0s);
  stuck.queue_bytes = 100;
  for (int second = 0; second <= 70; ++second) sight.look(stuck, at(1s * second));
  ASSERT_TRUE(sight.blind_for(at(70s)));
  EXPECT_GE(*sight.blind_for(at(70s)), 60s);
}

}  // namespace
}  // namespace jurymast::app
