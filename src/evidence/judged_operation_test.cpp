#include "evidence/judged_operation.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "record/line.hpp"
#include "record/test_operations.hpp"

namespace jurymast::evidence {
namespace {

using namespace std::chrono_literals;
using record::ParsedAttempt;
using record::ParsedLine;

ParsedAttempt attempt_at(const std::string& target, const std::string& failure_class) {
  ParsedAttempt attempt;
  attempt.target = target;
  attempt.failure_class = failure_class;
  attempt.elapsed_us = 800'000;
  return attempt;
}

/// Drawn to the fallback with one chance in four, and answered there.
ParsedLine drawn(const std::string& arm, const std::string& assigned, const std::string& failure_class = "ok") {
  ParsedLine line;
  line.kind = "operation";
  line.operation.id = "01J";
  line.operation.route = "assistant";
  line.operation.family = "chat_completions";
  line.operation.primary = "main";
  line.operation.outcome = "complete";
  line.operation.arm = arm;
  line.operation.weight_ppm = 250'000;
  line.operation.assigned = assigned;
  line.operation.attempts.push_back(attempt_at(assigned, failure_class));
  return line;
}

TEST(JudgedOperation, IsDrawnToTheSideThatItsArmSays) {
  const auto canary = judged_operation(drawn("canary", "spare"));
  ASSERT_TRUE(canary && canary->draw);
  EXPECT_EQ(canary->draw->side, Side::Canary);
  EXPECT_EQ(canary->draw->weight_ppm, 250'000U);
  EXPECT_EQ(canary->assigned, "spare");
  EXPECT_EQ(canary->content_after, 800ms);
  for (const char* arm : {"control", "restore"}) {
    const auto judged = judged_operation(drawn(arm, "main"));
    ASSERT_TRUE(judged && judged->draw) << arm;
    EXPECT_EQ(judged->draw->side, Side::Control) << arm;
  }
}

TEST(JudgedOperation, ReadsItsDrawFromALine) {
  std::string line;
  std::string text = render(record::testing::served(3));
  text.insert(text.find(R"("outcome":)"), R"("weight_ppm":50000,"assigned":"main",)");
  record::number_line(text, 1, line);
  line.pop_back();
  const auto read = record::read_line(line);
  ASSERT_TRUE(read);
  const auto judged = judged_operation(*read);
  ASSERT_TRUE(judged && judged->draw);
  EXPECT_EQ(judged->draw->weight_ppm, 50'000U);
  EXPECT_EQ(judged->at, record::testing::start_of(3).at);
}

TEST(JudgedOperation, WithoutADrawEntersNoComparison) {
  ParsedLine line = drawn("control", "main");
  line.operation.weight_ppm.reset();
  line.operation.assigned.clear();
  const auto judged = judged_operation(line);
  ASSERT_TRUE(judged);
  EXPECT_FALSE(judged->draw);
  EXPECT_EQ(judged->assigned, "main");
}

TEST(JudgedOperation, SaysWhoseFaultEachClassIs) {
  for (const std::string_view name : kFailureClassNames) {
    const auto judged = judged_operation(drawn("canary", "spare", std::string(name)));
    ASSERT_TRUE(judged) << name;
    AssignedOutcome expected = AssignedOutcome::Failed;
    if (name == "ok") expected = AssignedOutcome::Served;
    for (const char* invalid : {"malformed", "contract_mismatch", "output_invalid", "empty"}) {
      if (name == invalid) expected = AssignedOutcome::Invalid;
    }
    for (const char* caller : {"invalid_request", "context_length", "content_policy", "state_missing", "cancelled"}) {
      if (name == caller) expected = AssignedOutcome::Excluded;
    }
    EXPECT_EQ(judged->outcome, expected) << name;
    EXPECT_EQ(name_of(judged->failure_class), name);
  }
}

TEST(JudgedOperation, IsInvalidWhereTheRoutesRulesSaySo_AndNotWhereTheyCouldNotTell) {
  ParsedLine line = drawn("canary", "spare");
  line.operation.attempts.back().output = "schema";
  EXPECT_EQ(judged_operation(line)->outcome, AssignedOutcome::Invalid);
  for (const char* output : {"none", "undecided"}) {
    line.operation.attempts.back().output = output;
    EXPECT_EQ(judged_operation(line)->outcome, AssignedOutcome::Served) << output;
  }
}

TEST(JudgedOperation, IsThatOfItsAssignedTarget_RetriesIncludedAndRescuesLeftOut) {
  ParsedLine retried = drawn("canary", "spare", "overloaded");
  retried.operation.attempts.push_back(attempt_at("spare", "ok"));
  retried.operation.attempts.back().started_us = 900'000;
  EXPECT_EQ(judged_operation(retried)->outcome, AssignedOutcome::Served);
  EXPECT_EQ(judged_operation(retried)->content_after, 1700ms);

  ParsedLine rescued = drawn("canary", "spare", "overloaded");
  rescued.operation.attempts.push_back(attempt_at("main", "ok"));
  EXPECT_EQ(judged_operation(rescued)->outcome, AssignedOutcome::Failed);
  EXPECT_TRUE(judged_operation(rescued)->rescues.empty()) << "the primary rescues nobody";

  ParsedLine degraded = drawn("canary", "spare", "overloaded");
  degraded.operation.attempts.push_back(attempt_at("spare", "ok"));
  degraded.operation.attempts.back().degraded = true;
  EXPECT_EQ(judged_operation(degraded)->outcome, AssignedOutcome::Failed);
}

TEST(JudgedOperation, TellsOfTheFallbackThatRescuedIt) {
  ParsedLine line = drawn("control", "main", "timeout_first_token");
  line.operation.streamed = true;
  line.operation.attempts.push_back(attempt_at("spare", "ok"));
  line.operation.attempts.back().started_us = 3'000'000;
  line.operation.attempts.back().first_content_us = 500'000;
  const auto judged = judged_operation(line);
  ASSERT_TRUE(judged && judged->rescues.size() == 1);
  EXPECT_EQ(judged->rescues[0].target, "spare");
  EXPECT_EQ(judged->rescues[0].failure_class, FailureClass::Ok);
  EXPECT_EQ(judged->rescues[0].content_after, 3500ms);
  EXPECT_EQ(judged->rescues[0].waited_before, 3s);
  EXPECT_FALSE(judged->rescues[0].invalid);
  EXPECT_FALSE(judged->content_after) << "the assigned target gave no content";
  line.operation.attempts.back().failure_class = "malformed";
  EXPECT_TRUE(judged_operation(line)->rescues[0].invalid);
}

TEST(JudgedOperation, TellsOfEachFallbackThatWasAsked_ByItsLastAttempt) {
  ParsedLine line = drawn("control", "main", "overloaded");
  for (const auto& [target, failure_class] :
       {std::pair("spare", "overloaded"), std::pair("spare", "malformed"), std::pair("third", "ok")}) {
    line.operation.attempts.push_back(attempt_at(target, failure_class));
    line.operation.attempts.back().started_us = line.operation.attempts.size() * 1'000'000;
  }
  const auto judged = judged_operation(line);
  ASSERT_TRUE(judged && judged->rescues.size() == 2);
  EXPECT_EQ(judged->rescues[0].target, "spare");
  EXPECT_TRUE(judged->rescues[0].invalid);
  EXPECT_EQ(judged->rescues[0].waited_before, 2s);
  EXPECT_EQ(judged->rescues[1].target, "third");
  EXPECT_EQ(judged->rescues[1].failure_class, FailureClass::Ok);
  EXPECT_EQ(judged->rescues[1].waited_before, 4s);
}

TEST(JudgedOperation, FailsWhereItsTargetWasDenied_WithTheClassOfWhatClosedTheWay) {
  for (const auto& [denial, expected] :
       {std::pair("breaker_open", FailureClass::UpstreamError), std::pair("paused", FailureClass::RateLimited),
        std::pair("full", FailureClass::Overloaded), std::pair("credential_open", FailureClass::Auth)}) {
    ParsedLine line = drawn("control", "main");
    line.operation.attempts = {attempt_at("spare", "ok")};
    line.operation.passed_over = {{"main", denial}};
    const auto judged = judged_operation(line);
    ASSERT_TRUE(judged) << denial;
    EXPECT_EQ(judged->outcome, AssignedOutcome::Failed);
    EXPECT_EQ(judged->failure_class, expected);
    EXPECT_TRUE(judged->denied);
  }
  ParsedLine refused = drawn("control", "main");
  refused.operation.attempts.clear();
  refused.operation.outcome = "refused";
  refused.operation.refusal = "all_open";
  refused.operation.passed_over = {{"main", "breaker_open"}, {"spare", "breaker_open"}};
  ASSERT_TRUE(judged_operation(refused));
  EXPECT_TRUE(judged_operation(refused)->denied);
}

TEST(JudgedOperation, IsNoneWhereNothingOfATargetWasSeen) {
  const auto none = [](auto change) {
    ParsedLine line = drawn("control", "main");
    change(line);
    return !judged_operation(line);
  };
  EXPECT_TRUE(none([](ParsedLine& line) { line.kind = "probe"; }));
  EXPECT_TRUE(none([](ParsedLine& line) { line.operation.arm = "synthetic"; }));
  EXPECT_TRUE(none([](ParsedLine& line) { line.operation.arm = "shadow"; }));
  EXPECT_TRUE(none([](ParsedLine& line) { line.operation.arm = "of a later version"; }));
  EXPECT_TRUE(none([](ParsedLine& line) { line.operation.replay = true; }));
  EXPECT_TRUE(none([](ParsedLine& line) { line.operation.outcome = "interrupted"; }));
  EXPECT_TRUE(none([](ParsedLine& line) { line.operation.attempts.clear(); }));
  for (const char* refusal : {"shed", "not_eligible", "draining", "memory"}) {
    EXPECT_TRUE(none([&](ParsedLine& line) { line.operation.refusal = refusal; })) << refusal;
  }
  EXPECT_TRUE(none([](ParsedLine& line) {
    line.operation.attempts.clear();
    line.operation.passed_over = {{"main", "killed"}};
  }));
}

}  // namespace
}  // namespace jurymast::evidence
