#include "evidence/smoke_verdict.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "evidence/smoke_test_check.hpp"
#include "record/line.hpp"

namespace jurymast::evidence {
namespace {

using record::CheckResult;
using record::OperatorDecision;
using testing::bad_case;
using testing::CheckCase;
using testing::good_case;

CheckResult result_of(const CheckVerdict& verdict, std::string_view name) {
  for (const record::Assertion& assertion : verdict.assertions) {
    if (assertion.name == name) return assertion.result;
  }
  ADD_FAILURE() << "no assertion is called " << name;
  return CheckResult::Missing;
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

std::string stream_of(std::string_view finish) {
  return R"(data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"{}"}}]})"
         "\n\n"
         R"(data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":)" +
         std::string(finish) + "}]}\n\n";
}

/// What no answer of these tests has is documented as required.
std::shared_ptr<const ContractPack> pack_that_wants_more() {
  ContractPack pack = test_pack();
  for (FamilyContract& family : pack.families) family.required.emplace_back("/never_returned");
  return std::make_shared<const ContractPack>(std::move(pack));
}

/// A fault planted into one case, and the assertion that must notice.
struct Planted {
  const char* assertion;
  void (*change)(CheckCase&);
};

const Planted kHappyFaults[] = {
    {"same_path_as_application", [](CheckCase& c) { c.operation.decision.arm = record::Arm::Control; }},
    {"status_success", [](CheckCase& c) { c.seen.answer.status = 502; }},
    {"status_success", [](CheckCase& c) { c.seen.answer.body = testing::kInvalidBody; }},
    {"expected_family", [](CheckCase& c) { replace(c.seen.answer.body, "chat.completion", "response"); }},
    {"expected_family", [](CheckCase& c) { c.check.streamed = c.seen.answer.streamed = true; }},
    {"answer_parsed", [](CheckCase& c) { c.seen.answer.body.pop_back(); }},
    {"answer_parsed", [](CheckCase& c) { c.seen.answer.body = "<html>moved</html>"; }},
    {"answer_parsed", [](CheckCase& c) { c.seen.answer.body.clear(); }},
    {"answer_parsed", [](CheckCase& c) { c.seen.answer.whole = false; }},
    {"answer_parsed", [](CheckCase& c) { replace(c.seen.answer.body, R"("stop")", R"("length")"); }},
    {"answer_parsed",
     [](CheckCase& c) {
       c.check.streamed = c.seen.answer.streamed = true;
       c.seen.answer.content_type = "text/event-stream";
       c.seen.answer.body = stream_of("null");
     }},
    {"required_members_present", [](CheckCase& c) { c.terms.demands.depends_on.emplace_back("/choices/0/message/audio"); }},
    {"output_valid", [](CheckCase& c) { replace(c.seen.answer.body, R"("{\"ok\":true}")", R"("")"); }},
    {"output_valid",
     [](CheckCase& c) {
       auto rules = std::make_shared<wire::OutputRules>();
       rules->depends_on.push_back(wire::JsonPointer::parse("/choices/0/logprobs").value());
       c.terms.demands.rules = rules;
     }},
    {"within_latency_budget", [](CheckCase& c) { c.seen.answer.elapsed = std::chrono::seconds(6); }},
    {"served_by_expected_target", [](CheckCase& c) { c.operation.decision.served_by_name = "spare"; }},
    {"fallback_inactive", [](CheckCase& c) { c.operation.decision.fallback_taken = true; }},
    {"single_attempt",
     [](CheckCase& c) { c.operation.decision.attempts.push_back(record::testing::attempt_at("main", FailureClass::Ok, 200)); }},
    {"model_as_requested", [](CheckCase& c) { c.operation.shape.model_substituted = true; }},
    {"usage_as_documented",
     [](CheckCase& c) {
       replace(c.seen.answer.body, R"("usage")", R"("other")");
       c.terms.demands.depends_on.emplace_back("/usage/total_tokens");
     }},
    {"usage_as_documented",
     [](CheckCase& c) {
       replace(c.seen.answer.body, R"("usage")", R"("other")");
       ContractPack pack = test_pack();
       pack.families.front().required.emplace_back("/usage");
       c.terms.contract = std::make_shared<const ContractPack>(std::move(pack));
     }},
    {"decision_recorded_once",
     [](CheckCase& c) { c.seen.record = record::render(c.operation) + "\n" + record::render(c.operation) + "\n"; }},
    {"request_id_propagated", [](CheckCase& c) { c.seen.answer.operation_id.clear(); }},
    {"request_id_propagated", [](CheckCase& c) { c.operation.start.client_request_hash.reset(); }},
    {"prompt_sanitized", [](CheckCase& c) { c.fixture.user = "Write to jane.roe@example.com."; }},
    {"authenticated_as_documented", [](CheckCase& c) { c.terms.authentication.bearer = false; }},
    {"authenticated_as_documented", [](CheckCase& c) { c.terms.authentication.credential = "inline"; }},
    {"authenticated_as_documented",
     [](CheckCase& c) {
       ContractPack pack = test_pack();
       pack.families.front().auth_scheme = record::AuthScheme::ApiKey;
       c.terms.contract = std::make_shared<const ContractPack>(std::move(pack));
     }},
    {"matches_contract", [](CheckCase& c) { c.terms.contract = pack_that_wants_more(); }},
};

const Planted kErrorFaults[] = {
    {"same_path_as_application", [](CheckCase& c) { c.operation.decision.arm = record::Arm::Control; }},
    {"told_apart_from_success", [](CheckCase& c) { c.seen.answer.status = 200; }},
    {"told_apart_from_success", [](CheckCase& c) { c.operation.decision.outcome = record::Outcome::Complete; }},
    {"classified_as_expected", [](CheckCase& c) { c.operation.decision.failure_class = FailureClass::UpstreamError; }},
    {"sent_once",
     [](CheckCase& c) {
       c.operation.decision.attempts.push_back(record::testing::attempt_at("main", FailureClass::InvalidRequest, 400));
     }},
    {"reason_recorded", [](CheckCase& c) { c.operation.decision.attempts.clear(); }},
    {"decision_recorded_once",
     [](CheckCase& c) { c.seen.record = record::render(c.operation) + "\n" + record::render(c.operation) + "\n"; }},
    {"nothing_leaked",
     [](CheckCase& c) { c.seen.answer.body = R"({"error":{"message":"bad key sk-proj-abcdefghijklmnopqrstuvwxyz012345"}})"; }},
    {"nothing_leaked", [](CheckCase& c) { c.seen.answer.body = R"({"error":{"message":"ticket-of-this-check"}})"; }},
};

TEST(CheckVerdict, PassesWhereEverythingIsAsItShouldBe) {
  const CheckVerdict verdict = good_case().judge();
  for (const record::Assertion& assertion : verdict.assertions) {
    EXPECT_EQ(assertion.result, CheckResult::Pass) << assertion.name;
  }
  EXPECT_EQ(verdict.assertions.size(), 17U);
  EXPECT_EQ(verdict.decision, OperatorDecision::Pass);
  EXPECT_EQ(verdict.answer.failure_class, FailureClass::Ok);
  EXPECT_EQ(verdict.answer.object_type, "chat.completion");
  EXPECT_EQ(verdict.answer.parse, record::ParseResult::Accepted);
  EXPECT_EQ(verdict.answer.usage_present, record::Returned::True);
  EXPECT_EQ(verdict.answer.elapsed, record::bucket_of(std::chrono::milliseconds(800)));
  EXPECT_EQ(verdict.answer.answered_by, "main");
  const CheckVerdict bad = bad_case().judge();
  for (const record::Assertion& assertion : bad.assertions) EXPECT_EQ(assertion.result, CheckResult::Pass) << assertion.name;
  EXPECT_EQ(bad.assertions.size(), 7U);
  EXPECT_EQ(bad.decision, OperatorDecision::Pass);
  EXPECT_EQ(bad.answer.failure_class, FailureClass::InvalidRequest);
  EXPECT_FALSE(bad.answer.parse);
}

TEST(CheckVerdict, FailsTheAssertionThatAPlantedFaultBreaks) {
  std::vector<std::string> noticed;
  for (const Planted& planted : kHappyFaults) {
    CheckCase made = good_case();
    planted.change(made);
    const CheckVerdict verdict = made.judge();
    EXPECT_EQ(result_of(verdict, planted.assertion), CheckResult::Fail) << planted.assertion;
    EXPECT_NE(verdict.decision, OperatorDecision::Pass) << planted.assertion;
    noticed.emplace_back(planted.assertion);
  }
  for (const record::Assertion& assertion : good_case().judge().assertions) {
    EXPECT_NE(std::find(noticed.begin(), noticed.end(), assertion.name), noticed.end()) << assertion.name << " has no failing case";
  }
}

TEST(CheckVerdict, FailsTheErrorPathsAssertionThatAPlantedFaultBreaks) {
  std::vector<std::string> noticed;
  for (const Planted& planted : kErrorFaults) {
    CheckCase made = bad_case();
    planted.change(made);
    const CheckVerdict verdict = made.judge();
    EXPECT_EQ(result_of(verdict, planted.assertion), CheckResult::Fail) << planted.assertion;
    EXPECT_EQ(verdict.decision, OperatorDecision::Fail) << planted.assertion;
    noticed.emplace_back(planted.assertion);
  }
  for (const record::Assertion& assertion : bad_case().judge().assertions) {
    EXPECT_NE(std::find(noticed.begin(), noticed.end(), assertion.name), noticed.end()) << assertion.name << " has no failing case";
  }
}

TEST(CheckVerdict, OfARescuedAnswer_IsThatThePrimaryFailed) {
  CheckCase made = good_case();
  const OperationId id = made.operation.start.id;
  made.operation = record::testing::rescued(1);
  made.operation.start.id = id;
  made.operation.decision.arm = record::Arm::Synthetic;
  const CheckVerdict verdict = made.judge();
  EXPECT_EQ(result_of(verdict, "status_success"), CheckResult::Pass);
  EXPECT_EQ(result_of(verdict, "fallback_inactive"), CheckResult::Fail);
  EXPECT_EQ(result_of(verdict, "served_by_expected_target"), CheckResult::Fail);
  EXPECT_EQ(verdict.decision, OperatorDecision::Fail);
  EXPECT_TRUE(verdict.answer.fallback_taken);
}

TEST(CheckVerdict, OfAnAnswerCutByItsTokenLimit_IsRejected_AndNoOutage) {
  CheckCase made = good_case();
  replace(made.seen.answer.body, R"("stop")", R"("length")");
  const CheckVerdict verdict = made.judge();
  EXPECT_EQ(verdict.answer.parse, record::ParseResult::Rejected);
  EXPECT_EQ(verdict.answer.finish, "length");
  EXPECT_EQ(verdict.answer.failure_class, FailureClass::Ok);
}

TEST(CheckVerdict, StopsAtAnAmbiguousClass_AndLetsAPersonLook) {
  CheckCase made = good_case();
  made.operation.decision.failure_class = FailureClass::Ambiguous;
  made.operation.decision.outcome = record::Outcome::Failed;
  made.seen.answer.status = 418;
  made.seen.answer.body = "{}";
  const CheckVerdict verdict = made.judge();
  EXPECT_EQ(verdict.decision, OperatorDecision::Investigate);
  EXPECT_EQ(result_of(verdict, "status_success"), CheckResult::Missing);
  EXPECT_EQ(result_of(verdict, "decision_recorded_once"), CheckResult::Pass);
}

TEST(CheckVerdict, OfAnotherModel_IsForAPersonWhereNothingElseIsWrong) {
  CheckCase made = good_case();
  made.operation.shape.model_substituted = true;
  EXPECT_EQ(made.judge().decision, OperatorDecision::Investigate);
  CheckCase also = good_case();
  also.operation.shape.model_substituted = true;
  also.seen.answer.elapsed = std::chrono::seconds(6);
  EXPECT_EQ(also.judge().decision, OperatorDecision::Fail);
}

TEST(CheckVerdict, CallsMissingWhatNobodyCouldSee) {
  CheckCase made = good_case();
  made.terms.time_max.reset();
  made.terms.contract = nullptr;
  made.operation.shape.model_substituted.reset();
  const CheckVerdict verdict = made.judge();
  for (const char* name : {"within_latency_budget", "matches_contract", "model_as_requested"}) {
    EXPECT_EQ(result_of(verdict, name), CheckResult::Missing) << name;
  }
  EXPECT_EQ(verdict.decision, OperatorDecision::Pass);
  CheckCase unseen = good_case();
  unseen.seen.record = "\n";
  const CheckVerdict without = unseen.judge();
  EXPECT_EQ(result_of(without, "served_by_expected_target"), CheckResult::Missing);
  EXPECT_EQ(result_of(without, "decision_recorded_once"), CheckResult::Missing);
}

TEST(CheckVerdict, OfADirectRequest_LeavesOpenWhatOnlyTheGatewayKnows) {
  CheckCase made = good_case();
  made.terms.path = record::ProbePath::Direct;
  made.seen.answer.operation_id.clear();
  made.seen.record = "\n";
  const CheckVerdict verdict = made.judge();
  EXPECT_EQ(verdict.decision, OperatorDecision::Pass);
  EXPECT_EQ(verdict.answer.failure_class, FailureClass::Ok);
  for (const char* name :
       {"same_path_as_application", "served_by_expected_target", "request_id_propagated", "decision_recorded_once"}) {
    EXPECT_EQ(result_of(verdict, name), CheckResult::Missing) << name;
  }
}

TEST(CheckVerdict, SaysNothingOfAnAnswerThatNobodyCouldRead) {
  CheckCase made = good_case();
  made.terms.path = record::ProbePath::Direct;
  made.seen.record = "\n";
  made.seen.answer.body = "<html>moved</html>";
  const CheckVerdict verdict = made.judge();
  EXPECT_EQ(verdict.answer.failure_class, FailureClass::Ambiguous);
  EXPECT_EQ(verdict.answer.parse, record::ParseResult::Rejected);
  EXPECT_NE(verdict.decision, OperatorDecision::Pass);
}

TEST(CheckVerdict, ReadsAStreamToItsEnd) {
  CheckCase made = good_case();
  made.check.streamed = made.seen.answer.streamed = true;
  made.seen.answer.content_type = "text/event-stream; charset=utf-8";
  made.seen.answer.body =
      stream_of(R"("stop")") +
      R"(data: {"id":"c","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}})"
      "\n\ndata: [DONE]\n\n";
  const CheckVerdict verdict = made.judge();
  EXPECT_EQ(verdict.decision, OperatorDecision::Pass);
  EXPECT_EQ(verdict.answer.object_type, "chat.completion.chunk");
  EXPECT_EQ(result_of(verdict, "usage_as_documented"), CheckResult::Pass);
}

TEST(CheckVerdict, AcceptsAnAnswerWithoutUsageWhereItIsOptional_AndFlagsIt) {
  CheckCase made = good_case();
  replace(made.seen.answer.body, R"("usage")", R"("other")");
  const CheckVerdict verdict = made.judge();
  EXPECT_EQ(verdict.decision, OperatorDecision::Pass);
  EXPECT_EQ(result_of(verdict, "usage_as_documented"), CheckResult::Pass);
  EXPECT_EQ(verdict.answer.usage_present, record::Returned::False);
  CheckCase unknown = good_case();
  replace(unknown.seen.answer.body, R"("usage")", R"("other")");
  unknown.terms.contract = nullptr;
  EXPECT_EQ(result_of(unknown.judge(), "usage_as_documented"), CheckResult::Missing);
}

TEST(CheckVerdict, AuthenticatesAsThePackDocuments_AndATargetWithoutAKeyByItsAnswer) {
  CheckCase keyless = good_case();
  keyless.terms.authentication = {"none", true};
  EXPECT_EQ(result_of(keyless.judge(), "authenticated_as_documented"), CheckResult::Pass);
  CheckCase plain = good_case();
  ContractPack pack = test_pack();
  pack.families.front().auth_scheme = record::AuthScheme::ApiKey;
  plain.terms.contract = std::make_shared<const ContractPack>(std::move(pack));
  plain.terms.authentication = {"file", false};
  EXPECT_EQ(result_of(plain.judge(), "authenticated_as_documented"), CheckResult::Pass);
  CheckCase refused = good_case();
  refused.terms.authentication = {"none", true};
  refused.operation.decision.failure_class = FailureClass::Auth;
  EXPECT_EQ(result_of(refused.judge(), "authenticated_as_documented"), CheckResult::Fail);
}

TEST(CheckVerdict, WritesDownWhereAnAnswerDiffersFromItsDocumentation) {
  CheckCase made = good_case();
  made.terms.contract = pack_that_wants_more();
  const CheckVerdict verdict = made.judge();
  ASSERT_FALSE(verdict.answer.differences.empty());
  EXPECT_TRUE(verdict.answer.differences.front().starts_with("member_missing:/")) << verdict.answer.differences.front();
}

TEST(CheckVerdict, OfARefusedRequest_NamesTheDocumentedMemberThatWasLeftOut_AndThePage) {
  CheckCase made = bad_case();
  const auto told = made.judge().expectation;
  ASSERT_TRUE(told);
  EXPECT_EQ(told->member, "/messages");
  EXPECT_EQ(told->page, "https://docs.example/chat");
  EXPECT_FALSE(good_case().judge().expectation);
}

TEST(CheckVerdict, TellsTheTargetsStatus_NotWhatTheGatewayMadeOfIt) {
  CheckCase made = bad_case();
  made.check.check = kErrorClientFault;
  made.check.fault = record::ProbeFault::ClientFault;
  made.operation.decision.failure_class = FailureClass::NetworkConnect;
  made.operation.decision.attempts = {record::testing::attempt_at("main", FailureClass::NetworkConnect, 0)};
  made.seen.answer.status = 502;
  const CheckVerdict verdict = made.judge();
  EXPECT_EQ(verdict.decision, OperatorDecision::Pass);
  EXPECT_FALSE(verdict.answer.status);
}

TEST(CheckVerdict, OfARefusedKey_KnowsBothWaysProvidersSaySo) {
  for (const FailureClass found : {FailureClass::Auth, FailureClass::Permission}) {
    CheckCase made = bad_case();
    made.check.check = kErrorCredential;
    made.check.fault = record::ProbeFault::Credential;
    made.operation.decision.failure_class = found;
    EXPECT_EQ(made.judge().decision, OperatorDecision::Pass) << name_of(found);
  }
}

TEST(ReadOperation, TakesALineWithOrWithoutItsNumber) {
  const std::string plain = record::render(record::testing::served(3));
  std::string numbered;
  record::number_line(plain, 12, numbered);
  ASSERT_TRUE(read_operation(plain));
  ASSERT_TRUE(read_operation(numbered));
  EXPECT_EQ(read_operation(plain)->id, read_operation(numbered)->id);
  EXPECT_FALSE(read_operation(""));
  EXPECT_FALSE(read_operation(R"({"error":"no"})"));
}

}  // namespace
}  // namespace jurymast::evidence
