#include "app/rollout/recent_changes.hpp"

#include <gtest/gtest.h>

#include "record/member_types.hpp"

namespace jurymast::app {
namespace {

using std::chrono::hours;
using Paths = std::vector<std::string>;

constexpr WallTime kNow{hours(500'000)};

TEST(RecentChanges, TellsWhatChangedWithinADay_EachOnceAndInOrder) {
  RecentChanges changes;
  changes.take({kNow - hours(25), {"targets.main.model"}});
  changes.take({kNow - hours(24), {"routes.b.mode", "routes.a.mode"}});
  changes.take({kNow, {"routes.a.mode"}});
  EXPECT_EQ(changes.paths(kNow), (Paths{"routes.a.mode", "routes.b.mode"}));
  EXPECT_EQ(changes.paths(kNow + hours(1)), Paths{"routes.a.mode"});
  EXPECT_EQ(changes.paths(kNow + hours(25)), Paths{});
}

TEST(RecentChanges, AreAsManyAsARecordTakes_AndTheOldestAreForgotten) {
  RecentChanges changes;
  for (std::size_t i = 0; i < 10 * kConfigChangesMax; ++i) changes.take({kNow, {"routes." + std::to_string(1000 + i) + ".mode"}});
  const Paths told = changes.paths(kNow);
  EXPECT_EQ(told.size(), record::kIdentifiersMax);
  EXPECT_EQ(told.front(), "routes." + std::to_string(1000 + 9 * kConfigChangesMax) + ".mode");
}

}  // namespace
}  // namespace jurymast::app
