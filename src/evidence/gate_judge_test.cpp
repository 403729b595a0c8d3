#include "evidence/gate_judge.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "evidence/gate_conjuncts.hpp"
#include "evidence/test_evidence.hpp"

namespace jurymast::evidence {
namespace {

using record::CheckResult;
using record::GateVerdict;
using record::ProbeRecord;
using record::Tri;
using testing::Pieces;
using testing::whole_pieces;
namespace records = testing::records;

constexpr Tri kTries[] = {Tri::True, Tri::False, Tri::Unknown};

Verdict verdict_of(const Pieces& pieces, const GateRules& rules = {}) { return judge(rules, pieces.as_case()); }

const Look& look_of(const Verdict& verdict, std::string_view name) {
  for (const Conjunct& conjunct : verdict.conjuncts) {
    if (conjunct.name == name) return conjunct.look;
  }
  ADD_FAILURE() << "there is no conjunct " << name;
  static const Look kNone;
  return kNone;
}

std::set<std::string_view> not_holding(const Verdict& verdict) {
  std::set<std::string_view> names;
  for (const Conjunct& conjunct : verdict.conjuncts) {
    if (conjunct.look.holds != Tri::True) names.insert(conjunct.name);
  }
  return names;
}

std::set<std::string_view> doubts_of(const Verdict& verdict) {
  std::set<std::string_view> names;
  for (const Disagreement& doubt : verdict.disagreements) names.insert(doubt.name);
  return names;
}

/// Something wrong that is planted into a case in which everything holds, and the conjunct that has to notice.
struct Planted {
  std::string_view conjunct;
  Tri holds;
  void (*plant)(Pieces& pieces);
  GateRules rules{};
};

constexpr GateRules kSameDay{.same_day = 1};

void set_assertion(ProbeRecord& probe, std::string_view name, CheckResult result) {
  for (record::Assertion& made : probe.assertions) {
    if (made.name == name) made.result = result;
  }
  if (result == CheckResult::Fail) probe.decision = record::OperatorDecision::Fail;
}

void drop(Pieces& pieces, std::size_t check) {
  pieces.keep_checks([check](std::size_t kept) { return kept != check; });
}

template <std::size_t Check>
void drop(Pieces& pieces) {
  drop(pieces, Check);
}

template <std::size_t Check>
void fail_newest(Pieces& pieces) {
  ProbeRecord& probe = pieces.newest(Check);
  set_assertion(probe, probe.assertions.front().name, CheckResult::Fail);
}

std::string gap(std::int64_t second) { return render(record::GapRecord{records::moment(second), record::GapReason::QueueFull, 4}); }

void age(Pieces& pieces) { pieces.question.at = records::moment(600 + 8 * 86'400); }

const Planted kPlanted[] = {
    {"family_documented", Tri::Unknown, [](Pieces& p) { p.contracts.clear(); }},
    {"family_documented", Tri::False, [](Pieces& p) { p.contracts[0].http_route = "/v1/responses"; }},
    {"page_reachable", Tri::Unknown, [](Pieces& p) { p.contracts[0].reachable = Tri::Unknown; }},
    {"page_reachable", Tri::False, [](Pieces& p) { p.contracts[0].reachable = Tri::False; }},
    {"page_listed", Tri::Unknown, [](Pieces& p) { p.contracts[0].listed = Tri::Unknown; }},
    {"page_listed", Tri::False, [](Pieces& p) { p.contracts[0].listed = Tri::False; }},
    {"contract_fresh", Tri::Unknown, [](Pieces& p) { p.contracts.clear(); }},
    {"contract_fresh", Tri::False, age},
    {"contract_fresh", Tri::False, [](Pieces& p) { p.contracts[0].accessed = records::moment(-86'400); }, kSameDay},
    {"surface_unchanged", Tri::Unknown, [](Pieces& p) { p.contracts[0].digest.reset(); }},
    {"surface_unchanged", Tri::False,
     [](Pieces& p) {
       p.contracts.push_back(p.contracts[0]);
       p.contracts[1].id = records::operation_id(950);
       p.contracts[1].accessed = records::moment(500);
       p.contracts[1].digest->fill(0x11);
     }},
    {"surface_unchanged", Tri::False, [](Pieces& p) { p.question.pack_digest = std::string(64, '0'); }},
    {"linked_to_documentation", Tri::Unknown, [](Pieces& p) { p.newest(kHappyPathIndex).question.contract = records::operation_id(1); }},
    {"linked_to_documentation", Tri::False, [](Pieces& p) { p.contracts[0].accessed = records::moment(-86'400); }, kSameDay},
    {"matches_contract", Tri::Unknown, [](Pieces& p) { set_assertion(p.newest(0), "matches_contract", CheckResult::Missing); }},
    {"matches_contract", Tri::False, [](Pieces& p) { set_assertion(p.newest(0), "matches_contract", CheckResult::Fail); }},
    {"status_and_shape_seen", Tri::Unknown, [](Pieces& p) { p.newest(0).answer.object_type.clear(); }},
    {"status_and_shape_seen", Tri::Unknown, [](Pieces& p) { p.newest(0).answer.status.reset(); }},
    {"status_and_shape_seen", Tri::False, [](Pieces& p) { p.newest(0).answer.required_present = record::Returned::False; }},
    {"answer_parsed", Tri::Unknown, [](Pieces& p) { p.newest(0).answer.parse.reset(); }},
    {"answer_parsed", Tri::False, [](Pieces& p) { p.newest(0).answer.parse = record::ParseResult::Rejected; }},
    {"happy_path_passed", Tri::Unknown, drop<0>},
    {"happy_path_passed", Tri::Unknown,
     [](Pieces& p) { set_assertion(p.newest(0), "decision_recorded_once", CheckResult::Missing); }},
    {"happy_path_passed", Tri::False, fail_newest<0>},
    {"error_credential_passed", Tri::Unknown, drop<1>},
    {"error_credential_passed", Tri::False, fail_newest<1>},
    {"error_missing_field_passed", Tri::Unknown, drop<2>},
    {"error_missing_field_passed", Tri::False, fail_newest<2>},
    {"error_client_fault_passed", Tri::Unknown, drop<3>},
    {"error_client_fault_passed", Tri::False, fail_newest<3>},
    {"errors_classified", Tri::Unknown, [](Pieces& p) { p.newest(1).answer.failure_class = FailureClass::Ambiguous; }},
    {"errors_classified", Tri::Unknown,
     [](Pieces& p) { set_assertion(p.newest(2), "classified_as_expected", CheckResult::Missing); }},
    {"errors_classified", Tri::False, [](Pieces& p) { set_assertion(p.newest(3), "classified_as_expected", CheckResult::Fail); }},
    {"errors_classified", Tri::False, [](Pieces& p) { p.newest(1).answer.failure_class = FailureClass::Ok; }},
    {"model_placeholder_known", Tri::Unknown,
     [](Pieces& p) {
       p.question.subject.model.clear();
       for (ProbeRecord& probe : p.probes) probe.setting.model.clear();
     }},
    {"model_as_requested", Tri::Unknown, [](Pieces& p) { p.newest(0).answer.substituted = Tri::Unknown; }},
    {"model_as_requested", Tri::False, [](Pieces& p) { p.newest(0).answer.substituted = Tri::True; }},
    {"enough_passes", Tri::Unknown, [](Pieces& p) { p.probes.erase(p.probes.begin()); }},
    {"enough_operations", Tri::Unknown, [](Pieces& p) { p.operations.resize(9); }},
    {"retries_within_budget", Tri::Unknown, [](Pieces& p) { p.operations.clear(); }},
    {"retries_within_budget", Tri::False, [](Pieces& p) { p.question.attempts_max = 2; }},
    {"retries_within_budget", Tri::False,
     [](Pieces& p) {
       for (record::Attempt& attempt : p.operations.back().decision.attempts) attempt.target_name = "main";
     }},
    {"backoff_seen", Tri::Unknown, [](Pieces& p) { p.operations.pop_back(); }},
    {"backoff_seen", Tri::False, [](Pieces& p) { p.operations.back().decision.attempts[1].backoff_actual = Duration(0); }},
    {"retry_amplification", Tri::Unknown, [](Pieces& p) { p.operations.clear(); }},
    {"retry_amplification", Tri::False, [](Pieces&) {}, GateRules{.retries_percent_max = 0, .retries_free = 0}},
    {"fallback_decision_logged", Tri::Unknown, [](Pieces& p) { p.operations.pop_back(); }},
    {"fallback_decision_logged", Tri::False, [](Pieces& p) { p.operations.back().decision.fallback_class.reset(); }},
    {"decision_recorded_once", Tri::Unknown, [](Pieces& p) { p.operations.erase(p.operations.begin()); }},
    {"decision_recorded_once", Tri::False, [](Pieces& p) { p.operations.push_back(p.operations.front()); }},
    {"log_whole", Tri::Unknown, [](Pieces& p) { p.others.push_back(gap(300)); }},
    {"environment_matches", Tri::Unknown, [](Pieces& p) { p.newest(2).setting.environment.clear(); }},
    {"environment_matches", Tri::False, [](Pieces& p) { p.newest(2).setting.environment = "canary"; }},
    {"areas_unchanged", Tri::Unknown, [](Pieces& p) { p.probes.clear(); }},
    {"areas_unchanged", Tri::False, [](Pieces& p) { p.question.subject.areas = testing::areas_named("changed"); }},
    {"pair_fresh", Tri::Unknown, drop<3>},
    {"pair_fresh", Tri::False, age},
    {"pair_fresh", Tri::False, [](Pieces& p) { p.question.at = records::moment(600 + 86'400); }, kSameDay},
    {"rollback_owner_named", Tri::False, [](Pieces& p) { p.question.rollback_owner.clear(); }},
    {"stop_condition_named", Tri::False, [](Pieces& p) { p.question.stop_condition.clear(); }},
    {"nothing_unresolved", Tri::Unknown, [](Pieces& p) { p.question.unresolved = {{"account-tier", "billing", true}}; }},
    {"support_evidence_named", Tri::Unknown, [](Pieces& p) { p.question.account_specific = true; }},
};

TEST(GateJudge, PromotesWhereEverythingHolds) {
  const Verdict verdict = verdict_of(whole_pieces());
  EXPECT_EQ(verdict.word, GateVerdict::Promote);
  EXPECT_EQ(not_holding(verdict), std::set<std::string_view>());
  EXPECT_EQ(doubts_of(verdict), std::set<std::string_view>());
  EXPECT_TRUE(verdict.warnings.empty());
  EXPECT_EQ(verdict.conjuncts.size(), 31U);
}

TEST(GateJudge, NoticesEveryPlantedFault_AndSaysWhatIsNeededAndWhichCommandSuppliesIt) {
  for (const Planted& planted : kPlanted) {
    Pieces pieces = whole_pieces();
    planted.plant(pieces);
    const Verdict verdict = verdict_of(pieces, planted.rules);
    const Look& look = look_of(verdict, planted.conjunct);
    EXPECT_EQ(look.holds, planted.holds) << planted.conjunct << " " << look.measured;
    EXPECT_NE(verdict.word, GateVerdict::Promote) << planted.conjunct;
    EXPECT_FALSE(look.needed.empty()) << planted.conjunct;
    EXPECT_FALSE(look.command.empty()) << planted.conjunct;
  }
}

TEST(GateJudge, EveryConjunctHasAPlantedFault) {
  std::set<std::string_view> tried{"log_whole"};
  for (const Planted& planted : kPlanted) tried.insert(planted.conjunct);
  std::set<std::string_view> all;
  for (const Conjunct& conjunct : verdict_of(whole_pieces()).conjuncts) all.insert(conjunct.name);
  EXPECT_EQ(tried, all);
}

TEST(GateJudge, OverEveryPairOfPlantedFaults_NeverPromotes) {
  std::size_t pairs = 0;
  for (const Planted& first : kPlanted) {
    for (const Planted& second : kPlanted) {
      if (&first >= &second) continue;
      Pieces pieces = whole_pieces();
      second.plant(pieces);
      // The first may look for a record that the second took away: then the second alone has to hold the verdict.
      if (pieces.probes.size() == 12 && pieces.operations.size() == 13 && pieces.contracts.size() == 1) first.plant(pieces);
      const Verdict verdict = verdict_of(pieces, first.rules == GateRules() ? second.rules : first.rules);
      EXPECT_NE(verdict.word, GateVerdict::Promote) << first.conjunct << " and " << second.conjunct;
      ++pairs;
    }
  }
  EXPECT_EQ(pairs, std::size(kPlanted) * (std::size(kPlanted) - 1) / 2);
}

TEST(GateVerdict, IsPromoteWhereAllHold_OverEverySingleAndEveryPair) {
  const std::vector<Conjunct> all = verdict_of(whole_pieces()).conjuncts;
  for (std::size_t first = 0; first < all.size(); ++first) {
    for (std::size_t second = 0; second < all.size(); ++second) {
      for (const Tri one : kTries) {
        for (const Tri other : kTries) {
          std::vector<Conjunct> table = all;
          table[first].look.holds = one;
          table[second].look.holds = other;
          const bool promotes = table[first].look.holds == Tri::True && other == Tri::True;
          EXPECT_EQ(conclude(table, {}), promotes ? GateVerdict::Promote : GateVerdict::Hold);
          const std::vector<Disagreement> doubt(1);
          EXPECT_EQ(conclude(table, doubt), GateVerdict::Investigate);
        }
      }
    }
  }
}

TEST(GateVerdict, OfNothingIsHold) { EXPECT_EQ(conclude({}, {}), GateVerdict::Hold); }

TEST(GateJudge, HoldsOnOneGoodAnswer) {
  Pieces pieces = whole_pieces();
  const ProbeRecord only = pieces.newest(kHappyPathIndex);
  pieces.probes = {only};
  const Verdict verdict = verdict_of(pieces);
  EXPECT_EQ(verdict.word, GateVerdict::Hold);
  EXPECT_TRUE(not_holding(verdict).contains("enough_passes"));
  EXPECT_NE(look_of(verdict, "enough_passes").needed.find("2 more of happy_path"), std::string::npos);
}

TEST(GateJudge, HoldsOnAFailure_WhateverPassedTheOtherWayOfAsking) {
  Pieces pieces = whole_pieces();
  fail_newest<kHappyPathIndex>(pieces);
  ProbeRecord streamed = testing::passed_run(kHappyPathIndex, 60, 500);
  streamed.question.streamed = true;
  streamed.question.operation = pieces.probes.front().question.operation;
  pieces.probes.push_back(streamed);
  EXPECT_EQ(look_of(verdict_of(pieces), "happy_path_passed").holds, Tri::False);
}

TEST(GateJudge, SaysWhyACheckDidNotPassInFull) {
  const auto needed = [](auto change) {
    Pieces pieces = whole_pieces();
    change(pieces.newest(kHappyPathIndex));
    return look_of(verdict_of(pieces), "happy_path_passed").needed;
  };
  EXPECT_EQ(needed([](ProbeRecord& p) { set_assertion(p, "status_success", CheckResult::Fail); }), "failed: status_success");
  EXPECT_EQ(needed([](ProbeRecord& p) { p.decision = record::OperatorDecision::Investigate; }),
            "what was made of it is investigate");
  EXPECT_EQ(needed([](ProbeRecord& p) { p.assertions.push_back({"within_latency_budget", CheckResult::Missing}); }),
            "not looked at: within_latency_budget (set routes.assistant.user_budget)");
  EXPECT_EQ(needed([](ProbeRecord& p) { p.assertions.erase(p.assertions.begin()); }),
            "not everything that it is for was looked at");
}

TEST(GateJudge, HoldsOnErrorPathsAlone) {
  Pieces pieces = whole_pieces();
  drop(pieces, kHappyPathIndex);
  EXPECT_EQ(verdict_of(pieces).word, GateVerdict::Hold);
}

TEST(GateJudge, CountsNoEscalationAsEvidence) {
  Pieces pieces = whole_pieces();
  pieces.probes.clear();
  record::HandoffRecord handoff;
  handoff.at = records::moment(20);
  handoff.id = records::operation_id(990);
  handoff.result = records::plain("all four checks passed");
  pieces.others.push_back(render(handoff));
  const GateRules rules;
  const GateCase asked = pieces.as_case();
  const GateEvidence evidence = gather(rules, asked);
  EXPECT_EQ(evidence.set_aside[static_cast<std::size_t>(SetAside::Escalation)], 1U);
  EXPECT_EQ(judge(evidence).word, GateVerdict::Hold);
}

TEST(GateJudge, CountsNothingThatIsAboutSomethingElse) {
  const auto verdict_with = [](auto change) {
    Pieces pieces = whole_pieces();
    for (ProbeRecord& probe : pieces.probes) change(probe);
    return verdict_of(pieces);
  };
  EXPECT_EQ(verdict_with([](ProbeRecord& p) { p.question.route = "answers"; }).word, GateVerdict::Hold);
  EXPECT_EQ(verdict_with([](ProbeRecord& p) { p.question.target = "main"; }).word, GateVerdict::Hold);
  EXPECT_EQ(verdict_with([](ProbeRecord& p) { p.question.family = Family::Responses; }).word, GateVerdict::Hold);
  EXPECT_EQ(verdict_with([](ProbeRecord& p) { p.setting.model = "model-c"; }).word, GateVerdict::Hold);
  EXPECT_EQ(verdict_with([](ProbeRecord& p) { p.question.path = record::ProbePath::Direct; }).word, GateVerdict::Hold);
  Pieces chat_alone = whole_pieces();
  chat_alone.question.subject.family = Family::Responses;
  EXPECT_EQ(verdict_of(chat_alone).word, GateVerdict::Hold);
}

TEST(GateJudge, InvestigatesWhereDocumentationAndTelemetryDisagree) {
  for (const std::string_view name : {"matches_contract", "expected_family"}) {
    Pieces pieces = whole_pieces();
    set_assertion(pieces.newest(kHappyPathIndex), name, CheckResult::Fail);
    const Verdict verdict = verdict_of(pieces);
    EXPECT_EQ(verdict.word, GateVerdict::Investigate);
    EXPECT_EQ(doubts_of(verdict), std::set<std::string_view>{"contract_telemetry_disagree"});
    pieces.newest(kHappyPathIndex).answer.status = 503;
    EXPECT_EQ(verdict_of(pieces).word, GateVerdict::Hold) << "an answer that is no success says nothing of the documented shape";
  }
}

TEST(GateJudge, InvestigatesAnAmbiguousClassAndASubstitutedModel) {
  Pieces ambiguous = whole_pieces();
  ambiguous.newest(1).answer.failure_class = FailureClass::Ambiguous;
  EXPECT_EQ(doubts_of(verdict_of(ambiguous)), std::set<std::string_view>{"ambiguous_class"});
  Pieces substituted = whole_pieces();
  substituted.newest(kHappyPathIndex).answer.substituted = Tri::True;
  EXPECT_EQ(doubts_of(verdict_of(substituted)), std::set<std::string_view>{"model_substituted"});
}

TEST(GateJudge, InvestigatesEvidenceOfAnotherEnvironment) {
  Pieces pieces = whole_pieces();
  pieces.question.environment = "production";
  const Verdict verdict = verdict_of(pieces);
  EXPECT_EQ(verdict.word, GateVerdict::Investigate);
  EXPECT_EQ(doubts_of(verdict), std::set<std::string_view>{"env_mismatch"});
}

TEST(GateJudge, InvestigatesALineThatIsNotWhatWasWritten) {
  GateCase asked = whole_pieces().as_case();
  asked.lines[3][asked.lines[3].find("assistant")] = 'A';
  const Verdict verdict = judge({}, asked);
  EXPECT_EQ(verdict.word, GateVerdict::Investigate);
  EXPECT_EQ(doubts_of(verdict), std::set<std::string_view>{"log_integrity"});
  EXPECT_EQ(look_of(verdict, "log_whole").holds, Tri::False);
}

TEST(GateJudge, InvestigatesASettingThatWasChangedBetweenAFailureAndAPass_UnlessATicketSaysWhy) {
  Pieces pieces = whole_pieces();
  ProbeRecord failed = testing::passed_run(kHappyPathIndex, 90, 5);
  set_assertion(failed, "status_success", CheckResult::Fail);
  failed.setting.areas = testing::areas_named("as it was");
  pieces.probes.insert(pieces.probes.begin(), failed);
  const Verdict verdict = verdict_of(pieces);
  EXPECT_EQ(verdict.word, GateVerdict::Investigate);
  EXPECT_EQ(doubts_of(verdict), std::set<std::string_view>{"unreviewed_change"});
  pieces.newest(kHappyPathIndex).ticket = "CHG-2";
  EXPECT_EQ(verdict_of(pieces).word, GateVerdict::Promote);
  pieces.newest(kHappyPathIndex).ticket.clear();
  pieces.probes.front().setting.areas = testing::areas_named("in force");
  EXPECT_TRUE(doubts_of(verdict_of(pieces)).empty()) << "a failure that passed without any change needs no review";
}

TEST(GateJudge, LooksAtGapsAndOperationsOnlySinceTheEvidenceBegan) {
  Pieces pieces = whole_pieces();
  pieces.others.push_back(gap(-4'000));
  record::Operation hasty = testing::rehearsed(70, -4'000);
  hasty.decision.attempts[1].backoff_actual = Duration(0);
  pieces.operations.push_back(hasty);
  EXPECT_EQ(verdict_of(pieces).word, GateVerdict::Promote);
}

TEST(GateJudge, AllowsAnImmediateResendOnAConnectionThatTheTargetHadClosed) {
  Pieces pieces = whole_pieces();
  record::Operation resent = testing::carried_by(80, 420);
  record::Attempt& first = resent.decision.attempts.front();
  first.failure_class = FailureClass::NetworkReset;
  first.reused_connection = true;
  first.next = record::NextStep::SameTarget;
  resent.decision.attempts.push_back(records::attempt_at("spare", FailureClass::Ok, 200));
  pieces.operations.push_back(resent);
  EXPECT_EQ(look_of(verdict_of(pieces), "backoff_seen").holds, Tri::True);
}

TEST(GateJudge, AsksForNoBackoffWhereNothingIsSentTwice) {
  Pieces pieces = whole_pieces();
  pieces.operations.pop_back();
  pieces.question.attempts_per_target_max = 1;
  EXPECT_EQ(look_of(verdict_of(pieces), "backoff_seen").holds, Tri::True);
}

TEST(GateJudge, WarnsWithoutATicket_AndListsWhatDoesNotHold) {
  Pieces pieces = whole_pieces();
  pieces.question.ticket.clear();
  pieces.question.unresolved = {{"region", "platform", false}};
  const Verdict verdict = verdict_of(pieces);
  EXPECT_EQ(verdict.word, GateVerdict::Promote);
  EXPECT_EQ(verdict.warnings.size(), 2U);
}

TEST(GateJudge, SaysTheSameWhateverTheOrderOfTheRecords) {
  const GateCase asked = whole_pieces().as_case();
  GateCase reversed = asked;
  std::reverse(reversed.lines.begin(), reversed.lines.end());
  const Verdict verdict = judge({}, reversed);
  EXPECT_EQ(verdict.word, GateVerdict::Promote);
  EXPECT_EQ(evidence_digest(asked), evidence_digest(reversed));
  EXPECT_EQ(render_case({}, asked), render_case({}, reversed));
}

}  // namespace
}  // namespace jurymast::evidence
