#include <gtest/gtest.h>

#include <algorithm>

#include "evidence/rollout_conditions.hpp"
#include "evidence/test_rollout.hpp"

namespace jurymast::evidence {
namespace {

using namespace testing;

record::RolloutPlan manual_plan(const RolloutWorld& world, Duration lasts) {
  record::RolloutPlan plan = plan_of(RolloutPurpose::Planned);
  plan.manual = true;
  plan.expires_at = world.now + lasts;
  return plan;
}

Code code_of(RolloutWorld& world, record::RolloutPlan plan) {
  const auto step = world.ask(RolloutAction::Plan, std::move(plan));
  return step ? Code::Internal : step.error().code;
}

TEST(RolloutAsk, APlanNeedsAnOwnerAStopConditionAndStagesThatRiseFromZero) {
  RolloutWorld world;
  const record::RolloutPlan good = plan_of(RolloutPurpose::Planned);
  record::RolloutPlan plan = good;
  plan.rollback_owner.clear();
  EXPECT_EQ(code_of(world, plan), Code::Invalid);
  plan = good;
  plan.stop_condition = {};
  EXPECT_EQ(code_of(world, plan), Code::Invalid);
  for (const std::vector<record::Share>& stages : {std::vector<record::Share>{},
                                                   {{0}},
                                                   {{10'000}, {50'000}},
                                                   {{0}, {50'000}, {50'000}},
                                                   {{0}, {50'000}, {10'000}},
                                                   {{0}, {1'000'001}}}) {
    plan = good;
    plan.stages = stages;
    EXPECT_EQ(code_of(world, plan), Code::Invalid);
  }
  plan = manual_plan(world, 1h);
  plan.ticket.clear();
  EXPECT_EQ(code_of(world, plan), Code::Invalid) << "who moves by hand names the change";
  EXPECT_TRUE(world.ask(RolloutAction::Plan, good));
  EXPECT_EQ(world.rollout.plan().id, world.steps.back().id);
}

TEST(RolloutAsk, NeedsATicketWhereTheRouteSaysSo) {
  RolloutRules rules = short_rules();
  rules.ticket_required = true;
  RolloutWorld world(rules);
  record::RolloutPlan plan = plan_of(RolloutPurpose::Planned);
  plan.ticket.clear();
  EXPECT_EQ(code_of(world, plan), Code::Invalid);
}

TEST(RolloutAsk, NeedsAPersonAndAPlan) {
  const RolloutWorld world;
  RolloutAsk asked;
  asked.action = RolloutAction::Start;
  EXPECT_EQ(world.rollout.ask(asked, {}).error().code, Code::Invalid);
  asked.person = "ann";
  EXPECT_EQ(world.rollout.ask(asked, {}).error().code, Code::Denied);
}

TEST(RolloutAsk, AnIncreaseNeedsAVerdictNewerThanTheLastStepAndTheLastChange) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  RolloutAsk asked;
  asked.action = RolloutAction::Advance;
  asked.person = "ann";
  world.now = world.now + 1h;
  RolloutSurroundings around = world.surroundings();
  EXPECT_TRUE(world.rollout.ask(asked, around));
  around.gate->verdict = record::GateVerdict::Hold;
  EXPECT_EQ(world.rollout.ask(asked, around).error().code, Code::Denied);
  around.gate->verdict = record::GateVerdict::Promote;
  around.changed_at = world.now;
  EXPECT_FALSE(world.rollout.ask(asked, around)) << "changed since";
  around.changed_at.reset();
  around.gate->at = world.steps.back().at;
  EXPECT_FALSE(world.rollout.ask(asked, around)) << "as old as the last step";
  EXPECT_FALSE(world.rollout.next(around));
  around.gate.reset();
  EXPECT_FALSE(world.rollout.ask(asked, around));
}

TEST(RolloutAsk, AnIncreaseNeedsAVerdictOfTheLastHalfHour) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  RolloutAsk asked;
  asked.action = RolloutAction::Advance;
  asked.person = "ann";
  world.now = world.now + 2h;
  RolloutSurroundings around = world.surroundings();
  around.gate->at = world.now - kRiseVerdictAgeMax;
  EXPECT_TRUE(world.rollout.ask(asked, around));
  around.gate->at = around.gate->at - 1s;
  const auto refused = world.rollout.ask(asked, around);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("verdict is 30 min old"), std::string::npos) << refused.error().message;
  EXPECT_FALSE(world.rollout.next(around)) << "nor by itself";
}

TEST(RolloutAsk, AnIncreaseNeedsTheStagesOwnEvidence) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(250'000, 5000));
  const auto refused = world.ask(RolloutAction::Advance);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("operations of the fallback in this stage"), std::string::npos) << refused.error().message;
  EXPECT_NE(refused.error().message.find("failure_ceiling"), std::string::npos) << refused.error().message;
}

