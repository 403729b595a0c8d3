#include <gtest/gtest.h>

#include <fmt/format.h>

#include "evidence/test_rollout.hpp"

namespace jurymast::evidence {
namespace {

using namespace testing;

std::vector<std::string> told(const RolloutWorld& world, std::size_t from = 0) {
  std::vector<std::string> lines;
  for (std::size_t i = from; i < world.steps.size(); ++i) {
    const RolloutRecord& step = world.steps[i];
    lines.push_back(fmt::format("{} {}>{} {}>{}{}{}", name_of(step.action), name_of(step.state_from), name_of(step.state_to),
                                step.weight_from_ppm, step.weight_to_ppm, step.trigger ? " " : "",
                                step.trigger ? name_of(*step.trigger) : ""));
  }
  return lines;
}

TEST(RolloutOrder, OfAPlannedMoveOfAnEqualFallback) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches(RolloutState::Closed, 3000));
  EXPECT_EQ(
      told(world),
      (std::vector<std::string>{
          "plan idle>idle 0>0 operator", "start idle>synthetic 0>0 operator", "advance synthetic>ramping 0>50000 stage_passed",
          "advance ramping>ramping 50000>250000 stage_passed", "advance ramping>ramping 250000>500000 stage_passed",
          "advance ramping>warm 500000>1000000 stage_passed", "close warm>closed 1000000>1000000 stage_passed"}));
  EXPECT_EQ(world.steps.back().reason.text(), "the move is done; write primary = \"spare\" into [routes.assistant]");
  EXPECT_EQ(world.rollout.share().weight_ppm, kWholePpm) << "nothing falls back to a primary that was left on purpose";
}

