#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "evidence/test_rollout.hpp"

namespace jurymast::evidence {
namespace {

using namespace testing;

/// What rolled back or froze, in this order of happening.
std::vector<RolloutTrigger> stops_of(const RolloutWorld& world) {
  std::vector<RolloutTrigger> stops;
  for (const RolloutRecord& step : world.steps) {
    if (step.action == RolloutAction::RollBack || step.action == RolloutAction::Freeze) stops.push_back(step.trigger.value());
  }
  return stops;
}

/// Runs a planned move at a quarter of the traffic, where the fallback turns out to be of that quality.
RolloutWorld planned_move(Quality spare, int operations = 2000) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  EXPECT_TRUE(world.reaches_weight(250'000, 5000));
  world.gate_verdict.reset();  // no further rise
  world.spare = spare;
  world.main.failed = 10;
  world.run(operations);
  return world;
}

TEST(RolloutTrigger, AFallbackThatFailsMoreOftenIsRolledBack) {
  const RolloutWorld world = planned_move({.failed = 300});
  ASSERT_EQ(stops_of(world).back(), RolloutTrigger::ErrorRate);
  EXPECT_EQ(world.steps.back().failure_class, "upstream_error");
  EXPECT_EQ(world.steps.back().state_to, RolloutState::Warm);
  EXPECT_TRUE(world.rollout.share().target.empty());
  EXPECT_FALSE(world.steps.back().statistics.empty());
}

TEST(RolloutTrigger, AnswersThatAreNoUseRollBack) {
  EXPECT_EQ(stops_of(planned_move({.invalid = 300})).back(), RolloutTrigger::InvalidOutput);
}

TEST(RolloutTrigger, AnswersLaterThanUsersWaitFreeze_AndThenRollBack) {
  EXPECT_EQ(stops_of(planned_move({.late = 200})), (std::vector{RolloutTrigger::SlowTail, RolloutTrigger::Latency}));
}

TEST(RolloutTrigger, AnswersThatApplicationsRejectRollBack) {
  EXPECT_EQ(stops_of(planned_move({.rejected = 300})), std::vector{RolloutTrigger::DownstreamRejected});
}

TEST(RolloutTrigger, AFallbackThatCannotBeToldApartIsRolledBack_AndNotBeforeThat) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(250'000, 5000));
  world.blind_for = 60s;
  world.run(3);
  EXPECT_TRUE(stops_of(world).empty());
  EXPECT_EQ(world.rollout.share().weight_ppm, 250'000U) << "not known is no reason to rise";
  world.blind_for = 61s;
  world.run(1);
  EXPECT_EQ(stops_of(world), std::vector{RolloutTrigger::Unobservable});
  EXPECT_TRUE(world.rollout.share().target.empty());
}

/// Drawn operations whose records come or do not come, by arm; one a second.
RolloutWorld with_lost_records(std::uint64_t canaries_shown_percent) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  EXPECT_TRUE(world.reaches_weight(250'000, 5000));
  world.gate_verdict.reset();
  for (int i = 0; i < 6000 && stops_of(world).empty(); ++i) {
    world.now = world.now + 1s;
    JudgedOperation operation;
    operation.at = world.now;
    operation.id = OperationId::make(world.now, world.random).to_string();
    operation.route = "assistant";
    const bool canary = world.random.chance(1, 4);
    operation.draw = Draw{250'000, canary ? Side::Canary : Side::Control};
    operation.assigned = canary ? "spare" : "main";
    if (!canary || world.random.chance(canaries_shown_percent, 100)) world.rollout.take(operation);
    world.look();
  }
  return world;
}

TEST(RolloutTrigger, AnArmThatDoesNotShowInTheRecordRollsBack_AsUnobservable) {
  const RolloutWorld world = with_lost_records(0);
  ASSERT_EQ(stops_of(world), std::vector{RolloutTrigger::Unobservable});
  EXPECT_EQ(world.steps.back().state_to, RolloutState::Warm);
  EXPECT_NE(world.steps.back().reason.text().find("0 operations of the fallback"), std::string::npos);
}

TEST(RolloutTrigger, ArmsThatComeInOtherSharesThanTheyAreDrawnFreeze_AsUnobservable) {
  const RolloutWorld world = with_lost_records(50);
  ASSERT_EQ(stops_of(world), std::vector{RolloutTrigger::Unobservable});
  EXPECT_EQ(world.steps.back().state_to, RolloutState::Held);
  EXPECT_EQ(world.rollout.share().weight_ppm, 250'000U);
  EXPECT_TRUE(stops_of(with_lost_records(100)).empty());
}

TEST(RolloutTrigger, APrimaryThatIsWellAgainIsRestored) {
  RolloutWorld world;
  world.main.failed = 400;
  world.begin(RolloutPurpose::Mitigation);
  ASSERT_TRUE(world.reaches_weight(500'000, 5000));
  world.gate_verdict.reset();
  world.run(300);
  world.main.failed = 0;
  EXPECT_TRUE(world.reaches(RolloutState::Restoring, 1000));
  EXPECT_EQ(stops_of(world), std::vector{RolloutTrigger::PrimaryRecovered});
}

TEST(RolloutTrigger, APlannedMoveKnowsNoRecovery) { EXPECT_TRUE(stops_of(planned_move({})).empty()); }

TEST(RolloutTrigger, FiveFailuresInARowFreeze) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(500'000, 5000));
  world.gate_verdict.reset();
  world.main.failed = world.spare.failed = 1000;
  for (int i = 0; i < 100 && stops_of(world).empty(); ++i) world.run(1);
  EXPECT_EQ(stops_of(world), std::vector{RolloutTrigger::ConsecutiveFailures});
  EXPECT_EQ(world.rollout.state(), RolloutState::Held);
  EXPECT_EQ(world.rollout.share().weight_ppm, 500'000U);
  ASSERT_TRUE(world.ask(RolloutAction::Resume));
  EXPECT_EQ(world.rollout.state(), RolloutState::Ramping);
}

TEST(RolloutTrigger, ALateChangeFreezes_AndItsConfirmationMakesTheTestsBeginAnew) {
  RolloutWorld world;
  world.main.failed = 100;
  world.spare.failed = 20;
  RolloutRules rules = short_rules();
  rules.failure_ceiling = 0.2;
  world = RolloutWorld(rules);
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(250'000, 5000));
  world.gate_verdict.reset();
  world.main.failed = 100;
  world.spare.failed = 20;
  world.run(15'000);
  ASSERT_TRUE(stops_of(world).empty());
  world.spare.failed = 500;
  EXPECT_TRUE(world.reaches(RolloutState::Warm, 3000));
  const auto stops = stops_of(world);
  EXPECT_NE(std::find(stops.begin(), stops.end(), RolloutTrigger::LateChange), stops.end());
  EXPECT_EQ(stops.back(), RolloutTrigger::ErrorRate);
  EXPECT_EQ(world.steps.back().confirmations, 1U);
  EXPECT_TRUE(world.steps.back().harm_since);
}

TEST(RolloutTrigger, ADifferenceTooSmallToMatterFreezes) {
  RolloutRules rules = short_rules();
  rules.difference_min = 0.2;
  RolloutWorld world(rules);
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(250'000, 5000));
  world.gate_verdict.reset();
  world.main.failed = 20;
  world.spare.failed = 120;
  world.run(3000);
  const auto stops = stops_of(world);
  ASSERT_FALSE(stops.empty());
  EXPECT_EQ(std::count(stops.begin(), stops.end(), RolloutTrigger::ErrorRate), 1);
  EXPECT_EQ(world.rollout.share().weight_ppm, 250'000U) << "frozen, not rolled back";
}

TEST(RolloutTrigger, AtAllTrafficTheBudgetDecides) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(kWholePpm, 5000));
  EXPECT_EQ(world.rollout.state(), RolloutState::Warm);
  world.spare.failed = 500;
  world.run(60);
  EXPECT_EQ(stops_of(world), std::vector{RolloutTrigger::ErrorRate});
  EXPECT_TRUE(world.rollout.share().target.empty());
}

TEST(RolloutTrigger, AnEqualFallbackIsNotRolledBack) {
  int rolled_back = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    RolloutWorld world(short_rules(), seed);
    world.begin(RolloutPurpose::Planned);
    ASSERT_TRUE(world.reaches_weight(250'000, 5000));
    world.gate_verdict.reset();
    world.main.failed = world.spare.failed = 50;
    world.run(2000);
    rolled_back += world.rollout.state() == RolloutState::Warm ? 1 : 0;
  }
  EXPECT_LE(rolled_back, 3) << "2 % of 40, and three standard deviations";
}

TEST(RolloutTrigger, ADeadPrimaryDoesNotCostAGoodFallbackItsPlace) {
  RolloutWorld world;
  world.main.failed = 1000;
  world.begin(RolloutPurpose::Mitigation);
  world.spare.failed = 20;
  ASSERT_TRUE(world.reaches_weight(500'000, 5000));
  world.run(200);
  for (const RolloutRecord& step : world.steps) EXPECT_NE(step.action, RolloutAction::RollBack);
}

TEST(RolloutTrigger, ABrokenFallbackAtFiveInAHundredIsOutAfterAHandful) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  world.main.failed = 10;
  ASSERT_TRUE(world.reaches_weight(50'000, 100));
  world.spare.failed = 1000;
  ASSERT_TRUE(world.reaches(RolloutState::Warm, 1000));
  EXPECT_LE(world.canaries, 8);
  world.run(500);
  EXPECT_EQ(world.rollout.state(), RolloutState::Warm) << "and stays out";
}

TEST(RolloutTrigger, FeedbackCountsOnce_AndOnlyForOperationsThatAreRemembered) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(250'000, 5000));
  world.gate_verdict.reset();
  world.run(20);
  const auto of_canary = std::find_if(world.log.rbegin(), world.log.rend(), [](const LogEntry& entry) {
    const auto* const operation = std::get_if<JudgedOperation>(&entry);
    return operation != nullptr && operation->assigned == "spare";
  });
  ASSERT_NE(of_canary, world.log.rend());
  record::FeedbackRecord feedback;
  feedback.operation = OperationId::parse(std::get<JudgedOperation>(*of_canary).id).value();
  const auto e_of = [&] { return world.rollout.standing(world.surroundings()).harm[5].e; };
  ASSERT_EQ(world.rollout.standing(world.surroundings()).harm[5].name, "downstream_rejected");
  const double before = e_of();
  world.rollout.take(feedback);
  const double once = e_of();
  EXPECT_GT(once, before);
  world.rollout.take(feedback);
  EXPECT_EQ(e_of(), once);
  feedback.operation = OperationId::make(world.now, world.random);
  world.rollout.take(feedback);
  EXPECT_EQ(e_of(), once);
}

/// A mitigation with half of the traffic, whose callers are helped or not.
RolloutStanding of_mitigation(std::uint64_t both_fail, bool rescued) {
  RolloutWorld world;
  world.main.failed = 400;
  world.begin(RolloutPurpose::Mitigation);
  EXPECT_TRUE(world.reaches_weight(500'000, 5000));
  world.gate_verdict.reset();
  world.main.failed = world.spare.failed = both_fail;
  world.rescued = rescued;
  world.run(200);
  return world.rollout.standing(world.surroundings());
}

TEST(RolloutStanding, KnowsWhetherAMitigationHelpsItsCallers) {
  EXPECT_EQ(of_mitigation(400, false).helps, record::Tri::False);
  EXPECT_EQ(of_mitigation(400, true).helps, record::Tri::True) << "whoever failed was rescued";
  RolloutWorld fresh;
  fresh.begin(RolloutPurpose::Mitigation);
  EXPECT_EQ(fresh.rollout.standing(fresh.surroundings()).helps, record::Tri::Unknown);
  const RolloutWorld planned = planned_move({.failed = 300});
  RolloutSurroundings around;
  EXPECT_EQ(planned.rollout.standing(around).helps, record::Tri::Unknown) << "nobody was in trouble";
}

}  // namespace
}  // namespace jurymast::evidence