TEST(RolloutAsk, AManualPlanRisesByTwoPeopleAlone) {
  RolloutWorld world;
  ASSERT_TRUE(world.ask(RolloutAction::Plan, manual_plan(world, 24h)));
  ASSERT_TRUE(world.ask(RolloutAction::Start));
  world.run(100);
  EXPECT_EQ(world.rollout.state(), RolloutState::Synthetic) << "never by itself";
  EXPECT_FALSE(world.ask(RolloutAction::Advance));
  EXPECT_FALSE(world.ask(RolloutAction::Advance, std::nullopt, "ann")) << "the same person";
  ASSERT_TRUE(world.ask(RolloutAction::Advance, std::nullopt, "bea"));
  EXPECT_EQ(world.steps.back().approver, "bea");
  EXPECT_TRUE(world.steps.back().gate);
}

TEST(RolloutAsk, AManualPlanNeedsAnEnd_AndNoOtherHasOne) {
  RolloutWorld world;
  record::RolloutPlan plan = plan_of(RolloutPurpose::Planned);
  plan.expires_at = world.now + 1h;
  EXPECT_EQ(code_of(world, plan), Code::Invalid) << "not manual";
  plan.manual = true;
  for (const std::optional<WallTime>& end :
       {std::optional<WallTime>(), std::optional(world.now), std::optional(world.now + kManualPlanTimeMax + 1h)}) {
    plan.expires_at = end;
    EXPECT_EQ(code_of(world, plan), Code::Invalid);
  }
  plan.expires_at = world.now + 1h + 1ns;
  const auto step = world.ask(RolloutAction::Plan, plan);
  ASSERT_TRUE(step) << step.error().message;
  EXPECT_EQ(record::read_rollout(record::render(*step)), *step) << "read back it is the same";
}

TEST(RolloutAsk, AManualPlanGoesBackWhenItsTimeIsOver_WithARecordThatSaysSo) {
  RolloutWorld world;
  const record::RolloutPlan plan = manual_plan(world, 1h);
  ASSERT_TRUE(world.ask(RolloutAction::Plan, plan));
  ASSERT_TRUE(world.ask(RolloutAction::Start));
  ASSERT_TRUE(world.ask(RolloutAction::Advance, std::nullopt, "bea"));
  EXPECT_FALSE(world.look());
  EXPECT_GT(world.rollout.share().weight_ppm, 0U);
  world.now = *plan.expires_at;
  ASSERT_TRUE(world.look());
  const RolloutRecord& back = world.steps.back();
  EXPECT_EQ(back.trigger, RolloutTrigger::Expired);
  EXPECT_EQ(back.action, RolloutAction::RollBack);
  EXPECT_EQ(back.weight_to_ppm, 0U);
  EXPECT_EQ(back.state_to, RolloutState::Warm);
  EXPECT_FALSE(back.reason.text().empty());
  EXPECT_EQ(world.rollout.share().weight_ppm, 0U);
}

TEST(RolloutAsk, ThatWasNotBegunInItsTimeDoesNotRiseAnyMore) {
  RolloutWorld world;
  const record::RolloutPlan plan = manual_plan(world, 1h);
  ASSERT_TRUE(world.ask(RolloutAction::Plan, plan));
  ASSERT_TRUE(world.ask(RolloutAction::Start));
  world.now = *plan.expires_at;
  const auto refused = world.ask(RolloutAction::Advance, std::nullopt, "bea");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("time is over"), std::string::npos) << refused.error().message;
}

TEST(RolloutAsk, APlanHoldsTheFailingSignal_AndWhatChangedBeforeIt_AndNoLaterStepRepeatsTheChanges) {
  RolloutWorld world;
  world.changed_paths = {"routes.assistant.retry.attempts"};
  record::RolloutPlan plan = plan_of(RolloutPurpose::Planned);
  plan.failing_signal = "nonsense";
  EXPECT_EQ(code_of(world, plan), Code::Invalid);
  plan.failing_signal = "auth";
  const auto step = world.ask(RolloutAction::Plan, plan);
  ASSERT_TRUE(step);
  EXPECT_EQ(step->changed_paths, world.changed_paths);
  EXPECT_EQ(record::read_rollout(record::render(*step)), *step);
  const auto started = world.ask(RolloutAction::Start);
  ASSERT_TRUE(started);
  EXPECT_EQ(started->plan.failing_signal, "auth");
  EXPECT_TRUE(started->changed_paths.empty());
}

