#include <map>

#include "evidence/gate_conjuncts.hpp"
#include "evidence/test_verdict.hpp"

namespace jurymast::evidence {
namespace {

using record::CheckResult;
using record::GateVerdict;
using record::ProbeRecord;
using record::Tri;
using testing::doubts_of;
using testing::drop;
using testing::fail_newest;
using testing::gap;
using testing::look_of;
using testing::not_holding;
using testing::Pieces;
using testing::set_assertion;
using testing::verdict_of;
using testing::whole_pieces;
namespace records = testing::records;

constexpr Tri kTries[] = {Tri::True, Tri::False, Tri::Unknown};

/// Something wrong that is planted into a case in which everything holds, and the conjunct that has to notice.
struct Planted {
  std::string_view conjunct;
  Tri holds;
  void (*plant)(Pieces& pieces);
  GateRules rules{};
};

constexpr GateRules kSameDay{.same_day = 1};

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
    {"linked_to_documentation", Tri::Unknown,
     [](Pieces& p) { p.newest(kHappyPathIndex).question.contract = records::operation_id(1); }},
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
    {"log_whole", Tri::Unknown, [](Pieces& p) { p.log.root.clear(); }},
    {"log_whole", Tri::False,
     [](Pieces& p) {
       p.log.findings = 1;
       p.log.named = {"lines_cut"};
     }},
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
    const Look look = look_of(verdict, planted.conjunct);
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
      if (pieces.probes.size() == 12 && pieces.operations.size() == 23 && pieces.contracts.size() == 1) first.plant(pieces);
      const Verdict verdict = verdict_of(pieces, first.rules == GateRules() ? second.rules : first.rules);
      EXPECT_NE(verdict.word, GateVerdict::Promote) << first.conjunct << " and " << second.conjunct;
      ++pairs;
    }
  }
  EXPECT_EQ(pairs, std::size(kPlanted) * (std::size(kPlanted) - 1) / 2);
}

TEST(GateJudge, CountsNoCheckAmongOrdinaryRequests) {
  Pieces pieces = whole_pieces();
  std::erase_if(pieces.operations, [](const auto& operation) { return operation.decision.arm != record::Arm::Synthetic; });
  for (std::uint64_t number = 200; number < 209; ++number) pieces.operations.push_back(testing::ordinary(number, 350));
  pieces.operations.push_back(testing::ordinary(300, 360));
  pieces.operations.back().decision.arm = record::Arm::Shadow;
  const Look look = look_of(verdict_of(pieces), "enough_operations");
  EXPECT_EQ(look.holds, Tri::Unknown);
  EXPECT_EQ(look.measured, "9 of 10 ordinary operations since the checks began");
}

TEST(GateJudge, KnowsYesterdayFromTheLastDay_WhereTheDayIsAsked) {
  Pieces pieces = whole_pieces();
  pieces.contracts[0].accessed = records::moment(-600);  // ten minutes before midnight, and the verdict is ten minutes after it
  EXPECT_EQ(look_of(verdict_of(pieces), "contract_fresh").holds, Tri::True);
  EXPECT_EQ(look_of(verdict_of(pieces, {.same_day = 1}), "contract_fresh").holds, Tri::False);
}

TEST(GateJudge, HoldsWhereAnyOneOfTheChecksIsOld) {
  for (std::size_t old = 0; old < kCheckNames.size(); ++old) {
    Pieces pieces = whole_pieces();
    for (ProbeRecord& probe : pieces.probes) {
      if (check_index(probe.question.check) == old) probe.at = records::moment(600 - 8 * 86'400);
    }
    EXPECT_EQ(look_of(verdict_of(pieces), "pair_fresh").holds, Tri::False) << kCheckNames[old];
  }
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

}  // namespace
}  // namespace jurymast::evidence
