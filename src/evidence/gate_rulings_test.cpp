#include "evidence/test_verdict.hpp"
#include "record/incident.hpp"

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

TEST(GateJudge, HoldsWhereGoodRequestsWereStreamed_AndAnErrorPathWasNot) {
  Pieces pieces = whole_pieces();
  ProbeRecord streamed = testing::passed_run(kHappyPathIndex, 60, 500);
  streamed.question.streamed = true;
  streamed.question.operation = pieces.probes.front().question.operation;
  pieces.probes.push_back(streamed);
  const Look look = look_of(verdict_of(pieces), "error_credential_passed");
  EXPECT_EQ(look.holds, Tri::Unknown);
  EXPECT_EQ(look.needed, "good requests were sent streamed, and this one was not");
  EXPECT_EQ(look.command, "jurymast smoke assistant --target spare --check error_credential");
  for (std::size_t check = kHappyPathIndex + 1; check < kCheckNames.size(); ++check) {
    ProbeRecord error = testing::passed_run(check, 60 + check, 500);
    error.question.streamed = true;
    error.question.operation = streamed.question.operation;
    pieces.probes.push_back(error);
  }
  EXPECT_EQ(look_of(verdict_of(pieces), "error_credential_passed").holds, Tri::True);
  set_assertion(pieces.probes.back(), "sent_once", CheckResult::Fail);
  EXPECT_EQ(look_of(verdict_of(pieces), "error_client_fault_passed").holds, Tri::False);
}

TEST(GateJudge, JudgesTheModelThatIsNamed_OfATargetThatPassesNamesOn) {
  Pieces pieces = whole_pieces();
  pieces.question.subject.model = pieces.question.asked_model = "large-2";
  for (ProbeRecord& probe : pieces.probes) {
    probe.setting.model.clear();
    probe.question.model_alias = "large-2";
  }
  const Verdict verdict = verdict_of(pieces);
  EXPECT_EQ(verdict.word, GateVerdict::Promote);
  EXPECT_EQ(look_of(verdict, "model_placeholder_known").measured, "asked for as <MODEL_ID>, which whoever asks names");
  for (ProbeRecord& probe : pieces.probes) probe.question.model_alias = "large-3";
  EXPECT_EQ(verdict_of(pieces).word, GateVerdict::Hold);
}

TEST(GateJudge, OfAnotherGatewayKnowsOnlyWhatIsSeenFromOutside_AndHolds) {
  Pieces pieces = whole_pieces();
  pieces.question.subject.via = "https://gateway.example/v1";
  EXPECT_TRUE(not_holding(verdict_of(pieces)).contains("answer_parsed")) << "what went through ours counts for no other";
  for (ProbeRecord& probe : pieces.probes) {
    probe.question.path = record::ProbePath::Via;
    probe.question.via = pieces.question.subject.via;
    probe.question.operation.reset();
  }
  const Verdict verdict = verdict_of(pieces);
  EXPECT_EQ(verdict.word, GateVerdict::Hold);
  const std::set<std::string_view> inside{"happy_path_passed",   "error_credential_passed",   "error_missing_field_passed",
                                          "errors_classified",   "error_client_fault_passed", "enough_passes",
                                          "enough_operations",   "retries_within_budget",     "backoff_seen",
                                          "retry_amplification", "fallback_decision_logged",  "decision_recorded_once"};
  EXPECT_EQ(not_holding(verdict), inside);
  for (const std::string_view name : inside) {
    const Look look = look_of(verdict, name);
    EXPECT_EQ(look.holds, Tri::Unknown) << name;
    EXPECT_EQ(look.needed,
              "the application's requests go through https://gateway.example/v1, and this cannot be seen from outside of it");
    EXPECT_EQ(look.command, "jurymast smoke assistant --target spare") << name;
  }
  set_assertion(pieces.newest(1), "told_apart_from_success", CheckResult::Fail);
  EXPECT_EQ(look_of(verdict_of(pieces), "error_credential_passed").holds, Tri::False)
      << "what fails in sight of everybody is false";
}

