#include "wire/body_overrides.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/random.hpp"
#include "wire/body_members.hpp"

namespace jurymast::wire {
namespace {

constexpr TokenLimitMember kNewer = TokenLimitMember::MaxCompletionTokens;
constexpr TokenLimitMember kOlder = TokenLimitMember::MaxTokens;

Result<AdaptedBody> adapt(std::string_view body, const BodyOverrides& overrides) {
  JsonScratch scratch;
  const PaddedString padded(body);
  return adapt_body(padded.padded(), overrides, scratch);
}

/// The adapted body and its counts, or the error.
std::string adapted(std::string_view body, const BodyOverrides& overrides) {
  const Result<AdaptedBody> result = adapt(body, overrides);
  if (!result) return result.error().message;
  const auto [renamed, set, removed] = result->adaptations;
  return std::string(result->body.padded().text) + fmt::format(" {}{}{}", renamed, set, removed);
}

std::string refusal(const BodyOverrides& overrides) {
  const Result<void> checked = check_overrides(overrides);
  return checked ? "fine" : checked.error().message;
}

std::string refusal_of_set(std::string name, std::string json) { return refusal({.set = {{std::move(name), std::move(json)}}}); }

TEST(AdaptBody, WithoutOverridesKeepsTheBytes) { EXPECT_EQ(adapted(" {\"a\" : 1 }\n", {}), " {\"a\" : 1 }\n 000"); }

TEST(AdaptBody, RenamesTheOtherTokenLimit) {
  EXPECT_EQ(adapted(R"({ "max_tokens" : 5, "x":1})", {.token_limit_member = kNewer}),
            R"({ "max_completion_tokens" : 5, "x":1} 100)");
  EXPECT_EQ(adapted(R"({"max_completion_tokens":5})", {.token_limit_member = kOlder}), R"({"max_tokens":5} 100)");
  EXPECT_EQ(adapted(R"({"max_completion_tokens":5})", {.token_limit_member = kNewer}), R"({"max_completion_tokens":5} 000)");
  EXPECT_EQ(adapted(R"({"m\u0061x_tokens":5})", {.token_limit_member = kNewer}), R"({"max_completion_tokens":5} 100)");
  EXPECT_EQ(adapted(R"({"x":"max_tokens"})", {.token_limit_member = kNewer}), R"({"x":"max_tokens"} 000)");
}

TEST(AdaptBody, LetsTheTargetsOwnTokenLimitWin_UnlessItSaysNothing) {
  EXPECT_EQ(adapted(R"({"max_tokens":5,"max_completion_tokens":6})", {.token_limit_member = kNewer}),
            R"({"max_completion_tokens":6} 100)");
  EXPECT_EQ(adapted(R"({"max_tokens":5,"max_completion_tokens":6})", {.token_limit_member = kOlder}), R"({"max_tokens":5} 100)");
  EXPECT_EQ(adapted(R"({"max_tokens":5,"max_completion_tokens":null})", {.token_limit_member = kNewer}),
            R"({"max_completion_tokens":5} 100)");
  EXPECT_EQ(adapted(R"({"max_completion_tokens":null,"max_tokens":5})", {.token_limit_member = kNewer}),
            R"({"max_completion_tokens":5} 100)");
  EXPECT_EQ(adapted(R"({"max_completion_tokens":null,"max_tokens":null})", {.token_limit_member = kNewer}),
            R"({"max_completion_tokens":null} 100)");
}

TEST(AdaptBody, SetsMembers) {
  const BodyOverrides overrides{.set = {{"top_k", "40"}, {"kwargs", R"({"thinking":false})"}}};
  EXPECT_EQ(adapted(R"({"x":1})", overrides), R"({"top_k":40,"kwargs":{"thinking":false},"x":1} 020)");
  EXPECT_EQ(adapted(R"({"kwargs" : [ 1 ] ,"top_k":40})", overrides), R"({"kwargs" : {"thinking":false} ,"top_k":40} 010)");
  EXPECT_EQ(adapted(" { } ", overrides), R"( {"top_k":40,"kwargs":{"thinking":false} }  020)");
}

TEST(AdaptBody, RemovesMembers_WithTheRightComma) {
  EXPECT_EQ(adapted(R"({"a":1, "b":2 ,"c":3})", {.remove = {"a"}}), R"({"b":2 ,"c":3} 001)");
  EXPECT_EQ(adapted(R"({"a":1, "b":2 ,"c":3})", {.remove = {"b", "none"}}), R"({"a":1, "c":3} 001)");
  EXPECT_EQ(adapted(R"({"a":1, "b":2 ,"c":3})", {.remove = {"c", "b"}}), R"({"a":1} 002)");
  EXPECT_EQ(adapted(R"({"a":1})", {.remove = {"a"}}), R"({} 001)");
  EXPECT_EQ(adapted(R"({"x":{"a":1}})", {.remove = {"a"}}), R"({"x":{"a":1}} 000)");
}

TEST(AdaptBody, DoesAllAtOnce) {
  const BodyOverrides overrides{
      .token_limit_member = kOlder, .set = {{"store", "false"}, {"top_p", "0.5"}}, .remove = {"user", "seed"}};
  EXPECT_EQ(adapted(R"({"model":"m","seed":7,"max_completion_tokens":9,"store":true,"user":"u"})", overrides),
            R"({"top_p":0.5,"model":"m","max_tokens":9,"store":false} 122)");
}

TEST(AdaptBody, RefusesWhatItCannotChangeSafely) {
  EXPECT_EQ(adapted(R"([1])", {}), "the request body must be a JSON object");
  EXPECT_EQ(adapted(R"({"a":tru})", {}), "the request body is not valid JSON (at byte 5)");
  EXPECT_EQ(adapted("", {}), "the request body is not valid JSON (at byte 0)");
  EXPECT_EQ(adapted(R"({"a":1,"a":2})", {.remove = {"a"}}), "\"a\" is given twice; give it once");
  EXPECT_EQ(adapted(R"({"a":1,"\u0061":2})", {.set = {{"a", "3"}}}), "\"a\" is given twice; give it once");
  EXPECT_EQ(adapted(R"({"max_tokens":1,"max_tokens":2})", {.token_limit_member = kNewer}),
            "\"max_tokens\" is given twice; give it once");
  EXPECT_EQ(adapted(R"({"b":1,"b":2})", {.remove = {"a"}}), R"({"b":1,"b":2} 000)");
}

TEST(AdaptBody, TakesOnlySoManyMembers) {
  std::string body = "{\"m0\":0";
  for (std::size_t i = 1; i < kBodyMembersMax; ++i) body += fmt::format(",\"m{}\":0", i);
  EXPECT_TRUE(adapt(body + "}", {.remove = {"m5"}}));
  EXPECT_EQ(adapted(body + ",\"last\":0}", {}),
            "the request body has more than 1024 members; a body with so many cannot be changed");
}

TEST(AdaptBody, GivesTheSameDocumentAsARebuild_ForRandomMembers) {
  const std::vector<std::string> pool{R"("model":"m")",      R"("max_tokens":1)", R"("max_completion_tokens" :2 )",
                                      R"("a": [1,{"b":2}])", R"("b":null)",       R"("c":"\"c\":")"};
  Random random(11);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> members = pool;
    std::string body = "{ ";
    while (!members.empty() && random.below(6) != 0) {
      const auto pick = static_cast<std::ptrdiff_t>(random.below(members.size()));
      body += (body.size() > 2 ? ", " : "") + members[static_cast<std::size_t>(pick)];
      members.erase(members.begin() + pick);
    }
    body += " }";
    BodyOverrides overrides{.set = {{"a", "{\"z\":[]}"}}, .remove = {"b"}};
    if (random.chance(1, 2)) overrides.token_limit_member = kNewer;
    nlohmann::json expected = nlohmann::json::parse(body);
    expected["a"] = {{"z", nlohmann::json::array()}};
    expected.erase("b");
    if (overrides.token_limit_member && expected.contains("max_tokens")) {
      if (!expected.contains("max_completion_tokens")) expected["max_completion_tokens"] = 1;
      expected.erase("max_tokens");
    }
    const Result<AdaptedBody> result = adapt(body, overrides);
    ASSERT_TRUE(result) << body;
    ASSERT_EQ(nlohmann::json::parse(result->body.padded().text), expected) << body;
  }
}

TEST(CheckOverrides, LetsWhatTargetsNeedThrough) {
  EXPECT_EQ(refusal({}), "fine");
  EXPECT_EQ(refusal({.token_limit_member = kOlder,
                     .set = {{"top_k", " 40 "}, {"chat_template_kwargs", R"({"a":[1,{"b":null}]})"}, {"store", "false"}},
                     .remove = {"parallel_tool_calls", "logit_bias"}}),
            "fine");
  EXPECT_EQ(refusal_of_set("max_tokens", "100"), "fine");
}

TEST(CheckOverrides, RefusesWhatTheGatewayReliesOn) {
  for (const char* const name : {"model", "stream", "stream_options", "messages", "input", "n", "background",
                                 "previous_response_id", "conversation", "prompt"}) {
    const std::string begin = fmt::format("\"{}\" cannot be set or removed for a target: ", name);
    EXPECT_TRUE(refusal_of_set(name, "null").starts_with(begin)) << name;
    EXPECT_TRUE(refusal({.remove = {name}}).starts_with(begin)) << name;
  }
  EXPECT_EQ(refusal_of_set("model", "\"m\""), "\"model\" cannot be set or removed for a target: set the target's `model` instead");
}

TEST(CheckOverrides, RefusesWhatIsNoName) {
  for (const char* const name : {"", "a b", "a\"", "a\\", "caf\xC3\xA9", "a/b"}) {
    EXPECT_TRUE(refusal_of_set(name, "1").starts_with("a member's name is not valid; it has 1 to 64 letters")) << name;
    EXPECT_TRUE(refusal({.remove = {name}}).starts_with("a member's name is not valid")) << name;
  }
  EXPECT_EQ(refusal_of_set(std::string(64, 'a'), "1"), "fine");
  EXPECT_NE(refusal_of_set(std::string(65, 'a'), "1"), "fine");
}

TEST(CheckOverrides, RefusesWhatIsNotOneValue) {
  EXPECT_EQ(refusal_of_set("a", "1,\"model\":\"x\""),
            "the value for \"a\" is not one valid JSON value (at byte 1); write a string with its quotes");
  for (const char* const json : {"", " ", "yes", "{", "{\"a\":1", "1 2", "\"\\ud83d\"", "\"\xff\"", "[1,]", "NaN", "//x", "}{"}) {
    EXPECT_TRUE(refusal_of_set("a", json).starts_with("the value for \"a\" is not one valid JSON value")) << json;
  }
}

TEST(CheckOverrides, BoundsSizeDepthAndNumber) {
  EXPECT_EQ(refusal_of_set("a", "\"" + std::string(kOverrideJsonBytesMax - 2, 'x') + "\""), "fine");
  EXPECT_EQ(refusal_of_set("a", "\"" + std::string(kOverrideJsonBytesMax - 1, 'x') + "\""),
            "the value for \"a\" has 16385 bytes; at most 16384");
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(refusal_of_set("a", nested(16)), "fine");
  EXPECT_EQ(refusal_of_set("a", nested(17)), "the value for \"a\" nests deeper than 16 levels");
  EXPECT_EQ(refusal_of_set("a", nested(1000)), "the value for \"a\" nests deeper than 16 levels");
  BodyOverrides many;
  for (std::size_t i = 0; i < kOverridesMax; ++i) many.remove.push_back(fmt::format("m{}", i));
  EXPECT_EQ(refusal(many), "fine");
  many.set.push_back({"x", "1"});
  EXPECT_EQ(refusal(many), "33 members are set or removed; at most 32");
}

TEST(CheckOverrides, RefusesTwoWordsAboutOneMember) {
  EXPECT_EQ(refusal({.set = {{"a", "1"}}, .remove = {"a"}}), "\"a\" is set or removed more than once; say one thing about it");
  EXPECT_EQ(refusal({.set = {{"a", "1"}, {"a", "1"}}}), "\"a\" is set or removed more than once; say one thing about it");
  EXPECT_EQ(refusal({.token_limit_member = kOlder, .set = {{"max_tokens", "1"}}}),
            "\"max_tokens\" is decided by the target's token_limit_member; leave one of the two out");
  EXPECT_EQ(refusal({.token_limit_member = kOlder, .remove = {"max_completion_tokens"}}),
            "\"max_completion_tokens\" is decided by the target's token_limit_member; leave one of the two out");
}

TEST(CheckOverrides, RefusesAValueThatNoRequestMayHave) {
  EXPECT_EQ(refusal_of_set("store", "1"), "a value that is set has the wrong type: \"store\" must be true or false");
  EXPECT_EQ(refusal_of_set("max_output_tokens", "\"9\""),
            "a value that is set has the wrong type: \"max_output_tokens\" must be a number");
}

TEST(TokenLimitMember, IsFoundByItsName) {
  EXPECT_EQ(token_limit_member_named("max_tokens"), kOlder);
  EXPECT_EQ(token_limit_member_named("max_completion_tokens"), kNewer);
  EXPECT_EQ(token_limit_member_named("max_output_tokens"), std::nullopt);
}

}  // namespace
}  // namespace jurymast::wire
