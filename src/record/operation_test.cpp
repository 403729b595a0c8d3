#include "record/operation.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "record/line.hpp"
#include "record/model_name.hpp"
#include "record/test_operations.hpp"

namespace jurymast::record {
namespace {

using nlohmann::json;

std::string line_of(const Operation& operation, std::uint64_t seq) {
  std::string line;
  number_line(render(operation), seq, line);
  return line;
}

TEST(OperationRecord, IsOneJsonObject_WithTheFactsOfTheDecision) {
  const json record = json::parse(render(testing::rescued(5)));
  EXPECT_EQ(record.at("kind"), "operation");
  EXPECT_EQ(record.at("id"), testing::operation_id(5).to_string());
  EXPECT_EQ(record.at("route"), "assistant");
  EXPECT_EQ(record.at("outcome"), "complete");
  EXPECT_EQ(record.at("class"), "ok");
  EXPECT_EQ(record.at("arm"), "rescue");
  EXPECT_EQ(record.at("decision"), "fallback_provider");
  EXPECT_EQ(record.at("fallback_class"), "overloaded");
  EXPECT_EQ(record.at("conditions").at("evidence"), "unknown");
  EXPECT_EQ(record.at("conditions").at("mode"), "true");
  EXPECT_EQ(record.at("conditions").size(), kConditionCount);
  EXPECT_EQ(record.at("unproven"), json::array({"evidence"}));
  ASSERT_EQ(record.at("attempts").size(), 2U);
  EXPECT_EQ(record.at("attempts")[0].at("class"), "overloaded");
  EXPECT_EQ(record.at("attempts")[0].at("code"), "server_is_overloaded");
  EXPECT_EQ(record.at("attempts")[0].at("elapsed_us"), 812345);
  EXPECT_EQ(record.at("attempts")[0].at("admission").at("tokens"), 10000);
  EXPECT_EQ(record.at("latency_ms"), 1626);
}

TEST(OperationRecord, OfOneGoodAttemptIsShort) { EXPECT_LE(line_of(testing::served(1), 1'234'567'890).size(), 660U); }

TEST(OperationRecord, LeavesOutWhatIsDefault) {
  const json record = json::parse(render(testing::served(1)));
  for (const char* absent :
       {"arm", "weight_ppm", "assigned", "not_drawn", "decision", "refusal", "risk", "fallback_taken", "conditions", "unproven",
        "passed_over", "streamed", "replay", "maybe_executed", "queued_us", "first_content_ms"}) {
    EXPECT_FALSE(record.contains(absent)) << absent;
  }
}

TEST(OperationRecord, TellsPossibleExecution_WhereAnyAttemptMayHaveRun) {
  Operation operation = testing::rescued(1);
  operation.decision.attempts[0].maybe_executed = true;
  const json record = json::parse(render(operation));
  EXPECT_TRUE(record.at("maybe_executed").get<bool>());
  EXPECT_TRUE(record.at("attempts")[0].at("maybe_executed").get<bool>());
  EXPECT_FALSE(record.at("attempts")[1].contains("maybe_executed"));
}

TEST(OperationRecord, TellsTheBudgetBeforeAndAfter_AndTheWaitBeforeARetry) {
  Operation operation = testing::rescued(1);
  Attempt& attempt = operation.decision.attempts[1];
  attempt.admission.budget_before_milli = 4'000;
  attempt.admission.budget_after_milli = 3'000;
  attempt.backoff_planned = std::chrono::milliseconds(40);
  attempt.backoff_actual = std::chrono::milliseconds(41);
  const json record = json::parse(render(operation));
  EXPECT_EQ(record.at("attempts")[1].at("admission").at("tokens"), 4'000);
  EXPECT_EQ(record.at("attempts")[1].at("admission").at("tokens_after"), 3'000);
  EXPECT_EQ(record.at("attempts")[1].at("backoff_us"), 40'000);
  EXPECT_EQ(record.at("attempts")[1].at("waited_us"), 41'000);
  EXPECT_FALSE(record.at("attempts")[0].contains("waited_us"));
}

TEST(OperationRecord, TellsTheDraw_WhereOneTookPlace) {
  const json drawn = json::parse(render(testing::canary(1)));
  EXPECT_EQ(drawn.at("arm"), "canary");
  EXPECT_EQ(drawn.at("weight_ppm"), 50'000);
  EXPECT_EQ(drawn.at("assigned"), "spare");
  EXPECT_FALSE(drawn.contains("fallback_taken")) << "a canary that served is no rescue";
  Operation control = testing::served(2);
  control.decision.weight_ppm = 0;
  control.decision.assigned_name = "main";
  EXPECT_EQ(json::parse(render(control)).at("weight_ppm"), 0) << "a share of nothing is a draw all the same";
}

TEST(OperationRecord, HoldsTheAliasAndTheModelsThatWereAskedForAndReturned) {
  Operation operation = testing::rescued(1);
  operation.start.model_alias = "gpt-*";
  operation.model_requested = "vendor/spare-1";
  operation.shape.model_returned = "vendor/spare-1-2026";
  operation.shape.model_substituted = true;
  const json record = json::parse(render(operation));
  EXPECT_EQ(record.at("model_alias"), "gpt-*");
  EXPECT_EQ(record.at("model_requested"), "vendor/spare-1");
  EXPECT_EQ(record.at("answer").at("model_returned"), "vendor/spare-1-2026");
  EXPECT_EQ(record.at("answer").at("model_substituted"), "true");
}

TEST(OperationRecord, OfAnAnswerThatNamesNoModelSaysNothingOfIt) {
  Operation operation = testing::served(1);
  operation.shape.model_returned = {};
  operation.shape.model_substituted.reset();
  const json answer = json::parse(render(operation)).at("answer");
  EXPECT_FALSE(answer.contains("model_returned"));
  EXPECT_FALSE(answer.contains("model_returned_unprintable"));
  EXPECT_EQ(answer.at("model_substituted"), "not_returned");
}

TEST(OperationRecord, WritesNothingDownThatIsNoModelsName_AndSaysThatItWasThere) {
  const std::string sentence = "Dear customer, your password is hunter2";
  Operation operation = testing::served(1);
  operation.model_requested = sentence;
  operation.shape.model_returned = sentence;
  const std::string text = render(operation);
  EXPECT_EQ(text.find("hunter2"), std::string::npos);
  const json record = json::parse(text);
  EXPECT_FALSE(record.contains("model_requested"));
  EXPECT_EQ(record.at("model_requested_unprintable"), true);
  EXPECT_FALSE(record.at("answer").contains("model_returned"));
  EXPECT_EQ(record.at("answer").at("model_returned_unprintable"), true);
}

TEST(OperationRecord, SaysWhyItWasNotDrawn_WhereADrawStood) {
  Operation operation = testing::served(1);
  operation.decision.not_drawn = NotDrawn::Stateful;
  const json record = json::parse(render(operation));
  EXPECT_EQ(record.at("not_drawn"), "stateful");
  EXPECT_FALSE(record.contains("weight_ppm"));
}

TEST(OperationRecord, OfARefusalHasNoClassAndNoAttempts) {
  Operation operation;
  operation.start = testing::start_of(2);
  operation.decision.refusal = Refusal::RouteUnknown;
  operation.decision.status = 404;
  const json record = json::parse(render(operation));
  EXPECT_EQ(record.at("refusal"), "route_unknown");
  EXPECT_EQ(record.at("outcome"), "refused");
  EXPECT_FALSE(record.contains("class"));
  EXPECT_FALSE(record.contains("attempts"));
}

TEST(OperationRecord, StaysBelowItsLimit_WithEveryMemberAtItsLongest) {
  const std::string name(300, 'n');
  const std::string model(kModelNameBytesMax, 'm');
  Operation longest = testing::longest(name);
  longest.model_requested = longest.shape.model_returned = model;
  // Who was drawn was eligible, a refusal has no class, a fallback has one cause, and a shadow has no caller.
  longest.start.shadow_of.reset();
  longest.decision.not_drawn.reset();
  longest.decision.refusal.reset();
  longest.decision.fallback_denial = Denial::None;
  longest.decision.fallback_refused = false;
  const std::string record = render(longest);
  EXPECT_LE(record.size(), kRecordBytesMax);
  EXPECT_GT(record.size(), 6000U) << "the worst case is no longer one";
  const json parsed = json::parse(record);
  EXPECT_EQ(parsed.at("attempts").size(), limits::kAttemptsMax);
  EXPECT_EQ(parsed.at("passed_over").size(), limits::kTargetsPerRouteMax);
}

TEST(OperationRecord, CannotBeBrokenByAName) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  for (std::size_t at = 0; at < every_byte.size(); at += 32) {
    const std::string name = every_byte.substr(at, 32);
    const std::string record = render(testing::longest(name));
    EXPECT_TRUE(json::accept(record));
    EXPECT_EQ(record.find('\n'), std::string::npos);
  }
}

TEST(StartRecord, IsTheBeginningOfTheWholeRecord) {
  const Operation operation = testing::served(3);
  const std::string start = render_start(operation.start);
  EXPECT_TRUE(json::accept(start));
  EXPECT_TRUE(render(operation).starts_with(start.substr(0, start.size() - 1)));
}

}  // namespace
}  // namespace jurymast::record
