#include "control/admin_token.hpp"

#include <gtest/gtest.h>

namespace jurymast::control {
namespace {

AdminToken token(std::string name, Role role = Role::View) {
  return {.name = std::move(name), .role = role, .digest = crypto::sha256("t"), .created_at = ManualClock().wall_now()};
}

TEST(AdminTokens, AreReadAsTheyWereWritten) {
  AdminTokens tokens{token("grafana"), token("deploy", Role::Operate), token("app", Role::Report)};
  tokens[1].expires_at = tokens[1].created_at + std::chrono::hours(24 * 90);
  const auto read = read_tokens(render(tokens));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, tokens);
  EXPECT_TRUE(read_tokens("")->empty());
}

TEST(AdminTokens, AreRefusedWhole_WhereALineIsNotOne) {
  const std::string good = render({token("grafana")});
  const auto complaint = [](const std::string& text) {
    const auto read = read_tokens(text);
    return read ? std::string() : read.error().message;
  };
  EXPECT_EQ(complaint(good.substr(0, good.size() - 1)), "line 1 does not end");
  EXPECT_EQ(complaint(good + "\n"), "line 2 is not NAME ROLE SHA256 CREATED EXPIRES");
  EXPECT_TRUE(complaint(good + good).starts_with("line 2: there is a token grafana already"));
  for (const char* const wrong : {"view", "never"}) {
    std::string text = good;
    text.replace(text.find(wrong), std::string_view(wrong).size(), "anyone");
    EXPECT_EQ(complaint(text), "line 1 is not NAME ROLE SHA256 CREATED EXPIRES") << wrong;
  }
  std::string short_digest = good;
  short_digest.erase(short_digest.find("view ") + 5, 2);
  EXPECT_FALSE(complaint(short_digest).empty());
}

TEST(AdminTokens, HaveNamesOfTheirOwn_AndABound) {
  AdminTokens tokens;
  EXPECT_FALSE(add_token(tokens, token("")));
  EXPECT_FALSE(add_token(tokens, token("two words")));
  EXPECT_FALSE(add_token(tokens, token(std::string(kAdminTokenNameBytesMax + 1, 'x'))));
  EXPECT_FALSE(add_token(tokens, token("local")));
  EXPECT_FALSE(add_token(tokens, token("configured")));
  for (std::size_t i = 0; i < kAdminTokensMax; ++i) EXPECT_TRUE(add_token(tokens, token("t" + std::to_string(i))));
  EXPECT_EQ(add_token(tokens, token("one-more")).error().code, Code::Exhausted);
  EXPECT_EQ(remove_token(tokens, "nobody").error().code, Code::NotFound);
  EXPECT_TRUE(remove_token(tokens, "t7"));
  EXPECT_TRUE(add_token(tokens, token("one-more")));
}

TEST(AdminTokens, HaveOneOfFourRoles) {
  EXPECT_EQ(token_role_named("report"), Role::Report);
  EXPECT_EQ(token_role_named("approve"), Role::Approve);
  EXPECT_EQ(token_role_named("anyone"), std::nullopt);
  EXPECT_EQ(token_role_named("root"), std::nullopt);
}

}  // namespace
}  // namespace jurymast::control