TEST(RolloutAsk, IsRefusedWhereTheStateDoesNotAllowIt) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  for (const RolloutAction action : {RolloutAction::Plan, RolloutAction::Start, RolloutAction::Hold, RolloutAction::Resume,
                                     RolloutAction::RollBack, RolloutAction::Restore}) {
    EXPECT_EQ(world.ask(action, plan_of(RolloutPurpose::Planned)).error().code, Code::Denied) << name_of(action);
  }
  EXPECT_EQ(world.ask(RolloutAction::Suspend).error().code, Code::Invalid);
  ASSERT_TRUE(world.reaches_weight(50'000, 100));
  EXPECT_EQ(world.ask(RolloutAction::Close).error().code, Code::Denied) << "it has traffic";
  ASSERT_TRUE(world.ask(RolloutAction::RollBack));
  EXPECT_EQ(world.rollout.state(), RolloutState::Warm);
  EXPECT_TRUE(world.ask(RolloutAction::Plan, plan_of(RolloutPurpose::Mitigation)));
  EXPECT_EQ(world.rollout.state(), RolloutState::Idle);
}

TEST(RolloutAsk, ARolledBackMitigationIsTakenToNothingWhenAskedTwice) {
  RolloutWorld world;
  world.main.failed = 400;
  world.begin(RolloutPurpose::Mitigation);
  ASSERT_TRUE(world.reaches_weight(250'000, 3000));
  ASSERT_TRUE(world.ask(RolloutAction::RollBack));
  EXPECT_EQ(world.rollout.share().weight_ppm, 250'000U);
  ASSERT_TRUE(world.ask(RolloutAction::RollBack));
  EXPECT_TRUE(world.rollout.share().target.empty());
}

TEST(RolloutStanding, TellsWhatAnEngineerNeeds) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(50'000, 100));
  world.run(50);
  const RolloutStanding standing = world.rollout.standing(world.surroundings());
  EXPECT_EQ(standing.state, RolloutState::Ramping);
  EXPECT_EQ(standing.stage, 1U);
  EXPECT_EQ(standing.weight_ppm, 50'000U);
  EXPECT_EQ(standing.canary + standing.control, 50U);
  EXPECT_EQ(standing.harm.size(), 10U);
  ASSERT_EQ(standing.safety.size(), 1U);
  EXPECT_EQ(standing.safety[0].needed, standing.needed);
  EXPECT_EQ(standing.canary + *standing.needed, 68U) << "clean operations at a ceiling of 5 %";
  EXPECT_FALSE(standing.waits_for.empty());
  EXPECT_EQ(standing.next_step, "rises to 25 % when nothing is missing; rolls back to 0 % when a test of harm decides");
}

TEST(RolloutStanding, CountsOfHowManyOperationsTheWeightIsAShare) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(50'000, 100));
  for (int i = 0; i < 30; ++i) {
    world.one();
    JudgedOperation stateful;
    stateful.at = world.now;
    stateful.route = i % 3 == 0 ? "another" : "assistant";
    stateful.assigned = "main";
    stateful.not_eligible = true;
    world.rollout.take(stateful);
  }
  const RolloutStanding standing = world.rollout.standing(world.surroundings());
  EXPECT_EQ(standing.eligible, 30U);
  EXPECT_EQ(standing.not_eligible, 20U);
  EXPECT_EQ(standing.canary + standing.control, 30U) << "who was not eligible enters no comparison";
}

TEST(RolloutStanding, OfAMitigationWithAnEqualFallbackSaysWhyItIsHeld) {
  RolloutWorld world;
  world.main.failed = world.spare.failed = 200;
  world.begin(RolloutPurpose::Mitigation);
  world.run(3000);
  EXPECT_EQ(world.rollout.share().weight_ppm, 50'000U);
  const std::vector<std::string> waits = world.rollout.standing(world.surroundings()).waits_for;
  EXPECT_TRUE(
      std::any_of(waits.begin(), waits.end(), [](const auto& why) { return why.find("better_at_any") != std::string::npos; }));
}

TEST(RolloutStanding, WithoutTrafficHoldsWithAnUnknownTime_NeverFails_NeverPromotes) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  world.now = world.now + 1s;
  ASSERT_TRUE(world.look());
  for (int hour = 0; hour < 23; ++hour) {
    world.now = world.now + 1h;
    EXPECT_FALSE(world.look());
  }
  const RolloutStanding standing = world.rollout.standing(world.surroundings());
  EXPECT_EQ(standing.state, RolloutState::Ramping);
  EXPECT_EQ(standing.canary, 0U);
  EXPECT_EQ(standing.needed, 68U);
  EXPECT_EQ(standing.weight_ppm, 50'000U);
}

}  // namespace
}  // namespace jurymast::evidence
