#include "policy/evidence_condition.hpp"

#include <gtest/gtest.h>

#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using record::Condition;
using record::Tri;
using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

constexpr WallTime kNoon{std::chrono::hours(500'000)};

EvidenceFacts passed_an_hour_ago() {
  const MonotonicTime now{std::chrono::hours(1'000)};
  return {.newest = Tri::True,
          .at = now - std::chrono::hours(1),
          .first_passed = now - std::chrono::hours(48),
          .primary_opened = std::nullopt,
          .age_max = Days(7),
          .now = now};
}

TEST(EvidenceCondition, IsTrueForAFreshPass_AndFalseForAFailureOfAnyAge) {
  EvidenceFacts facts = passed_an_hour_ago();
  EXPECT_EQ(evidence_condition(facts), Tri::True);
  facts.newest = Tri::False;
  EXPECT_EQ(evidence_condition(facts), Tri::False);
  facts.now = facts.now + Days(30);
  EXPECT_EQ(evidence_condition(facts), Tri::False);
}

TEST(EvidenceCondition, IsUnknownWhereThereIsNone_AndBeyondItsAge) {
  EXPECT_EQ(evidence_condition({}), Tri::Unknown);
  EvidenceFacts facts = passed_an_hour_ago();
  facts.now = facts.at + facts.age_max;
  EXPECT_EQ(evidence_condition(facts), Tri::True);
  facts.now = facts.now + 1ns;
  EXPECT_EQ(evidence_condition(facts), Tri::Unknown);
}

TEST(EvidenceCondition, IsUnknownWhereItFirstPassedAfterThePrimaryHadOpened) {
  EvidenceFacts facts = passed_an_hour_ago();
  facts.primary_opened = facts.first_passed;
  EXPECT_EQ(evidence_condition(facts), Tri::True);
  facts.primary_opened = facts.first_passed - 1ns;
  EXPECT_EQ(evidence_condition(facts), Tri::Unknown);
  facts.primary_opened.reset();
  EXPECT_EQ(evidence_condition(facts), Tri::True) << "the primary is well again";
}

/// A world whose fallbacks have standings; requests ask as the gateway does.
struct ProvedWorld : World {
  explicit ProvedWorld(unsigned targets = 2) : World(targets) {}

  void stand(const std::vector<record::Standing>& all) { standings = Standings(all, kNoon, now); }
  static record::Standing standing(std::string target, Tri newest) {
    return {.route = "assistant", .target = std::move(target), .newest = newest, .at = kNoon - 1h, .first_passed = kNoon - 48h};
  }
  RequestFacts facts() {
    RequestFacts facts;
    facts.token_limit_said = true;
    facts.input_tokens_estimate = 10;
    facts.evidence = standings.evidence_for(*snapshot, route(), status(0).opened_at, now);
    return facts;
  }
  /// The target that serves a request whose primary fails, `-` where none does.
  std::string rescued_by(EvidenceRule rule) {
    route().evidence = rule;
    for (Target& each : snapshot->targets) each.context_window = 1'000;
    Drive drive(*this, facts());
    drive.error(500).timer().error(500);
    if (drive.exchange().finished()) return "-";
    drive.answer();
    return std::string(drive.decision().served_by_name);
  }

  Standings standings;
};

TEST(EvidenceInForce, RequiredAndMissingRefuses_AndWarnedOfServes) {
  ProvedWorld world;
  EXPECT_EQ(world.rescued_by(EvidenceRule::Require), "-");
  EXPECT_EQ(world.rescued_by(EvidenceRule::Warn), "b");
}

TEST(EvidenceInForce, APassLetsAFallbackServe_WhereItIsRequired) {
  ProvedWorld world;
  world.stand({ProvedWorld::standing("b", Tri::True)});
  EXPECT_EQ(world.rescued_by(EvidenceRule::Require), "b");
}

TEST(EvidenceInForce, AFailedTestRefusesUnderBothRules) {
  ProvedWorld world;
  world.stand({ProvedWorld::standing("b", Tri::False)});
  EXPECT_EQ(world.rescued_by(EvidenceRule::Require), "-");
  EXPECT_EQ(world.rescued_by(EvidenceRule::Warn), "-");
}

TEST(EvidenceInForce, EightDaysLaterWarnServes_AndRequireRefuses) {
  ProvedWorld world;
  world.stand({ProvedWorld::standing("b", Tri::True)});
  world.advance(Days(8));
  EXPECT_EQ(world.rescued_by(EvidenceRule::Require), "-");
  EXPECT_EQ(world.rescued_by(EvidenceRule::Warn), "b");
}

TEST(EvidenceInForce, ProofMadeDuringTheOutageIsNone) {
  ProvedWorld world;
  world.break_target(0);
  world.advance(1s);
  record::Standing late = ProvedWorld::standing("b", Tri::True);
  late.at = late.first_passed = kNoon;
  world.stand({late});
  EXPECT_EQ(world.facts().evidence[0], Tri::Unknown);
  world.stand({ProvedWorld::standing("b", Tri::True)});
  EXPECT_EQ(world.facts().evidence[0], Tri::True);
}

TEST(EvidenceInForce, AFailedFallbackIsPassedOver_AndTheRecordHoldsTheEvidenceOfTheOneThatServed) {
  ProvedWorld world(4);
  world.stand({ProvedWorld::standing("b", Tri::False), ProvedWorld::standing("c", Tri::True)});
  EXPECT_EQ(world.rescued_by(EvidenceRule::Require), "c");
  world.break_target(2);
  world.route().evidence = EvidenceRule::Warn;
  Drive drive(world, world.facts());
  drive.error(500).answer();
  EXPECT_EQ(drive.decision().served_by_name, "d");
  EXPECT_EQ(drive.decision().conditions[static_cast<std::size_t>(Condition::Evidence)], Tri::Unknown);
}

TEST(EvidenceInForce, AnUnprovenFallbackIsPassedOver_WhereProofIsRequiredAndAnotherHasIt) {
  ProvedWorld world(3);
  world.stand({ProvedWorld::standing("c", Tri::True)});
  EXPECT_EQ(world.rescued_by(EvidenceRule::Require), "c");
}

TEST(EvidenceInForce, SpeaksForItsFamilyAlone_AndCountsWhatLiesAheadAsMadeNow) {
  ProvedWorld world;
  record::Standing other = ProvedWorld::standing("b", Tri::True);
  other.family = Family::Responses;
  world.stand({other});
  EXPECT_EQ(world.facts().evidence[0], Tri::Unknown);
  world.stand({ProvedWorld::standing("b", Tri::False), other});
  EXPECT_EQ(world.facts().evidence[0], Tri::False);
  record::Standing ahead = ProvedWorld::standing("b", Tri::True);
  ahead.at = kNoon + Days(100);
  world.stand({ahead});
  world.advance(Days(8));
  EXPECT_EQ(world.facts().evidence[0], Tri::Unknown);
}

TEST(EvidenceInForce, IsUnprovenUntilEachFallbackHasSome) {
  World world(3);
  FallbackEvidence evidence = kNothingShown;
  for (Target& target : world.snapshot->targets) target.context_window = 1'000;
  world.route().token_limit = 10;
  evidence[0] = Tri::True;
  EXPECT_EQ(unproven_by_configuration(*world.snapshot, world.route(), evidence), std::vector{Condition::Evidence});
  evidence[1] = Tri::True;
  EXPECT_EQ(unproven_by_configuration(*world.snapshot, world.route(), evidence), std::vector<Condition>{});
}

}  // namespace
}  // namespace jurymast::policy
