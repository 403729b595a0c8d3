#include "app/override/override_request.hpp"

#include <gtest/gtest.h>

namespace jurymast::app {
namespace {

using control::AdminRequest;
using control::Role;

TEST(OverrideRequest, IsReadMemberByMember) {
  const auto read = read_override_request(
      R"({"action":"pin","route":"assistant","target":"spare","author":"ana","approver":"ben","reason":"It is dead.","ticket":"INC-7","lasts":"90s","dry_run":true})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->action_said);
  EXPECT_TRUE(read->dry_run);
  EXPECT_EQ(read->ask.target, "spare");
  EXPECT_EQ(read->ask.lasts, std::chrono::seconds(90));
  EXPECT_EQ(read->ask.reason.text(), "It is dead.");
  EXPECT_FALSE(read_override_request("{}")->action_said);
}

TEST(OverrideRequest, NamesWhatIsWrong) {
  const std::string large = R"({"reason":")" + std::string(kOverrideBodyBytesMax, 'x') + "\"}";
  for (const auto& [body, word] : {std::pair<std::string, std::string>{"[]", "object"},
                                   {R"({"colour":"red"})", "colour"},
                                   {R"({"route":1})", "route"},
                                   {R"({"dry_run":"yes"})", "dry_run"},
                                   {R"({"action":"jump"})", "action"},
                                   {R"({"lasts":"soon"})", "soon"},
                                   {large, "bytes"}}) {
    const auto read = read_override_request(body);
    ASSERT_FALSE(read) << body;
    EXPECT_EQ(read.error().code, Code::Invalid);
    EXPECT_NE(read.error().message.find(word), std::string::npos) << read.error().message;
  }
}

TEST(OverrideRequest, ATokenSpeaksForItsOwnPersonAlone) {
  const auto settled = [](std::string_view actor, Role role, evidence::OverrideAsk ask) {
    return settle_persons({.rest = {}, .body = {}, .actor = actor, .role = role}, ask).has_value();
  };
  evidence::OverrideAsk ask;
  ask.author = "ana";
  EXPECT_TRUE(settled("", Role::Approve, ask)) << "a token that many share names nobody";
  EXPECT_TRUE(settled("configured", Role::Approve, ask));
  EXPECT_TRUE(settled("ana", Role::Operate, ask));
  EXPECT_FALSE(settled("ben", Role::Operate, ask));
  ask.approver = "ben";
  EXPECT_FALSE(settled("ana", Role::Approve, ask)) << "the approver sends what is approved";
  EXPECT_FALSE(settled("ben", Role::Operate, ask));
  EXPECT_TRUE(settled("ben", Role::Approve, ask));
  evidence::OverrideAsk unnamed;
  ASSERT_TRUE(settle_persons({.rest = {}, .body = {}, .actor = "ana", .role = Role::Operate}, unnamed));
  EXPECT_EQ(unnamed.author, "ana");
}

}  // namespace
}  // namespace jurymast::app