/// Freeze, a small slice for the primary, compare, more of it, warm, close.
TEST(RolloutOrder, OfAMitigationWhosePrimaryRecovers) {
  RolloutRules rules = short_rules();
  rules.ceiling_ppm = 500'000;
  RolloutWorld world(rules);
  world.main.failed = 400;
  world.begin(RolloutPurpose::Mitigation);
  ASSERT_TRUE(world.reaches_weight(500'000, 3000));
  world.run(100);
  EXPECT_EQ(world.rollout.share().weight_ppm, 500'000U) << "the ceiling";
  const std::size_t from = world.steps.size();
  world.main.failed = 0;
  ASSERT_TRUE(world.reaches(RolloutState::Warm, 3000));
  EXPECT_FALSE(world.ask(RolloutAction::Close)) << "warm until the time after a recovery is over";
  world.run(300);
  ASSERT_TRUE(world.ask(RolloutAction::Close));
  EXPECT_EQ(told(world, from),
            (std::vector<std::string>{"roll_back ramping>rolling_back 500000>500000 primary_recovered",
                                      "restore rolling_back>restoring 500000>500000",
                                      "restore restoring>warm 500000>0 stage_passed", "close warm>closed 0>0 operator"}));
}

TEST(RolloutOrder, OfAMitigationThatHadEverything_GivesThePrimaryItsSlicesOneByOne) {
  RolloutWorld world;
  world.main.failed = 400;
  world.begin(RolloutPurpose::Mitigation);
  ASSERT_TRUE(world.reaches_weight(kWholePpm, 3000));
  const std::size_t from = world.steps.size();
  world.main.failed = 0;
  ASSERT_TRUE(world.ask(RolloutAction::RollBack));
  ASSERT_TRUE(world.reaches(RolloutState::Warm, 5000));
  EXPECT_EQ(told(world, from),
            (std::vector<std::string>{
                "roll_back ramping>rolling_back 1000000>1000000 operator", "restore rolling_back>restoring 1000000>950000",
                "restore restoring>restoring 950000>750000 stage_passed", "restore restoring>restoring 750000>500000 stage_passed",
                "restore restoring>warm 500000>0 stage_passed"}));
}

TEST(RolloutOrder, APrimaryThatFailsItsTrialGetsNoMore_AndAPersonMayLeaveTheRestore) {
  RolloutWorld world;
  world.main.failed = 400;
  world.begin(RolloutPurpose::Mitigation);
  ASSERT_TRUE(world.reaches_weight(kWholePpm, 3000));
  ASSERT_TRUE(world.ask(RolloutAction::RollBack));
  world.run(2000);
  EXPECT_EQ(world.rollout.state(), RolloutState::Restoring);
  EXPECT_EQ(world.rollout.share().weight_ppm, 950'000U);
  EXPECT_TRUE(world.rollout.share().restoring);
  EXPECT_NE(world.rollout.standing(world.surroundings()).waits_for.back().find("fails more often than the fallback"),
            std::string::npos);
  ASSERT_TRUE(world.ask(RolloutAction::Resume));
  EXPECT_EQ(world.rollout.state(), RolloutState::Ramping);
  EXPECT_EQ(world.rollout.share().weight_ppm, 950'000U);
  EXPECT_FALSE(world.rollout.share().restoring);
}

TEST(RolloutOrder, TheKillSwitchAndAnOverrideTakeEverythingAtOnce_FromWhereverItStands) {
  for (const bool kill : {true, false}) {
    for (const RolloutState state :
         {RolloutState::Ramping, RolloutState::Held, RolloutState::RollingBack, RolloutState::Restoring}) {
      RolloutWorld world;
      world.main.failed = 400;
      world.begin(RolloutPurpose::Mitigation);
      ASSERT_TRUE(world.reaches_weight(kWholePpm, 3000));
      if (state == RolloutState::Held) {
        ASSERT_TRUE(world.ask(RolloutAction::Hold));
      }
      if (state == RolloutState::RollingBack || state == RolloutState::Restoring) {
        ASSERT_TRUE(world.ask(RolloutAction::RollBack));
      }
      if (state == RolloutState::Restoring) world.run(1);
      ASSERT_EQ(world.rollout.state(), state);
      (kill ? world.killed : world.stopped) = true;
      ASSERT_TRUE(world.look());
      EXPECT_EQ(world.rollout.state(), RolloutState::Warm);
      EXPECT_TRUE(world.rollout.share().target.empty());
      EXPECT_EQ(world.steps.back().trigger, kill ? RolloutTrigger::KillSwitch : RolloutTrigger::Operator);
      world.killed = world.stopped = false;
      world.run(1000);
      EXPECT_EQ(world.rollout.state(), RolloutState::Warm) << "it stays out";
    }
  }
}

TEST(RolloutOrder, AnAllBrokenFallbackWithEverythingGivesThePrimarySlices_ForNobodyKnowsHowThatDoes) {
  RolloutWorld world;
  world.main.failed = 400;
  world.begin(RolloutPurpose::Mitigation);
  ASSERT_TRUE(world.reaches_weight(kWholePpm, 3000));
  world.main.failed = 0;
  world.spare.failed = 1000;
  ASSERT_TRUE(world.reaches(RolloutState::RollingBack, 20));
  EXPECT_TRUE(world.reaches(RolloutState::Warm, 3000));
}

TEST(RolloutOrder, AHoldOfAPersonLastsUntilAPersonEndsIt_AndAsksForADecision) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(50'000, 100));
  ASSERT_TRUE(world.ask(RolloutAction::Hold));
  world.run(2500);
  EXPECT_EQ(world.rollout.share().weight_ppm, 50'000U);
  world.now = world.now + 24h;
  ASSERT_TRUE(world.look());
  EXPECT_EQ(world.steps.back().trigger, RolloutTrigger::Timeout);
  EXPECT_EQ(world.rollout.state(), RolloutState::Held);
  world.now = world.now + 48h;
  EXPECT_FALSE(world.look()) << "said once";
  EXPECT_EQ(world.rollout.standing(world.surroundings()).waits_for.back().substr(0, 14), "needs_decision");
  ASSERT_TRUE(world.ask(RolloutAction::Resume));
  world.now = world.now + 1s;
  EXPECT_TRUE(world.look());
  EXPECT_EQ(world.rollout.share().weight_ppm, 250'000U);
}

}  // namespace
}  // namespace jurymast::evidence
