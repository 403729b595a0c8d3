#include "evidence/rollout_plan_rules.hpp"

#include <gtest/gtest.h>

#include "evidence/test_rollout.hpp"

namespace jurymast::evidence {
namespace {

using namespace testing;

RolloutRules stricter() {
  RolloutRules rules = short_rules();
  rules.error_alpha = 0.001;
  rules.margin = 1.25;
  rules.stage_operations_min = 50;
  rules.total_budget.reset();
  rules.starts_itself = true;
  return rules;
}

TEST(RolloutPlanRules, AreReadAgainAsTheyWere_EveryOneOfThem) {
  record::RolloutPlan plan;
  plan.rules = recorded_rules(stricter());
  EXPECT_EQ(recorded_rules(rules_of(plan, RolloutRules())), plan.rules);
  EXPECT_EQ(rules_of(plan, RolloutRules()).margin, 1.25);
  EXPECT_EQ(rules_of(plan, RolloutRules()).error_alpha, 0.001);
  EXPECT_FALSE(rules_of(plan, short_rules()).total_budget) << "that no such time was set is a rule too";
}

TEST(RolloutPlanRules, AreThoseOfTheConfiguration_WhereThePlanSaysNone) {
  EXPECT_EQ(recorded_rules(rules_of({}, stricter())), recorded_rules(stricter()));
}

TEST(RolloutPlanRules, TellWhatTheConfigurationHasOtherwise) {
  RolloutRules configured = stricter();
  configured.error_alpha = 0.02;
  EXPECT_EQ(kept_rules(stricter(), configured), (std::vector<KeptRule>{{"error_alpha_ppm", 1000, 20'000}}));
  EXPECT_TRUE(kept_rules(stricter(), stricter()).empty());
}

TEST(RolloutPlanRules, StayWithThePlan_OverAReloadAndARestart) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(50'000, 5000));
  world.rollout.configure(stricter());
  const RolloutStanding standing = world.rollout.standing(world.surroundings());
  ASSERT_FALSE(standing.kept_rules.empty());
  EXPECT_EQ(standing.kept_rules.front(), (KeptRule{"error_alpha_ppm", 20'000, 1000}));
  EXPECT_EQ(standing.harm.front().threshold, 1 / short_rules().invalid_alpha);

  world.run(500);
  world.rules = stricter();
  EXPECT_EQ(world.rebuilt().standing(world.surroundings()).kept_rules, standing.kept_rules);
  const RolloutStanding now = world.rollout.standing(world.surroundings());
  const RolloutStanding again = world.rebuilt().standing(world.surroundings());
  ASSERT_EQ(again.harm.size(), now.harm.size());
  for (std::size_t i = 0; i < now.harm.size(); ++i) {
    EXPECT_EQ(again.harm[i].e, now.harm[i].e) << now.harm[i].name;
    EXPECT_EQ(again.harm[i].threshold, now.harm[i].threshold) << now.harm[i].name;
  }
}

TEST(RolloutPlanRules, OfTheNextPlanAreThoseOfTheConfiguration) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.ask(RolloutAction::Close));
  world.rollout.configure(stricter());
  world.begin(RolloutPurpose::Planned);
  EXPECT_EQ(world.rollout.plan().rules, recorded_rules(stricter()));
  EXPECT_TRUE(world.rollout.standing(world.surroundings()).kept_rules.empty());
}

}  // namespace
}  // namespace jurymast::evidence
