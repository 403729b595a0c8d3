#include <gtest/gtest.h>

#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using record::Condition;
using record::Tri;

RequestFacts validated(bool stream = false) {
  RequestFacts facts;
  facts.validated = true;
  facts.streamed = stream;
  return facts;
}

event::Validated with(OutputFault fault) { return {fault}; }

void allow_correction(World& world) { world.route().corrective = Prompt{"json-only-v1", "Answer with JSON only."}; }

/// A stream to its terminal evidence.
Drive& whole_stream(Drive& drive) {
  drive.open_stream().on(event::Content{});
  return drive.on(event::Terminal{wire::FinishState::Stop, true});
}

TEST(ExchangeValidation, AsksTheRulesBeforeABufferedAnswerGoesOut) {
  World world;
  Drive drive(world, validated());
  drive.answer();
  EXPECT_EQ(drive.last(), "validate");
  drive.on(with(OutputFault::None));
  EXPECT_EQ(drive.last(), "commit(200) forward end finish");
  EXPECT_EQ(drive.attempt(0).output_fault, OutputFault::None);
}

TEST(ExchangeValidation, AsksNothingWhereTheRouteHasNoRules) {
  World world;
  Drive drive(world);
  EXPECT_EQ(drive.answer().last(), "commit(200) forward end finish");
  EXPECT_FALSE(drive.attempt(0).output_fault);
}

TEST(ExchangeValidation, GoesToTheNextTarget_WhoseAnswerIsCheckedToo) {
  World world;
  Drive drive(world, validated());
  drive.answer().on(with(OutputFault::Schema));
  EXPECT_EQ(drive.last(), "send(b)") << "without a corrective instruction the same target would say the same";
  drive.answer().on(with(OutputFault::None));
  EXPECT_EQ(drive.last(), "commit(200) forward end finish");
  EXPECT_EQ(drive.attempt(0).failure_class, FailureClass::OutputInvalid);
  EXPECT_EQ(drive.attempt(0).output_fault, OutputFault::Schema);
  EXPECT_EQ(drive.decision().conditions[static_cast<std::size_t>(Condition::Schema)], Tri::True);
  EXPECT_EQ(world.status(0).budget_milli, 10'000U) << "an arrival elsewhere costs no token";
}

TEST(ExchangeValidation, RetriesOnceWithTheCorrectiveInstruction_ThenFallsBack) {
  World world;
  allow_correction(world);
  Drive drive(world, validated());
  drive.answer().on(with(OutputFault::Pattern));
  EXPECT_EQ(drive.last(), "wait");
  drive.timer();
  EXPECT_EQ(drive.last(), "send(a,corrected)");
  EXPECT_EQ(drive.attempt(1).corrective, "json-only-v1");
  drive.answer().on(with(OutputFault::Pattern));
  EXPECT_EQ(drive.last(), "send(b)") << "the fallback gets the request as it came";
  EXPECT_EQ(drive.attempt(2).corrective, "");
  drive.answer().on(with(OutputFault::Pattern));
  EXPECT_EQ(drive.last(), "answer(502,output_invalid,final) finish");
  EXPECT_EQ(drive.sends(), 3U);
}

TEST(ExchangeValidation, ACorrectedRetryTakesAToken) {
  World world(1);
  allow_correction(world);
  Drive drive(world, validated());
  drive.answer().on(with(OutputFault::NotJson)).timer();
  EXPECT_LT(world.status(0).budget_milli, 10'000U);
}

TEST(ExchangeValidation, AnInvalidAnswerIsNoMarkAgainstTheTarget) {
  World world(1);
  for (int i = 0; i < 20; ++i) {
    Drive drive(world, validated());
    drive.answer().on(with(OutputFault::Schema));
    EXPECT_EQ(drive.last(), "answer(502,output_invalid,final) finish");
  }
  EXPECT_EQ(world.status(0).breaker, record::BreakerState::Closed);
}

TEST(ExchangeValidation, AMissingFieldIsABrokenContract) {
  World world(1);
  allow_correction(world);
  Drive drive(world, validated());
  drive.answer().on(with(OutputFault::MissingField));
  EXPECT_EQ(drive.last(), "answer(502,contract_mismatch,final) finish");
}

TEST(ExchangeValidation, ServesWhatCouldNotBeChecked_AndSaysSo) {
  World world;
  Drive drive(world, validated());
  drive.answer().on(with(OutputFault::Undecided));
  EXPECT_EQ(drive.last(), "commit(200) forward end finish");
  EXPECT_EQ(drive.attempt(0).output_fault, OutputFault::Undecided);
}

TEST(ExchangeValidation, NeverRepeatsWhatMayHaveHadEffects) {
  World world;
  allow_correction(world);
  world.route().side_effects = SideEffects::Possible;
  Drive drive(world, validated());
  drive.answer().on(with(OutputFault::Schema));
  EXPECT_EQ(drive.last(), "answer(502,output_invalid,final) finish");
}

TEST(ExchangeValidation, HoldsAWholeStreamUntilItFits) {
  World world;
  world.route().commit = CommitRule::Complete;
  Drive drive(world, validated(true));
  EXPECT_EQ(whole_stream(drive).last(), "validate");
  drive.on(with(OutputFault::Schema));
  EXPECT_EQ(drive.last(), "close send(b)");
  EXPECT_EQ(whole_stream(drive).last(), "validate");
  drive.on(with(OutputFault::None));
  EXPECT_EQ(drive.last(), "commit(200) forward");
  drive.on(event::BodyComplete{});
  EXPECT_EQ(drive.last(), "end finish");
}

TEST(ExchangeValidation, OfARunningStreamIsRecordedOnly) {
  World world;
  Drive drive(world, validated(true));
  EXPECT_EQ(whole_stream(drive).last(), "validate");
  drive.on(with(OutputFault::Schema));
  EXPECT_EQ(drive.last(), "") << "the client has it already";
  drive.on(event::BodyComplete{});
  EXPECT_EQ(drive.last(), "end finish");
  EXPECT_EQ(drive.decision().outcome, record::Outcome::Complete);
  EXPECT_EQ(drive.attempt(0).output_fault, OutputFault::Schema);
}

TEST(ExchangeValidation, AFallbackThatNobodyWillCheckIsUnproven) {
  World world;
  Drive drive(world, validated(true));
  drive.error(500);
  drive.timer().error(500);
  EXPECT_EQ(drive.decision().conditions[static_cast<std::size_t>(Condition::Schema)], Tri::Unknown);
}

TEST(ExchangeValidation, ATargetsOwnSystemPromptIsRecordedById) {
  World world;
  world.route().prompt_variants.push_back({TargetIndex{1}, {"spare-v2", "You are brief."}});
  Drive drive(world, validated());
  drive.answer().on(with(OutputFault::Schema));
  EXPECT_EQ(drive.attempt(0).prompt_variant, "");
  EXPECT_EQ(drive.attempt(1).prompt_variant, "spare-v2");
}

}  // namespace
}  // namespace jurymast::policy
