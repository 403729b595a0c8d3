// A mitigation that begins by itself when its primary is degraded, and what keeps it from that.
#include <gtest/gtest.h>

#include <algorithm>

#include "evidence/test_rollout.hpp"

namespace jurymast::evidence {
namespace {

using namespace testing;

RolloutRules automatic() {
  RolloutRules rules = short_rules();
  rules.starts_itself = true;
  return rules;
}

PrimaryStanding standing_of(PrimaryHealth health, WallTime since) {
  PrimaryStanding standing;
  standing.health = health;
  standing.failure_class = FailureClass::TimeoutFirstToken;
  standing.since = since;
  standing.operations = 25;
  standing.failures = 20;
  return standing;
}

/// A mitigation that waits, and what it knows: a verdict from before the primary's trouble.
struct Waiting {
  explicit Waiting(RolloutRules rules = automatic(), RolloutPurpose purpose = RolloutPurpose::Mitigation, bool manual = false)
      : world(rules) {
    record::RolloutPlan plan = plan_of(purpose);
    plan.manual = manual;
    if (manual) plan.expires_at = world.now + 24h;
    EXPECT_TRUE(world.ask(RolloutAction::Plan, plan));
    world.now = world.now + 1h;
    around = world.surroundings();
    around.primary = standing_of(PrimaryHealth::Degraded, around.now - 10s);
    around.gate->at = around.now - 1h;
  }
  std::optional<RolloutRecord> next() const { return world.rollout.next(around); }
  bool tells(std::string_view why) const {
    const auto waits = world.rollout.standing(around).waits_for;
    return std::any_of(waits.begin(), waits.end(), [&](const std::string& line) { return line.find(why) != std::string::npos; });
  }
  RolloutWorld world;
  RolloutSurroundings around;
};

TEST(RolloutStart, AMitigationBeginsByItself_WhenItsPrimaryIsDegraded) {
  const Waiting waiting;
  const auto step = waiting.next();
  ASSERT_TRUE(step);
  EXPECT_EQ(step->action, RolloutAction::Start);
  EXPECT_EQ(step->trigger, RolloutTrigger::PrimaryDegraded);
  EXPECT_EQ(step->state_to, RolloutState::Synthetic);
  EXPECT_EQ(step->weight_to_ppm, 0U);
  EXPECT_EQ(step->failure_class, "timeout_first_token");
  EXPECT_EQ(step->gate, waiting.around.gate->id);
  EXPECT_EQ(step->decided_by, record::DecidedBy::Auto);
  EXPECT_EQ(step->reason.text(), "20 of 25 operations of the primary failed");
}

TEST(RolloutStart, ItsFirstShareWaitsForAVerdictNewerThanItsBeginning) {
  Waiting waiting;
  const auto step = waiting.next();
  ASSERT_TRUE(step);
  waiting.world.rollout.apply(*step);
  waiting.around.now = waiting.around.now + 1min;
  EXPECT_FALSE(waiting.next());
  EXPECT_TRUE(waiting.tells("older than the last step"));
  waiting.around.gate->at = waiting.around.now - 1s;
  const auto risen = waiting.next();
  ASSERT_TRUE(risen);
  EXPECT_EQ(risen->weight_to_ppm, 50'000U);
}

TEST(RolloutStart, WaitsForAPerson_WhereThePlanSaysSo) {
  for (const Waiting& waiting : {Waiting(short_rules()), Waiting(automatic(), RolloutPurpose::Planned),
                                 Waiting(automatic(), RolloutPurpose::Mitigation, true)}) {
    EXPECT_FALSE(waiting.next());
    EXPECT_TRUE(waiting.tells("a person starts it"));
  }
}

TEST(RolloutStart, NeverBeginsOnWhatIsNotKnown_AndSaysSo) {
  Waiting waiting;
  waiting.around.primary.reset();
  EXPECT_FALSE(waiting.next());
  EXPECT_TRUE(waiting.tells("not known what is usual"));
  waiting.around.primary = standing_of(PrimaryHealth::Unknown, waiting.around.now);
  EXPECT_FALSE(waiting.next());
  EXPECT_TRUE(waiting.tells("not known what is usual"));
  waiting.around.primary = standing_of(PrimaryHealth::Suspected, waiting.around.now - 10s);
  EXPECT_FALSE(waiting.next());
  EXPECT_TRUE(waiting.tells("it is not known what is usual"));
  waiting.around.primary = standing_of(PrimaryHealth::Well, waiting.around.now);
  EXPECT_FALSE(waiting.next());
  EXPECT_TRUE(waiting.tells("the primary does as usual"));
}

TEST(RolloutStart, NeedsAVerdictFromBeforeTheTrouble) {
  Waiting none;
  none.around.gate.reset();
  EXPECT_FALSE(none.next());
  EXPECT_TRUE(none.tells("no gate verdict promote"));
  Waiting held;
  held.around.gate->verdict = record::GateVerdict::Hold;
  EXPECT_FALSE(held.next());
  Waiting within;
  within.around.gate->at = within.around.now - 5s;
  EXPECT_FALSE(within.next());
  EXPECT_TRUE(within.tells("after the primary's trouble began"));
  Waiting changed;
  changed.around.changed_at = changed.around.now - 30min;
  EXPECT_FALSE(changed.next());
  EXPECT_TRUE(changed.tells("older than the last change"));
  Waiting old;
  old.around.gate->at = old.around.now - std::chrono::days(8);
  EXPECT_FALSE(old.next());
  EXPECT_TRUE(old.tells("too old"));
}

TEST(RolloutStart, IsStoppedByTheKillSwitch_AnOverride_AndBlindness) {
  for (const auto& stop :
       {+[](RolloutSurroundings& around) { around.killed = true; }, +[](RolloutSurroundings& around) { around.stopped = true; },
        +[](RolloutSurroundings& around) { around.blind_for = 5s; }}) {
    Waiting waiting;
    stop(waiting.around);
    EXPECT_FALSE(waiting.next());
  }
}

TEST(RolloutStart, WhatWasTakenBackOrClosedDoesNotBeginAgain) {
  Waiting waiting;
  ASSERT_TRUE(waiting.world.ask(RolloutAction::Close));
  EXPECT_FALSE(waiting.next());
}

}  // namespace
}  // namespace jurymast::evidence
