#include "mock/rules.hpp"

#include <gtest/gtest.h>

namespace jurymast::mock {
namespace {

using std::chrono::milliseconds;
constexpr MonotonicTime kStart{std::chrono::hours(1)};
constexpr Asked kChatAsked{"gpt-a", "/v1/chat/completions", Family::ChatCompletions, false};
constexpr Asked kResponsesAsked{"gpt-b", "/v1/responses", Family::Responses, true};

RuleList list_of(std::string_view json) {
  RuleList list;
  list.replace(read_rules(json).value(), kStart);
  return list;
}

TEST(Pattern, StarStandsForAnyText) {
  EXPECT_TRUE(matches_pattern("*", ""));
  EXPECT_TRUE(matches_pattern("gpt-*", "gpt-"));
  EXPECT_TRUE(matches_pattern("*a*b", "xxaxxbxb"));
  EXPECT_FALSE(matches_pattern("gpt-*", "gpt"));
  EXPECT_FALSE(matches_pattern("a*b", "abc"));
  EXPECT_FALSE(matches_pattern("", "a"));
}

TEST(Rules, TheFirstThatMatchesDecides) {
  RuleList list = list_of(R"({"rules":[{"model":"gpt-b","fault":"500"},{"fault":"503"},{"fault":"502"}]})");
  EXPECT_EQ(list.take(kChatAsked, kStart)->status, 503U);
  EXPECT_EQ(list.take(kResponsesAsked, kStart)->status, 500U);
}

TEST(Rules, FamilyAndStreamNarrowThem) {
  RuleList list = list_of(R"({"rules":[{"family":"responses","stream":true,"fault":"503"}]})");
  EXPECT_EQ(list.take(kChatAsked, kStart), nullptr);
  EXPECT_NE(list.take(kResponsesAsked, kStart), nullptr);
  EXPECT_EQ(list.take({"gpt-b", "/v1/responses", Family::Responses, false}, kStart), nullptr);
}

TEST(Rules, ForNextCountsOnlyWhatGotTheFault) {
  RuleList list = list_of(R"({"rules":[{"skip":1,"for_next":2,"fault":"503"}]})");
  EXPECT_EQ(list.take(kChatAsked, kStart), nullptr);
  EXPECT_NE(list.take(kChatAsked, kStart), nullptr);
  EXPECT_NE(list.take(kChatAsked, kStart), nullptr);
  EXPECT_EQ(list.take(kChatAsked, kStart), nullptr);
}

TEST(Rules, ASpentRuleLetsTheNextOneDecide) {
  RuleList list = list_of(R"({"rules":[{"for_next":1,"fault":"503"},{"fault":"429"}]})");
  EXPECT_EQ(list.take(kChatAsked, kStart)->status, 503U);
  EXPECT_EQ(list.take(kChatAsked, kStart)->status, 429U);
}

TEST(Rules, ForMsEndsWithItsTime) {
  RuleList list = list_of(R"({"rules":[{"for_ms":100,"fault":"503"}]})");
  EXPECT_NE(list.take(kChatAsked, kStart + milliseconds(99)), nullptr);
  EXPECT_EQ(list.take(kChatAsked, kStart + milliseconds(100)), nullptr);
}

TEST(Rules, ConcernOtherRequestsOnlyByPath) {
  RuleList list = list_of(R"({"rules":[{"path":"/v1/models","fault":"500"},{"fault":"503"}]})");
  EXPECT_EQ(list.take({"", "/v1/models", std::nullopt, false}, kStart)->status, 500U);
  EXPECT_EQ(list.take({"", "/v1/responses/resp_1", std::nullopt, false}, kStart), nullptr);
}

TEST(Rules, EarlyOnesAreTakenAtTheHeadAlone) {
  RuleList list = list_of(R"({"rules":[{"fault":"early=413"}]})");
  EXPECT_EQ(list.take(kChatAsked, kStart), nullptr);
  EXPECT_NE(list.take_early(kChatAsked, kStart), nullptr);
}

TEST(RulesJson, AFaultIsTextOrObject) {
  const auto text = read_rules(R"({"rules":[{"fault":"429,after=2,delay=100ms,header=X-A: b"}]})").value();
  const auto object =
      read_rules(
          R"({"rules":[{"fault":{"status":429,"after":2,"delay":100,"headers":{"X-A":"b"},"html":false,"body":null}}]})")
          .value();
  EXPECT_EQ(text[0].fault, object[0].fault);
}

TEST(RulesJson, UnderscoresAreDashes) {
  EXPECT_EQ(read_rules(R"({"rules":[{"fault":{"cut_event":3}}]})").value()[0].fault.cut_event, 3U);
}

TEST(RulesJson, IsReadBackAsItWasWritten) {
  const auto rules =
      read_rules(R"({"rules":[{"model":"a*","path":"/v1/*","family":"responses","stream":false,"skip":1,"for_next":2,
    "for_ms":300,"fault":{"status":503,"omit":["usage","id"],"headers":{"A":"1","B":"2"}}},{"fault":"silent"}]})");
  const auto again = read_rules(write_rules(rules.value()));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(write_rules(*again), write_rules(*rules));
  EXPECT_EQ((*again)[0].fault, (*rules)[0].fault);
  EXPECT_EQ((*again)[0].for_time, milliseconds(300));
  EXPECT_EQ((*again)[0].fault.omit.size(), 2U);
}

TEST(RulesJson, AFailureNamesTheRuleAndTheMember) {
  EXPECT_EQ(read_rules(R"({"rules":[{"fault":"503"},{"fault":"503","for_next":-1}]})").error().message,
            "rules[1]: `for_next` takes a number that is not negative");
}

TEST(RulesJson, RefusesWhatItDoesNotUnderstand) {
  for (const char* const json :
       {"", "[]", "{}", R"({"rules":{}})", R"({"rules":[],"more":1})", R"({"rules":[1]})", R"({"rules":[{}]})",
        R"({"rules":[{"fault":"503","modle":"x"}]})", R"({"rules":[{"fault":"503","family":"completions"}]})",
        R"({"rules":[{"fault":7}]})", R"({"rules":[{"fault":{"headers":7}}]})",
        R"({"rules":[{"fault":"503","stream":1}]})", R"({"rules":[{"fault":"early=413","model":"gpt"}]})"}) {
    EXPECT_FALSE(read_rules(json)) << json;
  }
}

TEST(RulesJson, TheirNumberIsBounded) {
  std::string json = R"({"rules":[)";
  for (std::size_t i = 0; i <= kRulesMax; ++i) json += std::string(i == 0 ? "" : ",") + R"({"fault":"503"})";
  EXPECT_EQ(read_rules(json + "]}").error().code, Code::Exhausted);
}

}  // namespace
}  // namespace jurymast::mock