TEST(GateJudge, WarnsOfASettingThatWasChanged_AndDoesNotAnswerTheFailingSignal) {
  Pieces pieces = whole_pieces();
  record::ConfigRecord change;
  change.at = records::moment(300);
  change.accepted = true;
  change.changed = {"routes.assistant.retry.attempts", "targets.spare.api_key"};
  pieces.others.push_back(render(change));
  change.accepted = false;
  change.changed = {"routes.assistant.retry.backoff"};
  pieces.others.push_back(render(change));
  EXPECT_TRUE(verdict_of(pieces).warnings.empty()) << "nobody has said what the change is to answer";
  pieces.question.failing_signal = "auth";
  const Verdict verdict = verdict_of(pieces);
  ASSERT_EQ(verdict.warnings.size(), 1U);
  EXPECT_EQ(verdict.warnings.front(),
            "scope_drift: routes.assistant.retry.attempts changed, which does not answer auth: take it out of this change");
  EXPECT_EQ(verdict.word, GateVerdict::Promote) << "a warning, and no verdict";
  const GateRules rules;
  const GateCase asked = pieces.as_case();
  EXPECT_EQ(gather(rules, asked).changed, (std::vector<std::string>{"routes.assistant.retry.attempts", "targets.spare.api_key"}));
  pieces.question.failing_signal = "rate_limited";
  EXPECT_NE(verdict_of(pieces).warnings.front().find("targets.spare.api_key"), std::string::npos);
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

TEST(GateJudge, CountsNothingThatIsSaidOfAnIncident_NorAPacketOfIt) {
  record::IncidentRecord decision;
  decision.at = records::moment(20);
  decision.id = decision.incident = records::operation_id(991);
  decision.event = record::IncidentEvent::Entered;
  decision.route = "assistant";
  decision.subject = "operator_decision";
  decision.text = records::plain("pass, promote it");
  Pieces bare = whole_pieces();
  bare.probes.clear();
  bare.others.push_back(render(decision));
  const GateRules rules;
  const GateCase asked = bare.as_case();
  const GateEvidence evidence = gather(rules, asked);
  EXPECT_EQ(evidence.set_aside[static_cast<std::size_t>(SetAside::Escalation)], 1U);
  EXPECT_EQ(judge(evidence).word, GateVerdict::Hold);
  Pieces whole = whole_pieces();
  decision.text = records::plain("fail");
  whole.others.push_back(render(decision));
  EXPECT_EQ(verdict_of(whole).word, GateVerdict::Promote) << "it takes nothing away either";
  EXPECT_FALSE(read_case(R"({"packet":"jurymast.incident_packet/1","view":"support","complete":true,"items":[],"sections":[]})"));
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

TEST(GateJudge, InvestigatesAModelThatTheDocumentationPointsToTheOtherFamily) {
  Pieces pieces = whole_pieces();
  pieces.question.advised_family = name_of(Family::ChatCompletions);
  EXPECT_EQ(verdict_of(pieces).word, GateVerdict::Promote);
  pieces.question.advised_family = name_of(Family::Responses);
  const Verdict verdict = verdict_of(pieces);
  EXPECT_EQ(verdict.word, GateVerdict::Investigate);
  EXPECT_EQ(doubts_of(verdict), std::set<std::string_view>{"documented_family_differs"});
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

TEST(GateJudge, InvestigatesALogThatIsNotWhatWasWritten_ThoughEachOfItsLinesIs) {
  Pieces pieces = whole_pieces();
  pieces.log.findings = 2;
  pieces.log.named = {"broken_chain:current.jsonl:7", "missing_lines:current.jsonl:7"};
  const Verdict verdict = verdict_of(pieces);
  EXPECT_EQ(verdict.word, GateVerdict::Investigate);
  ASSERT_EQ(verdict.disagreements.size(), 1U);
  EXPECT_EQ(verdict.disagreements[0].name, "log_integrity");
  EXPECT_EQ(verdict.disagreements[0].records, pieces.log.named);
  EXPECT_EQ(look_of(verdict, "log_whole").holds, Tri::False);
}

TEST(GateJudge, AsksNoIndexOfAPackThatNamesNone_ButAPageThatWasRead) {
  Pieces pieces = whole_pieces();
  pieces.question.pack_names_index = false;
  pieces.contracts[0].listed = Tri::Unknown;
  const Verdict verdict = verdict_of(pieces);
  EXPECT_EQ(verdict.word, GateVerdict::Promote);
  EXPECT_NE(look_of(verdict, "page_listed").measured.find("names no index"), std::string::npos);
  pieces.contracts.clear();
  EXPECT_EQ(look_of(verdict_of(pieces), "page_listed").holds, Tri::Unknown);
}

TEST(GateJudge, PromotesOnAPageOutOfAFile_AndSaysThatAPersonStatesItsDay) {
  Pieces pieces = whole_pieces();
  pieces.contracts[0].supplied = true;
  pieces.contracts[0].status.reset();
  const Verdict verdict = verdict_of(pieces);
  EXPECT_EQ(verdict.word, GateVerdict::Promote);
  EXPECT_NE(look_of(verdict, "page_reachable").documented.find("out of a file"), std::string::npos);
  pieces.contracts[0].reachable = Tri::Unknown;
  const Look look = look_of(verdict_of(pieces), "page_reachable");
  EXPECT_EQ(look.holds, Tri::Unknown);
  EXPECT_NE(look.command.find("--read-on DAY"), std::string::npos);
}

TEST(GateJudge, HoldsOnAnAnswerThatNamesNoModel_UntilTheRulesAcceptThat_AndSaysSo) {
  Pieces pieces = whole_pieces();
  for (ProbeRecord& probe : pieces.probes) {
    probe.answer.substituted = Tri::Unknown;
    set_assertion(probe, "model_as_requested", CheckResult::Missing);
  }
  const Verdict held = verdict_of(pieces);
  EXPECT_EQ(held.word, GateVerdict::Hold);
  for (const std::string_view name : {"model_as_requested", "happy_path_passed"})
    EXPECT_NE(look_of(held, name).command.find("--rule model_unnamed=1"), std::string::npos) << name;
  const Verdict accepted = verdict_of(pieces, {.model_unnamed = 1});
  EXPECT_EQ(accepted.word, GateVerdict::Promote);
  EXPECT_NE(look_of(accepted, "model_as_requested").measured.find("which the rules accept"), std::string::npos);
  pieces.newest(kHappyPathIndex).answer.substituted = Tri::True;
  EXPECT_EQ(verdict_of(pieces, {.model_unnamed = 1}).word, GateVerdict::Investigate) << "a model that is named is still compared";
}

TEST(GateJudge, TellsWhereAnAnswerAndItsDocumentationDisagree) {
  Pieces pieces = whole_pieces();
  set_assertion(pieces.newest(kHappyPathIndex), "matches_contract", CheckResult::Fail);
  pieces.newest(kHappyPathIndex).answer.differences = {"object_differs:/object"};
  const Verdict verdict = verdict_of(pieces);
  ASSERT_EQ(verdict.disagreements.size(), 1U);
  EXPECT_NE(verdict.disagreements[0].what.find("object_differs:/object"), std::string::npos) << verdict.disagreements[0].what;
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
