#include "app/rollout/rollout_memory.hpp"

#include <gtest/gtest.h>

#include "app/rollout/rollout_background.hpp"
#include "record/test_operations.hpp"

namespace jurymast::app {
namespace {

using record::RolloutAction;
using record::RolloutState;

WallTime second(std::int64_t number) { return WallTime{std::chrono::seconds(1'782'000'000 + number)}; }

record::RolloutRecord step(std::uint64_t number, const std::string& route, RolloutState state, std::uint64_t since_seq) {
  record::RolloutRecord record;
  record.at = second(static_cast<std::int64_t>(number));
  record.id = record::testing::operation_id(number);
  record.plan.id = record.id;
  record.plan.route = route;
  record.plan.target = "spare";
  record.plan.since_seq = since_seq;
  record.action = RolloutAction::Advance;
  record.state_to = state;
  return record;
}

record::GateRecord gate(std::uint64_t number, record::GateVerdict verdict) {
  record::GateRecord record;
  record.at = second(static_cast<std::int64_t>(number));
  record.id = record::testing::operation_id(number);
  record.route = "chat";
  record.target = "spare";
  record.verdict = verdict;
  return record;
}

TEST(RolloutMemory, KnowsTheNewestStepOfEachRoute_AndFromWhereTheLogHasToBeFolded) {
  const RolloutMemory memory = read_rollout_memory({line_of(step(1, "chat", RolloutState::Synthetic, 40)),
                                                    line_of(step(2, "chat", RolloutState::Ramping, 40)),
                                                    line_of(step(3, "answers", RolloutState::Held, 25))});
  ASSERT_EQ(memory.newest.size(), 2U);
  EXPECT_EQ(memory.newest.at("chat").state_to, RolloutState::Ramping);
  EXPECT_EQ(memory.fold_after(), 25U);
  EXPECT_FALSE(memory.damaged);
}

TEST(RolloutMemory, AsksForNothingOfTheLog_WhereNoRolloutGoesOn) {
  EXPECT_FALSE(read_rollout_memory({}).fold_after());
  EXPECT_FALSE(read_rollout_memory({line_of(step(1, "chat", RolloutState::Closed, 40))}).fold_after());
}

TEST(RolloutMemory, AsksForAllOfTheLog_WhereItIsDamagedOrBlank) {
  store::EvidenceLine broken = line_of(step(1, "chat", RolloutState::Ramping, 40));
  broken.record.resize(broken.record.size() / 2);
  const RolloutMemory damaged = read_rollout_memory({broken});
  EXPECT_TRUE(damaged.damaged);
  EXPECT_EQ(damaged.fold_after(), 0U);
  EXPECT_TRUE(damaged.newest.empty());
  RolloutMemory blank;
  blank.blank = true;
  EXPECT_EQ(blank.fold_after(), 0U);
}

TEST(RolloutMemory, KeepsVerdicts_Suspensions_AndTheConfigurationsTime) {
  record::RolloutRecord suspension = step(4, "chat", RolloutState::Idle, 0);
  suspension.action = RolloutAction::Suspend;
  const RolloutMemory memory =
      read_rollout_memory({line_of(gate(1, record::GateVerdict::Hold)), line_of(gate(2, record::GateVerdict::Promote)),
                           line_of(suspension), line_of_config("abc", second(9))});
  EXPECT_EQ(memory.gates.at({"chat", "spare"}).verdict, record::GateVerdict::Promote);
  ASSERT_EQ(memory.suspensions.size(), 1U);
  EXPECT_TRUE(memory.newest.empty());
  EXPECT_EQ(memory.config_digest, "abc");
  EXPECT_EQ(memory.config_since, second(9));
}

TEST(RolloutBackground, NamesTheOverrideThatLeavesNothingToDraw) {
  policy::RouteTraffic overridden;
  EXPECT_EQ(why_undrawn(overridden, "main", "spare"), "");
  overridden.disabled = {"another"};
  overridden.mode = policy::Mode::Manual;
  EXPECT_EQ(why_undrawn(overridden, "main", "spare"), "");
  for (const char* const name : {"main", "spare"}) {
    overridden.disabled = {"another", name};
    EXPECT_NE(why_undrawn(overridden, "main", "spare").find(std::string("disables ") + name), std::string::npos);
  }
  overridden = {};
  overridden.pin = "spare";
  EXPECT_NE(why_undrawn(overridden, "main", "spare").find("pins spare"), std::string::npos);
  overridden = {};
  overridden.mode = policy::Mode::Off;
  EXPECT_NE(why_undrawn(overridden, "main", "spare").find("mode to off"), std::string::npos);
}

TEST(RolloutBackground, KnowsTheNewestVerdict_AndTheNewestChange) {
  RolloutBackground background;
  EXPECT_FALSE(background.gate_for("chat", "spare"));
  EXPECT_FALSE(background.changed_at("chat"));
  background.take(gate(5, record::GateVerdict::Promote));
  background.take(gate(3, record::GateVerdict::Hold));
  EXPECT_EQ(background.gate_for("chat", "spare")->verdict, record::GateVerdict::Promote);
  background.config_changed(second(2));
  record::OverrideRecord change;
  change.at = second(7);
  change.route = "chat";
  background.take(change);
  EXPECT_EQ(background.changed_at("chat"), second(7));
  EXPECT_EQ(background.changed_at("answers"), second(2));
  change.at = second(8);
  change.route = "all";
  background.take(change);
  EXPECT_EQ(background.changed_at("answers"), second(8));
}

TEST(RolloutBackground, IsStoppedByNameOrAltogether) {
  RolloutBackground background;
  EXPECT_FALSE(background.stopped("chat"));
  background.stop({"chat"});
  EXPECT_TRUE(background.stopped("chat"));
  EXPECT_FALSE(background.stopped("answers"));
  background.stop({"all"});
  EXPECT_TRUE(background.stopped("answers"));
}

}  // namespace
}  // namespace jurymast::app
