#include "app/rollout/rollout_report.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "app/rollout/rollout_view.hpp"
#include "app/status/status_rollouts.hpp"
#include "record/test_operations.hpp"

namespace jurymast::app {
namespace {

RolloutView view() {
  RolloutView view;
  evidence::RolloutStanding& standing = view.standing;
  standing.state = record::RolloutState::Ramping;
  standing.plan.id = record::testing::operation_id(1);
  standing.plan.route = "chat";
  standing.plan.target = "spare";
  standing.plan.stages = {{0}, {250'000}, {1'000'000}};
  standing.plan.rollback_owner = "sre-a";
  standing.plan.stop_condition = record::PlainText::make("two failures in a row").value();
  standing.stage = 1;
  standing.weight_ppm = 250'000;
  standing.since = WallTime{std::chrono::seconds(1'782'000'000)};
  standing.canary = 30;
  standing.canary_failures = 1;
  standing.control = 90;
  standing.eligible = 121;
  standing.not_eligible = 9;
  standing.harm = {{"error_rate", 0.75, 50, std::nullopt}};
  standing.safety = {{"failure_ceiling", 3.5, 20, 42}};
  standing.waits_for = {"the test failure_ceiling stands at 3.5 of 20"};
  standing.needed = 42;
  standing.next_step = "rises to 100 % when nothing is missing";
  view.share = {"spare", 250'000, false, false};
  view.now = standing.since + std::chrono::minutes(10);
  return view;
}

TEST(RolloutReport, SaysWhatIsNeededAtThreeInTheMorning) {
  const auto text = rollout_text(rollout_json(view()));
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(*text,
            "chat → spare: ramping at 25 % of eligible requests\n"
            "  planned, stage 1 of 0, 25, 100 %\n"
            "  canary: 30 operations, 1 failed; control: 90 operations, 0 failed\n"
            "  eligible: 121 of the 130 operations of this stage\n"
            "  the stage began 10 min ago\n"
            "  against the fallback: each freezes or rolls back at its threshold\n"
            "    error_rate                      0.75 of 50\n"
            "  for it: it may rise at the threshold\n"
            "    failure_ceiling                  3.5 of 20       42 more without a failure\n"
            "  waits for: the test failure_ceiling stands at 3.5 of 20\n"
            "  needed: 42 canary operations more, about 14 min at 3 a minute\n"
            "  next: rises to 100 % when nothing is missing\n"
            "  owner: sre-a; stop when: two failures in a row\n"
            "  stop it: jurymast rollout roll-back chat\n");
}

TEST(RolloutReport, SaysWhenAManualPlanIsOver) {
  RolloutView manual = view();
  manual.standing.plan.manual = true;
  manual.standing.plan.expires_at = manual.now;
  const auto text = rollout_text(rollout_json(manual));
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("planned, by hand until 2026-"), std::string::npos) << *text;
}

TEST(RolloutReport, WithoutTraffic_KnowsNoTime) {
  RolloutView idle = view();
  idle.standing.canary = 0;
  const auto text = rollout_text(rollout_json(idle));
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("for a time that nobody knows: none come"), std::string::npos) << *text;
}

TEST(RolloutReport, SaysWhereTrafficIsNotWhatTheRecordSays) {
  RolloutView rising = view();
  rising.share.weight_ppm = 0;
  rising.busy = true;
  rising.running = false;
  const auto text = rollout_text(rollout_json(rising));
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("traffic has 0 % now"), std::string::npos) << *text;
  EXPECT_NE(text->find("a step is being written"), std::string::npos) << *text;
  EXPECT_NE(text->find("gateway runs it"), std::string::npos) << *text;
}

TEST(RolloutReport, PrintsWhatIsEndless) {
  RolloutView endless = view();
  endless.standing.harm[0].e = std::numeric_limits<double>::infinity();
  const auto text = rollout_text(rollout_json(endless));
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_NE(text->find("inf of 50"), std::string::npos) << *text;
}

TEST(RolloutReport, TellsAStepWithItsUndo) {
  record::RolloutRecord step;
  step.id = record::testing::operation_id(2);
  step.plan.route = "chat";
  step.plan.target = "spare";
  step.action = record::RolloutAction::Advance;
  step.state_from = record::RolloutState::Synthetic;
  step.state_to = record::RolloutState::Ramping;
  step.weight_to_ppm = 25'000;
  const auto taken = step_text(step_json(step, false));
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(*taken,
            "advance: chat → spare, synthetic → ramping, 2.5 % of eligible requests\n"
            "undo: jurymast rollout roll-back chat\n");
  EXPECT_TRUE(step_text(step_json(step, true)).value().starts_with("would advance"));
}

TEST(RolloutReport, FailsWhereTheAnswerIsNone) {
  EXPECT_FALSE(rollout_text("{}"));
  EXPECT_FALSE(rollout_text("nonsense"));
  EXPECT_FALSE(step_text("[]"));
}

TEST(RolloutReport, AsksForADecisionWhereItIsHeld_AndForALookWhereItDoesNotHelp) {
  EXPECT_EQ(rollout_verdict("[]"), RolloutVerdict::Going);
  EXPECT_EQ(rollout_verdict(rollout_json(view())), RolloutVerdict::Going);
  RolloutView held = view();
  held.standing.state = record::RolloutState::Held;
  EXPECT_EQ(rollout_verdict(rollout_json(held)), RolloutVerdict::Held);
  held.standing.helps = record::Tri::False;
  EXPECT_EQ(rollout_verdict(rollout_json(held)), RolloutVerdict::NotEffective);
  EXPECT_NE(rollout_text(rollout_json(held))->find("mitigation_not_effective: callers still fail"), std::string::npos);
}

TEST(RolloutReport, TellsHowThePrimaryDoes_AndWhatIsNotKnownOfIt) {
  RolloutView seen = view();
  PrimaryView& primary = seen.primary.emplace();
  primary.target = "main";
  EXPECT_NE(rollout_text(rollout_json(seen))->find("  primary main: unknown; what is usual for it is not known\n"),
            std::string::npos);
  primary.standing.health = evidence::PrimaryHealth::Degraded;
  primary.standing.usual = 0.005;
  primary.standing.failure_class = FailureClass::Overloaded;
  primary.standing.operations = 55;
  primary.standing.failures = 40;
  const std::string text = rollout_text(rollout_json(seen)).value();
  EXPECT_NE(text.find("  primary main: degraded, 40 of 55 operations failed since it changed, mostly\n    overloaded; 0.5 % "
                      "failures are usual\n"),
            std::string::npos)
      << text;
}

TEST(RolloutReport, TellsOfOverridesThatBearOnIt_AndOfThoseSetByOnePersonAlone) {
  RolloutView overridden = view();
  record::OverrideRecord pin;
  pin.action = record::OverrideAction::Pin;
  pin.route = "chat";
  pin.target = "spare";
  pin.author = "ada";
  pin.break_glass = true;
  pin.expires_at = overridden.now + std::chrono::minutes(40);
  record::OverrideRecord elsewhere = pin;
  elsewhere.route = "search";
  overridden.overrides = overrides_for("chat", {pin, elsewhere});
  ASSERT_EQ(overridden.overrides.size(), 1U);
  EXPECT_NE(
      rollout_text(rollout_json(overridden))->find("  override: pin chat to spare, by ada, ALONE (break-glass): 40 min left\n"),
      std::string::npos);
}

TEST(RolloutReport, TellsThatNothingGoesToASuspendedFallback) {
  RolloutView suspended = view();
  suspended.suspended = true;
  EXPECT_NE(rollout_text(rollout_json(suspended))->find("  spare is suspended on this route"), std::string::npos);
}

TEST(RolloutReport, TellsWhichRulesAPlanKeeps) {
  RolloutView reloaded = view();
  reloaded.standing.kept_rules = {{"error_alpha_ppm", 20'000, 1000}};
  EXPECT_NE(rollout_text(rollout_json(reloaded))->find("  keeps error_alpha_ppm at 20000; the configuration has 1000 now\n"),
            std::string::npos);
}

TEST(StatusRollouts, AreThoseThatAreNotClosed) {
  RolloutView closed = view();
  closed.standing.state = record::RolloutState::Closed;
  const auto rollouts = read_rollouts(R"({"rollouts":[)" + rollout_json(view()) + "," + rollout_json(closed) + "]}");
  ASSERT_EQ(rollouts.size(), 1U);
  EXPECT_EQ(rollouts[0].route, "chat");
  EXPECT_EQ(rollouts[0].weight_ppm, 250'000U);
  EXPECT_EQ(rollouts[0].waits_for.size(), 1U);
  EXPECT_TRUE(read_rollouts("nonsense").empty());
}

}  // namespace
}  // namespace jurymast::app
