#include "app/rollout/rollout_order.hpp"

#include <gtest/gtest.h>

namespace jurymast::app {
namespace {

policy::Snapshot snapshot() {
  policy::Snapshot snapshot;
  for (const char* name : {"main", "spare", "third"}) snapshot.targets.emplace_back().name = name;
  policy::Route& route = snapshot.routes.emplace_back();
  route.name = "assistant";
  route.primary = TargetIndex{0};
  route.fallback = {TargetIndex{1}, TargetIndex{2}};
  route.rollback_owner = "sre-a";
  route.stop_condition = "two failures in a row";
  return snapshot;
}

TEST(RolloutOrder, ComesBackFromItsText) {
  RolloutOrder order;
  order.action = record::RolloutAction::RollBack;
  order.person = "ada";
  order.approver = "bob";
  order.reason = record::PlainText::make("too slow").value();
  order.ticket = "CHG-1";
  order.target = "third";
  order.purpose = record::RolloutPurpose::Mitigation;
  order.stages = {{0}, {25'000}};
  order.manual = true;
  order.lasts = std::chrono::hours(8);
  order.failing_signal = "timeout_first_token";
  order.dry_run = true;
  const auto read = read_rollout_order(render(order));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->action, order.action);
  EXPECT_EQ(read->person, "ada");
  EXPECT_EQ(read->approver, "bob");
  EXPECT_EQ(read->reason.text(), "too slow");
  EXPECT_EQ(read->ticket, "CHG-1");
  EXPECT_EQ(read->target, "third");
  EXPECT_EQ(read->purpose, order.purpose);
  EXPECT_EQ(read->stages, order.stages);
  EXPECT_EQ(read->manual, true);
  EXPECT_EQ(read->lasts, order.lasts);
  EXPECT_EQ(read->failing_signal, order.failing_signal);
  EXPECT_TRUE(read->dry_run);
}

TEST(RolloutOrder, IsRefusedByTheFirstMemberThatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> wrong{{"[]", "no JSON object"},
                                                               {"{}", "`action` is missing"},
                                                               {R"({"action":"freeze"})", "`action` is none of"},
                                                               {R"({"action":"plan","purpose":"fun"})", "`purpose`"},
                                                               {R"({"action":"plan","stages":[0,2000000]})", "`stages`"},
                                                               {R"({"action":"plan","stages":[0,-1]})", "`stages`"},
                                                               {R"({"action":"plan","person":"a b"})", "`person`"},
                                                               {R"({"action":"plan","dry_run":"yes"})", "`dry_run`"},
                                                               {R"({"action":"plan","lasts":"soon"})", "`lasts`"},
                                                               {R"({"action":"plan","lasts":3})", "`lasts`"},
                                                               {R"({"action":"plan","colour":"red"})", "`colour` is not known"},
                                                               {R"({"action":"plan","reason":"two\nlines"})", "`reason`"}};
  for (const auto& [body, told] : wrong) {
    const auto read = read_rollout_order(body);
    ASSERT_FALSE(read) << body;
    EXPECT_EQ(read.error().code, Code::Invalid) << body;
    EXPECT_NE(read.error().message.find(told), std::string::npos) << read.error().message;
  }
  EXPECT_FALSE(read_rollout_order(std::string(kRolloutOrderBytesMax + 1, ' ')));
}

TEST(RolloutOrder, OfAPlanIsFilledFromTheConfiguration) {
  const policy::Snapshot in_force = snapshot();
  RolloutOrder order;
  const auto asked = ask_of(order, in_force, in_force.routes[0], WallTime());
  ASSERT_TRUE(asked) << asked.error().message;
  ASSERT_TRUE(asked->plan);
  EXPECT_EQ(asked->plan->route, "assistant");
  EXPECT_EQ(asked->plan->target, "spare");
  EXPECT_EQ(asked->plan->rollback_owner, "sre-a");
  EXPECT_EQ(asked->plan->stop_condition.text(), "two failures in a row");
  EXPECT_EQ(asked->plan->stages.size(), in_force.routes[0].rollout.stages_ppm.size());
  EXPECT_EQ(asked->plan->stages.back().ppm, 1'000'000U);

  order.target = "third";
  order.stages = {{0}, {500}};
  const auto named = ask_of(order, in_force, in_force.routes[0], WallTime());
  ASSERT_TRUE(named);
  EXPECT_EQ(named->plan->target, "third");
  EXPECT_EQ(named->plan->stages.size(), 2U);

  order.target = "main";
  const auto primary = ask_of(order, in_force, in_force.routes[0], WallTime());
  ASSERT_FALSE(primary);
  EXPECT_EQ(primary.error().code, Code::NotFound);
}

TEST(RolloutOrder, OfAnotherStepHasNoPlan) {
  const policy::Snapshot in_force = snapshot();
  RolloutOrder order;
  order.action = record::RolloutAction::Advance;
  const auto asked = ask_of(order, in_force, in_force.routes[0], WallTime());
  ASSERT_TRUE(asked);
  EXPECT_FALSE(asked->plan);
}

}  // namespace
}  // namespace jurymast::app
