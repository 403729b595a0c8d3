#include "record/scope_drift.hpp"

#include <gtest/gtest.h>

namespace jurymast::record {
namespace {

TEST(ScopeDrift, KnowsWhatASignalNeverCallsFor_InWhateverCase) {
  EXPECT_EQ(foreign_change("auth", "routes.assistant.retry.attempts"), "retry");
  EXPECT_EQ(foreign_change("Auth failures", "Retry setting"), "retry");
  EXPECT_EQ(foreign_change("rate_limited", "targets.spare.api_key"), "api_key");
  EXPECT_EQ(foreign_change("timeout_first_token", "targets.spare.api_key"), "api_key") << "a class by the word in it";
}

TEST(ScopeDrift, LeavesWhatAnswersTheSignal_AndSignalsThatNobodyKnows) {
  EXPECT_EQ(foreign_change("auth", "targets.spare.api_key"), "");
  EXPECT_EQ(foreign_change("rate_limited", "routes.assistant.retry.attempts"), "");
  EXPECT_EQ(foreign_change("the moon", "targets.spare.api_key"), "");
  EXPECT_TRUE(is_known_signal("rate_limited"));
  EXPECT_FALSE(is_known_signal("the moon"));
}

}  // namespace
}  // namespace jurymast::record
