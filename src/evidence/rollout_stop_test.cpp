// What holds or takes back a rollout besides its tests: overrides that leave nothing to draw, and the rules that keep no error probability.
#include <gtest/gtest.h>

#include <algorithm>

#include "evidence/test_rollout.hpp"

namespace jurymast::evidence {
namespace {

using namespace testing;

bool waits_for(RolloutWorld& world, const std::string& words) {
  const std::vector<std::string> waits = world.rollout.standing(world.surroundings()).waits_for;
  return std::any_of(waits.begin(), waits.end(), [&](const std::string& why) { return why.find(words) != std::string::npos; });
}

bool stands(RolloutWorld& world, const std::string& test) {
  const std::vector<TestStanding> harm = world.rollout.standing(world.surroundings()).harm;
  return std::any_of(harm.begin(), harm.end(), [&](const TestStanding& one) { return one.name == test; });
}

TEST(RolloutStop, AnOverrideThatLeavesNothingToDrawHolds_AndSaysSo_HoweverLongItStands) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(250'000, 5000));
  world.run(100);
  world.undrawn = "an override disables spare, so no request is drawn between the two";
  world.run(1);
  ASSERT_EQ(world.rollout.state(), RolloutState::Held);
  EXPECT_EQ(world.steps.back().action, RolloutAction::Hold);
  EXPECT_EQ(world.steps.back().trigger, RolloutTrigger::Operator);
  EXPECT_EQ(world.steps.back().reason.text(), world.undrawn);
  // Twice as long as slow operations are waited for before an arm is missed.
  world.run(1200);
  EXPECT_EQ(world.rollout.state(), RolloutState::Held) << "nobody takes it for an arm that does not show";
  EXPECT_EQ(world.rollout.share().weight_ppm, 250'000U);
  EXPECT_TRUE(waits_for(world, "an override disables spare"));
  world.undrawn.clear();
  world.run(100);
  EXPECT_EQ(world.rollout.state(), RolloutState::Held) << "a person resumes it";
  ASSERT_TRUE(world.ask(RolloutAction::Resume));
  EXPECT_TRUE(world.reaches_weight(500'000, 5000));
}

TEST(RolloutStop, WhilePrimaryOrFallbackIsDisabledARestoreWaits_AndSaysSo) {
  RolloutWorld world;
  world.main.failed = 400;
  world.begin(RolloutPurpose::Mitigation);
  ASSERT_TRUE(world.reaches_weight(500'000, 5000));
  ASSERT_TRUE(world.ask(RolloutAction::RollBack));
  world.main.failed = 0;
  ASSERT_TRUE(world.reaches(RolloutState::Restoring, 1000));
  world.undrawn = "an override disables main, so no request is drawn between the two";
  world.run(3000);
  EXPECT_EQ(world.rollout.state(), RolloutState::Restoring);
  EXPECT_TRUE(waits_for(world, "an override disables main"));
}

RolloutRules with_two_windows() {
  RolloutRules rules = short_rules();
  rules.two_windows = true;
  return rules;
}

/// A planned move at a quarter of the traffic that nothing lets rise.
RolloutWorld at_a_quarter(const RolloutRules& rules, std::uint64_t seed, std::uint64_t failed, std::uint64_t failed_of_spare) {
  RolloutWorld world(rules, seed);
  world.begin(RolloutPurpose::Planned);
  EXPECT_TRUE(world.reaches_weight(250'000, 5000));
  world.gate_verdict.reset();
  world.main.failed = failed;
  world.spare.failed = failed_of_spare;
  world.run(4000);
  return world;
}

TEST(RolloutStop, TwoWorseWindowsInARowRollBack_WhereThatIsTheRule) {
  const RolloutWorld world = at_a_quarter(with_two_windows(), 1, 10, 300);
  ASSERT_EQ(world.steps.back().action, RolloutAction::RollBack);
  EXPECT_EQ(world.steps.back().trigger, RolloutTrigger::ErrorRate);
  EXPECT_NE(world.steps.back().reason.text().find("two_windows stands at 2"), std::string::npos)
      << world.steps.back().reason.text();
  const auto& figures = world.steps.back().statistics;
  EXPECT_TRUE(std::none_of(figures.begin(), figures.end(), [](const auto& value) { return value.name == "error_rate"; }));
}

TEST(RolloutStop, TwoWindowsThrowEqualFallbacksOut_TheEProcessDoesNot) {
  constexpr std::uint64_t kRuns = 60;
  RolloutRules bare = short_rules();
  // Nothing but the comparison is to decide here.
  bare.difference_min = 0;
  RolloutRules windows = bare;
  windows.two_windows = true;
  int thrown_by_windows = 0;
  int thrown_by_e_process = 0;
  const auto thrown = [](const RolloutWorld& world) { return world.rollout.state() == RolloutState::Warm ? 1 : 0; };
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    thrown_by_windows += thrown(at_a_quarter(windows, seed, 100, 100));
    thrown_by_e_process += thrown(at_a_quarter(bare, seed, 100, 100));
  }
  // 60 runs at alpha 2 %: five is three standard deviations above.
  EXPECT_LE(thrown_by_e_process, 5);
  EXPECT_GE(thrown_by_windows, 15) << "the rule's help text says so";
}

TEST(RolloutStop, WindowsBeginAnewWithAnotherWeight) {
  RolloutHarm harm(with_two_windows());
  WallTime now{1'782'000'000s};
  const auto take = [&](std::uint32_t weight_ppm, int operations) {
    for (int i = 0; i < operations; ++i) {
      now = now + 1s;
      JudgedOperation operation;
      operation.at = now;
      operation.draw = Draw{weight_ppm, i % 2 == 0 ? Side::Canary : Side::Control};
      if (i % 2 == 0) operation.outcome = AssignedOutcome::Failed;
      harm.take(operation);
    }
  };
  const auto worse = [&] { return harm.tests(0)[2].e; };
  ASSERT_EQ(harm.tests(0)[2].name, "two_windows");
  take(250'000, 120);
  EXPECT_EQ(worse(), 1);
  take(500'000, 1);
  EXPECT_EQ(worse(), 0);
  take(500'000, 240);
  EXPECT_EQ(worse(), 2);
}

/// A planned move that has everything, and of whose other tests nothing is heard.
RolloutWorld at_all_traffic(bool burn_rates) {
  constexpr double kNever = 1e-300;
  RolloutRules rules = short_rules();
  rules.burn_rates = burn_rates;
  rules.error_alpha = rules.invalid_alpha = kNever;
  RolloutWorld world(rules);
  world.begin(RolloutPurpose::Planned);
  EXPECT_TRUE(world.reaches(RolloutState::Warm, 5000));
  EXPECT_EQ(world.rollout.share().weight_ppm, kWholePpm);
  world.rescued = false;
  return world;
}

TEST(RolloutStop, AFastBurnRateRollsBackAtFullWeight_WhereItIsAskedFor) {
  RolloutWorld world = at_all_traffic(true);
  EXPECT_FALSE(stands(world, "burn_rate_1h")) << "nothing failed, so nothing is known";
  world.spare.failed = 1000;
  world.run(9);
  EXPECT_EQ(world.rollout.share().weight_ppm, kWholePpm) << "nine failures say nothing";
  EXPECT_FALSE(stands(world, "burn_rate_1h"));
  EXPECT_TRUE(world.reaches_weight(0, 200));
  EXPECT_EQ(world.steps.back().trigger, RolloutTrigger::ErrorRate);
  EXPECT_NE(world.steps.back().reason.text().find("burn_rate_"), std::string::npos) << world.steps.back().reason.text();

  RolloutWorld unasked = at_all_traffic(false);
  unasked.spare.failed = 1000;
  unasked.run(200);
  EXPECT_EQ(unasked.rollout.share().weight_ppm, kWholePpm);
}

TEST(RolloutStop, ASlowBurnRateKeepsAMoveFromBeingClosed_UntilItIsOver) {
  RolloutWorld world = at_all_traffic(true);
  world.spare.failed = 120;
  world.run(400);
  EXPECT_EQ(world.rollout.state(), RolloutState::Warm);
  EXPECT_TRUE(waits_for(world, "times as fast as they may"));
  world.spare.failed = 0;
  EXPECT_TRUE(world.reaches(RolloutState::Closed, 2000));
  EXPECT_EQ(world.rollout.share().weight_ppm, kWholePpm);
}

}  // namespace
}  // namespace jurymast::evidence
