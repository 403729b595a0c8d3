#include "app/log/test_log_commands.hpp"

namespace jurymast::app {
namespace {

using testing::id_text;
using testing::LogCommands;
using testing::Sink;

/// The same words however they are wrapped.
std::string without_space(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

TEST_F(LogCommands, ExplainAnswersTheFourQuestions_OfAServedOperation) {
  EXPECT_EQ(explain(1), kPass);
  expect_golden("explain-served");
}

TEST_F(LogCommands, ExplainSaysTheSameAsJson) {
  EXPECT_EQ(explain(1), kPass);
  const std::string words = without_space(output_);
  EXPECT_EQ(explain(1, true), kPass);
  const auto report = nlohmann::json::parse(output_);
  EXPECT_EQ(report["operation"], id_text(1));
  EXPECT_EQ(report["all_answered"], true);
  ASSERT_GE(report["parts"].size(), 5U) << "the head and four questions";
  for (const auto& part : report["parts"]) {
    EXPECT_NE(words.find(without_space(part["question"].get<std::string>())), std::string::npos);
    EXPECT_FALSE(part["sentences"].empty()) << part["question"];
    for (const auto& sentence : part["sentences"])
      EXPECT_NE(words.find(without_space(sentence.get<std::string>())), std::string::npos) << sentence;
  }
}

TEST_F(LogCommands, ExplainTellsARescue_AndWhatWasNotProved) {
  EXPECT_EQ(explain(2), kPass);
  expect_golden("explain-rescued");
}

TEST_F(LogCommands, ExplainTellsADraw_AndWhereItsCanaryWasRescued) {
  add(record::render(record::testing::canary(6)));
  record::Operation rescued = record::testing::canary(7);
  rescued.decision.attempts.front() = record::testing::attempt_at("spare", FailureClass::Overloaded, 503);
  rescued.decision.attempts.push_back(record::testing::attempt_at("main", FailureClass::Ok, 200));
  rescued.decision.served_by_name = "main";
  rescued.decision.fallback_taken = true;
  rescued.decision.fallback_class = FailureClass::Overloaded;
  add(record::render(rescued));
  EXPECT_EQ(explain(6), kPass);
  EXPECT_NE(without_space(output_).find(
                without_space("It was drawn to spare (arm canary), while 5.00 % of eligible requests went to the canary.")),
            std::string::npos)
      << output_;
  EXPECT_NE(without_space(output_).find(without_space("where it was drawn to.")), std::string::npos) << output_;
  EXPECT_EQ(explain(7), kPass);
  EXPECT_NE(without_space(output_).find("insteadofspare:itfailedasoverloaded."), std::string::npos) << output_;
  EXPECT_NE(without_space(output_).find(without_space("About the canary:")), std::string::npos) << output_;
}

TEST_F(LogCommands, ExplainTellsAFailure_ItsBudget_AndWhatMayHaveHappened) {
  EXPECT_EQ(explain(3), kPass);
  expect_golden("explain-failed");
}

TEST_F(LogCommands, ExplainTellsARefusal) {
  EXPECT_EQ(explain(4), kPass);
  expect_golden("explain-refused");
}

TEST_F(LogCommands, ExplainTellsAnInterruptedOperation) {
  EXPECT_EQ(explain(5), kPass);
  expect_golden("explain-interrupted");
}

TEST_F(LogCommands, ExplainSaysWhichQuestionTheRecordLeavesOpen) {
  EXPECT_EQ(explain(60'000), kCheckFailed) << "no snapshot knows the route";
  EXPECT_NE(output_.find("NOT ANSWERED"), std::string::npos);
  EXPECT_EQ(explain(60'000, true), kCheckFailed);
  EXPECT_NE(output_.find("\"answered\": false"), std::string::npos);
}

TEST_F(LogCommands, ExplainOfAnUnknownIdFails_AndOfNoIdIsMisuse) {
  Sink out;
  Sink err;
  EXPECT_EQ(run_log_explain({state_.path(), id_text(99)}, out.file(), err.file()), kCheckFailed);
  EXPECT_EQ(run_log_explain({state_.path(), "nonsense"}, out.file(), err.file()), kUsage);
}

}  // namespace
}  // namespace jurymast::app
