#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "evidence/test_rollout.hpp"

namespace jurymast::evidence {
namespace {

using namespace testing;

/// Everything that a rollout would decide by, every digit of it.
std::string digits(const Rollout& rollout, const RolloutSurroundings& around) {
  const RolloutStanding standing = rollout.standing(around);
  std::string text = fmt::format("{} {} {} {} {} {} {} {}", name_of(standing.state), standing.stage, standing.weight_ppm,
                                 standing.since.since_epoch.count(), standing.canary, standing.canary_failures, standing.control,
                                 standing.control_failures);
  for (const auto* tests : {&standing.harm, &standing.safety}) {
    for (const TestStanding& test : *tests) text += fmt::format(" {}={:.17g}/{:.17g}", test.name, test.e, test.threshold);
  }
  for (const std::string& why : standing.waits_for) text += " | " + why;
  return text + " -> " + standing.next_step;
}

/// Changes something of the world at random, as incidents, people and time do.
void disturb(RolloutWorld& world) {
  constexpr std::array<std::uint64_t, 6> kRates{0, 10, 20, 50, 400, 1000};
  const auto rate = [&] { return kRates[world.random.below(kRates.size())]; };
  switch (world.random.below(10)) {
    case 0:
      world.main.failed = rate();
      break;
    case 1:
      world.spare.failed = rate() / 4;
      break;
    case 2:
      world.spare.invalid = rate() / 10;
      break;
    case 3:
      world.spare.rejected = rate() / 10;
      break;
    case 4:
      world.gate_verdict = world.random.below(4) == 0 ? record::GateVerdict::Hold : record::GateVerdict::Promote;
      break;
    case 5:
      world.main.failed = world.spare.failed = 10;
      break;
    case 6:
      world.spare.late = rate() / 5;
      break;
    case 7:
      world.blind_for = world.random.below(8) == 0 ? std::optional<Duration>(90s) : std::nullopt;
      break;
    default: {
      constexpr std::array kAsked{RolloutAction::Plan,   RolloutAction::Start,    RolloutAction::Advance, RolloutAction::Hold,
                                  RolloutAction::Resume, RolloutAction::RollBack, RolloutAction::Restore, RolloutAction::Close};
      const auto purpose = world.random.below(2) == 0 ? RolloutPurpose::Planned : RolloutPurpose::Mitigation;
      const RolloutAction action = kAsked[world.random.below(kAsked.size())];
      if (action == RolloutAction::RollBack && world.random.below(4) != 0) break;
      if (world.ask(action, plan_of(purpose)) && action == RolloutAction::Plan) {
        EXPECT_TRUE(world.ask(RolloutAction::Start));
      }
      break;
    }
  }
}

TEST(RolloutReplay, FromTheNewestRecordAndTheLogComesTheSame_DigitByDigit_WhereverTheProcessEnded) {
  std::array<int, record::kRolloutStateNames.size()> seen{};
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    RolloutRules rules = short_rules();
    rules.two_windows = seed % 3 == 0;
    rules.burn_rates = seed % 2 == 0;
    RolloutWorld world(rules, seed);
    world.units = seed % 4 == 0 ? 500 : 0;
    for (int round = 0; round < 60; ++round) {
      disturb(world);
      world.run(static_cast<int>(world.random.below(40)));
      ++seen[static_cast<std::size_t>(world.rollout.state())];
      const RolloutSurroundings around = world.surroundings();
      ASSERT_EQ(digits(world.rebuilt(), around), digits(world.rollout, around)) << "seed " << seed << " round " << round;
      EXPECT_EQ(world.rebuilt().share(), world.rollout.share());
      EXPECT_EQ(world.rebuilt().next(around), world.rollout.next(around));
    }
  }
  for (std::size_t state = 0; state < seen.size(); ++state) {
    EXPECT_GT(seen[state], 0) << record::kRolloutStateNames[state] << " was never killed in";
  }
}

TEST(RolloutReplay, StepsFoundInTheLogGiveTheSameAsTheNewestAlone) {
  RolloutWorld world(short_rules(), 7);
  world.main.failed = 300;
  world.begin(RolloutPurpose::Mitigation);
  world.run(500);
  Rollout again(world.rules);
  for (const RolloutRecord& step : world.steps) again.apply(step);
  for (const LogEntry& entry : world.log) std::visit([&](const auto& each) { again.take(each); }, entry);
  const RolloutSurroundings around = world.surroundings();
  EXPECT_EQ(digits(again, around), digits(world.rollout, around));
}

TEST(RolloutReplay, OperationsOutsideTheDrawChangeNothing) {
  RolloutWorld world;
  world.begin(RolloutPurpose::Planned);
  ASSERT_TRUE(world.reaches_weight(250'000, 3000));
  const RolloutSurroundings around = world.surroundings();
  const std::string before = digits(world.rollout, around);
  JudgedOperation operation = std::get<JudgedOperation>(world.log.back());
  operation.outcome = AssignedOutcome::Failed;
  operation.failure_class = FailureClass::UpstreamError;
  JudgedOperation undrawn = operation;
  undrawn.draw.reset();
  JudgedOperation elsewhere = operation;
  elsewhere.route = "other";
  JudgedOperation pinned = operation;
  pinned.assigned = "third";
  pinned.draw = Draw{kWholePpm, Side::Canary};
  for (const JudgedOperation& other : {undrawn, elsewhere, pinned}) world.rollout.take(other);
  EXPECT_EQ(digits(world.rollout, around), before);
}

/// The stages of a plan, each reached from the one before it.
bool skips_a_stage(const RolloutRecord& step) {
  const auto place = [&](std::uint64_t weight) {
    const auto found = std::find(step.plan.stages.begin(), step.plan.stages.end(), record::Share{weight});
    return found - step.plan.stages.begin();
  };
  const auto above = std::find_if(step.plan.stages.begin(), step.plan.stages.end(),
                                  [&](const record::Share& stage) { return stage.ppm > step.weight_from_ppm; });
  return place(step.weight_to_ppm) != above - step.plan.stages.begin();
}

TEST(RolloutProperty, TheWeightRisesByOneStage_WithAVerdictNewerThanTheLastStep_AndNeverOtherwise) {
  int rises = 0;
  for (std::uint64_t seed = 101; seed <= 200; ++seed) {
    RolloutWorld world(short_rules(), seed);
    for (int round = 0; round < 80; ++round) {
      disturb(world);
      world.run(static_cast<int>(world.random.below(30)));
    }
    for (std::size_t i = 1; i < world.steps.size(); ++i) {
      const RolloutRecord& step = world.steps[i];
      EXPECT_EQ(step.state_from, world.steps[i - 1].state_to);
      EXPECT_EQ(step.weight_from_ppm, world.steps[i - 1].weight_to_ppm);
      if (step.weight_to_ppm <= step.weight_from_ppm) continue;
      ++rises;
      EXPECT_EQ(step.action, RolloutAction::Advance);
      EXPECT_TRUE(step.gate);
      EXPECT_FALSE(skips_a_stage(step)) << step.weight_from_ppm << " to " << step.weight_to_ppm;
      if (step.weight_from_ppm > 0) {
        EXPECT_GE(step.operations_canary, world.rules.stage_operations_min);
      }
    }
  }
  EXPECT_GT(rises, 100);
}

}  // namespace
}  // namespace jurymast::evidence
