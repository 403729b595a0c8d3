#include "evidence/fixture.hpp"

#include <gtest/gtest.h>

#include "record/golden_probe.hpp"
#include "record/pattern_scrub.hpp"

namespace jurymast::evidence {
namespace {

using record::testing::expect_golden;

TEST(Fixture, IsSentInTheFormOfItsFamily) {
  for (const Family family : {Family::ChatCompletions, Family::Responses}) {
    for (const bool streamed : {false, true}) {
      const std::string body =
          fixture_body(default_fixture(), {.family = family, .streamed = streamed, .model = "assistant", .token_limit_member = {}});
      expect_golden(body + "\n", "tests/golden/smoke/" + default_fixture().id + "." + std::string(name_of(family)) +
                                     (streamed ? ".streamed.json" : ".buffered.json"));
    }
  }
}

TEST(Fixture, NamesTheTokenLimitAsItsTargetWantsIt) {
  const std::string body = fixture_body(default_fixture(), {.model = "m", .token_limit_member = "max_completion_tokens"});
  EXPECT_NE(body.find(R"("max_completion_tokens":32)"), std::string::npos);
  EXPECT_EQ(body.find("max_tokens"), std::string::npos);
}

TEST(Fixture, HoldsNobodysData) {
  EXPECT_TRUE(record::find_secrets(default_fixture().system + default_fixture().user).empty());
  EXPECT_TRUE(default_fixture().id.ends_with("@1"));
}

TEST(CustomFixture, IsNamedByWhatItAsks) {
  const auto one = read_custom_fixture(R"({"system":"Be short.","user":"Say ok.","max_tokens":8})");
  const auto same = read_custom_fixture(R"({ "user": "Say ok.", "max_tokens": 8, "system": "Be short." })");
  const auto other = read_custom_fixture(R"({"system":"Be short.","user":"Say no.","max_tokens":8})");
  ASSERT_TRUE(one && same && other);
  EXPECT_EQ(one->id, same->id);
  EXPECT_NE(one->id, other->id);
  EXPECT_TRUE(one->id.starts_with("custom-"));
  EXPECT_EQ(one->tokens_max, 8U);
}

TEST(CustomFixture, IsRefusedWithASecretOrAPersonInIt_AndNothingOfItIsRepeated) {
  const std::string address = "jane.roe@example.com";
  const auto person = read_custom_fixture(R"({"system":"Be short.","user":"Write to )" + address + R"("})");
  ASSERT_FALSE(person);
  EXPECT_EQ(person.error().code, Code::Denied);
  EXPECT_EQ(person.error().message.find("jane"), std::string::npos);
  const auto escaped = read_custom_fixture(R"({"system":"Be short.","user":"Write to jane.roe\u0040example.com"})");
  ASSERT_FALSE(escaped);
  EXPECT_EQ(escaped.error().code, Code::Denied);
}

TEST(CustomFixture, IsAnObjectWithinItsBounds) {
  for (const char* wrong :
       {"", "[]", R"({"system":"a"})", R"({"system":"a","user":1})", R"({"system":"a","user":"b","max_tokens":0})",
        R"({"system":"a","user":"b","max_tokens":257})", R"({"system":"a","user":"b","max_tokens":"8"})"}) {
    const auto read = read_custom_fixture(wrong);
    ASSERT_FALSE(read) << wrong;
    EXPECT_EQ(read.error().code, Code::Invalid) << wrong;
  }
  EXPECT_FALSE(read_custom_fixture(std::string(kCustomFixtureBytesMax + 1, ' ')));
}

}  // namespace
}  // namespace jurymast::evidence
