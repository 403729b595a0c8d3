#include "proxy/attempt_body.hpp"

#include <gtest/gtest.h>

namespace jurymast::proxy {
namespace {

using policy::step::PromptForm;

/// One route with everything an attempt may need changed, and one request of a client.
class AttemptBodyTest : public ::testing::Test {
 protected:
  AttemptBodyTest() {
    route_.corrective = policy::Prompt{"json-only-v1", "Answer with JSON."};
    route_.degrade.emplace().turns_max = 1;
    route_.degrade->token_limit = 50;
  }

  /// The body of an attempt of that form, or the reason why there is none.
  std::string made(std::string_view body, PromptForm prompt = PromptForm::AsItCame) {
    client_.assign(body);
    auto view = wire::read_request(Family::ChatCompletions, client_.padded(), scratch_);
    if (!view) return view.error().message;
    request_ = std::move(*view);
    const auto result = attempt_.make({.body = client_.padded().text,
                                       .request = request_,
                                       .route = route_,
                                       .index = TargetIndex{1},
                                       .target = target_,
                                       .model_json = R"("model-b")",
                                       .prompt = prompt,
                                       .without_required = without_required_},
                                      scratch_);
    return result ? attempt_.pieces().joined() : result.error().message;
  }

  bool without_required_ = false;
  policy::Route route_;
  policy::Target target_;
  wire::JsonScratch scratch_;
  wire::PaddedString client_;
  wire::RequestView request_;
  AttemptBody attempt_;
};

constexpr std::string_view kTurns =
    R"({ "model":"m", "messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"1"},{"role":"assistant","content":"2"},{"role":"user","content":"3"}]})";

TEST_F(AttemptBodyTest, IsTheClientsOwnBytes_WithTheModelInPlace) {
  std::string expected(kTurns);
  expected.replace(expected.find("\"m\""), 3, "\"model-b\"");
  EXPECT_EQ(made(kTurns), expected);
  EXPECT_TRUE(attempt_.adaptations().empty());
  EXPECT_EQ(attempt_.held_bytes(), 0U) << "nothing is copied";
}

TEST_F(AttemptBodyTest, LosesWhatItsFamilyRequires_ForAProbeAlone) {
  without_required_ = true;
  EXPECT_EQ(made(R"({"model":"m","messages":[{"role":"user","content":"1"}],"n":1})"), R"({"model":"model-b","n":1})");
  EXPECT_EQ(attempt_.adaptations(), std::vector<std::string_view>{"member_removed"});
}

TEST_F(AttemptBodyTest, CarriesTheTargetsOwnSystemPrompt) {
  route_.prompt_variants.push_back({TargetIndex{1}, {"spare-v2", "Be brief."}});
  const std::string body = made(kTurns);
  EXPECT_NE(body.find(R"({"role":"system","content":"Be brief."})"), std::string::npos) << body;
  EXPECT_EQ(body.find("Be kind."), std::string::npos) << body;
  EXPECT_EQ(attempt_.adaptations(), std::vector<std::string_view>{"system_replaced"});
}

TEST_F(AttemptBodyTest, AddsTheCorrectiveInstructionAtTheEnd) {
  const std::string body = made(kTurns, PromptForm::Corrected);
  EXPECT_TRUE(body.ends_with(R"("content":"3"},{"role":"system","content":"Answer with JSON."}]})")) << body;
  EXPECT_EQ(attempt_.adaptations(), std::vector<std::string_view>{"corrective_added"});
}

TEST_F(AttemptBodyTest, TakesFromADegradedRequestWhatTheTierSays) {
  const std::string body = made(kTurns, PromptForm::Degraded);
  EXPECT_NE(body.find("Be kind."), std::string::npos) << body;
  EXPECT_EQ(body.find(R"("content":"1")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("max_completion_tokens":50)"), std::string::npos) << body;
  EXPECT_EQ(attempt_.adaptations(), (std::vector<std::string_view>{"turns_dropped", "token_limit_set"}));
  EXPECT_GT(attempt_.held_bytes(), 0U);
}

TEST_F(AttemptBodyTest, SpeaksTheTargetsDialect) {
  target_.changes.body.token_limit_member = wire::TokenLimitMember::MaxTokens;
  target_.changes.body.set = {{"top_k", "3"}};
  target_.changes.body.remove = {"seed"};
  const std::string body = made(R"({"model":"m","messages":[],"max_completion_tokens":9,"seed":1})");
  EXPECT_NE(body.find(R"("max_tokens":9)"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("top_k":3)"), std::string::npos) << body;
  EXPECT_EQ(body.find("seed"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("model":"model-b")"), std::string::npos) << body;
  EXPECT_EQ(attempt_.adaptations(), (std::vector<std::string_view>{"token_limit_renamed", "member_set", "member_removed"}));
}

TEST_F(AttemptBodyTest, LeavesNothingOfTheAttemptBefore) {
  made(kTurns, PromptForm::Degraded);
  made(kTurns);
  EXPECT_TRUE(attempt_.adaptations().empty());
  EXPECT_EQ(attempt_.held_bytes(), 0U);
}

TEST_F(AttemptBodyTest, FailsWhereThePromptHasAnotherShape) {
  const std::string told = made(R"({"model":"m","messages":"hello"})", PromptForm::Degraded);
  EXPECT_NE(told.find("messages"), std::string::npos) << told;
  EXPECT_EQ(told.find("hello"), std::string::npos) << told;
}

}  // namespace
}  // namespace jurymast::proxy
