#include "app/rollout/rollout_keeper.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "app/rollout/test_life.hpp"

namespace jurymast::app {
namespace {

using record::RolloutState;
using testing::Life;

class RolloutKeeperTest : public ::testing::Test {
 protected:
  store::testing::TemporaryDirectory state_;
};

TEST_F(RolloutKeeperTest, GivesABrokenFallbackItsShareAndTakesItAway_AndKnowsItAfterARestart) {
  {
    Life life(state_.path());
    life.ramp();
    life.operations(60, "main", FailureClass::Ok);
    life.operations(20, "spare", FailureClass::UpstreamError);
    ASSERT_TRUE(life.until([&] { return life.moved_ppm() == 0; }));
    ASSERT_TRUE(life.until([&] { return life.stands(RolloutState::Warm); }));
    EXPECT_EQ(std::count(life.alerts.begin(), life.alerts.end(), "rollout_rolled_back"), 1);
  }
  Life next(state_.path());
  ASSERT_TRUE(next.folded());
  EXPECT_TRUE(next.stands(RolloutState::Warm));
  EXPECT_EQ(next.moved_ppm(), 0U);
}

TEST_F(RolloutKeeperTest, ComesUpAgainWithTheShareItHad_OnceTheLogIsFolded) {
  {
    Life life(state_.path());
    life.ramp();
    life.operations(30, "spare", FailureClass::Ok);
    ASSERT_TRUE(life.until(
        [&] { return life.keeper->rollout("assistant")->standing(life.keeper->surroundings("assistant", "spare")).canary == 30; }));
  }
  Life next(state_.path());
  EXPECT_EQ(next.moved_ppm(), 0U) << "nothing is known yet";
  ASSERT_TRUE(next.folded());
  EXPECT_TRUE(next.stands(RolloutState::Ramping));
  EXPECT_EQ(next.moved_ppm(), 250'000U);
  EXPECT_EQ(next.keeper->rollout("assistant")->standing(next.keeper->surroundings("assistant", "spare")).canary, 30U);
}

TEST_F(RolloutKeeperTest, WithoutItsDatabase_TheLogSaysWhereItStood) {
  {
    Life life(state_.path());
    life.ramp();
  }
  std::filesystem::remove(state_.path() + "/evidence.db");
  Life next(state_.path());
  ASSERT_TRUE(next.folded());
  EXPECT_TRUE(next.stands(RolloutState::Ramping));
  EXPECT_EQ(next.moved_ppm(), 250'000U);
}

TEST_F(RolloutKeeperTest, WithoutTheRecordThereIsNoChange) {
  Life life(state_.path(), false);
  ASSERT_TRUE(life.folded());
  const control::AdminReply refused = life.ask(R"({"action":"plan","person":"ada"})");
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_EQ(life.keeper->rollout("assistant")->plan().target, "");
}

TEST_F(RolloutKeeperTest, TheKillSwitchAndAStopTakeTheShareAwayByThemselves) {
  Life life(state_.path());
  life.ramp();
  life.kill.set({"all"});
  ASSERT_TRUE(life.until([&] { return life.moved_ppm() == 0; }));
  ASSERT_TRUE(life.until([&] { return life.stands(RolloutState::Warm); }));
}

TEST_F(RolloutKeeperTest, AStopByAnOverrideDoesNotWait) {
  Life life(state_.path());
  life.ramp();
  life.keeper->stop({"assistant"});
  EXPECT_EQ(life.moved_ppm(), 0U) << "before anything is written";
}

TEST_F(RolloutKeeperTest, ADryRunTellsTheStepAndTakesNone) {
  Life life(state_.path());
  ASSERT_TRUE(life.folded());
  const control::AdminReply told = life.ask(R"({"action":"plan","person":"ada","dry_run":true})");
  EXPECT_EQ(told.status, 200) << told.body;
  EXPECT_NE(told.body.find(R"("dry_run":true)"), std::string::npos);
  EXPECT_TRUE(life.keeper->routes().empty());
}

TEST_F(RolloutKeeperTest, RefusesAnIncreaseOnAnOldVerdict_AndOfAManualPlanWithoutTheRole) {
  Life life(state_.path());
  ASSERT_TRUE(life.folded());
  life.promote();
  ASSERT_EQ(life.ask(R"({"action":"plan","person":"ada","manual":true,"ticket":"CHG-1","lasts":"2h"})").status, 200);
  ASSERT_EQ(life.ask(R"({"action":"start","person":"ada"})").status, 200);
  EXPECT_EQ(life.ask(R"({"action":"advance","person":"ada","approver":"bob"})", control::Role::Operate).status, 403);
  const control::AdminReply old = life.ask(R"({"action":"advance","person":"ada","approver":"bob"})");
  EXPECT_EQ(old.status, 409) << old.body;
  life.promote();
  ASSERT_TRUE(
      life.until([&] { return life.ask(R"({"action":"advance","person":"ada","approver":"bob","dry_run":true})").status == 200; }));
  EXPECT_EQ(life.ask(R"({"action":"advance","person":"ada","approver":"bob"})").status, 200);
  EXPECT_EQ(life.moved_ppm(), 250'000U) << "whoever is told that the step was taken finds its traffic moved";
}

TEST_F(RolloutKeeperTest, SuspendsAFallbackWhoseRescuesFail_AlsoOverARestart_UntilAPersonClearsIt) {
  {
    Life life(state_.path());
    ASSERT_TRUE(life.folded());
    life.rescues(40, FailureClass::UpstreamError);
    ASSERT_TRUE(life.until([&] { return life.suspended() == std::vector<std::string>{"spare"}; }));
    EXPECT_EQ(std::count(life.alerts.begin(), life.alerts.end(), "target_suspended"), 1);
  }
  Life next(state_.path());
  EXPECT_EQ(next.suspended(), std::vector<std::string>{"spare"});
  bool cleared = false;
  next.keeper->readmit("assistant", "spare", "ada", [&](const Result<void>& done) { cleared = done.has_value(); });
  ASSERT_TRUE(next.until([&] { return cleared; }));
  EXPECT_TRUE(next.suspended().empty());
}

}  // namespace
}  // namespace jurymast::app
