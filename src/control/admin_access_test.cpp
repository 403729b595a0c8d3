#include "control/admin_access.hpp"

#include <gtest/gtest.h>

namespace jurymast::control {
namespace {

constexpr std::string_view kConfigured = "the-token-of-the-configuration-1";

std::string bearer(std::string_view token) { return "Bearer " + std::string(token); }

/// The gate of a listener on loopback, with a token of each role that is called as its role is.
class Gate : public ::testing::Test {
 protected:
  Gate() : access_({.hosts = {"127.0.0.1", "localhost"}, .local = true}) {
    access_.set_configured(crypto::sha256(kConfigured));
    access_.set_local(crypto::sha256("local-token"));
    AdminTokens tokens;
    for (const Role role : {Role::Report, Role::View, Role::Operate, Role::Approve}) {
      const std::string name(name_of(role));
      tokens.push_back({.name = name, .role = role, .digest = crypto::sha256(name), .created_at = clock_.wall_now()});
    }
    tokens.push_back({.name = "old", .role = Role::Approve, .digest = crypto::sha256("old"), .created_at = clock_.wall_now()});
    tokens.back().expires_at = clock_.wall_now() + std::chrono::hours(1);
    access_.set_made(std::move(tokens));
  }
  AdminMoment moment() { return {clock_.wall_now(), clock_.now()}; }
  /// The status that refuses; 0: admitted.
  int status(const AdminQuestion& question) {
    const auto admitted = access_.admit(question, moment());
    return admitted ? 0 : admitted.error().status;
  }
  int status_with(std::string_view token, Role needed = Role::View) {
    const std::string field = bearer(token);
    return status({.authorization = field, .host = "localhost:8081", .address = "10.0.0.1", .needed = needed});
  }

  ManualClock clock_;
  AdminAccess access_;
};

TEST_F(Gate, LetsEachRoleDoWhatItMay) {
  struct Expected {
    Role needed;
    std::vector<std::string_view> admitted;
  };
  const std::vector<Expected> table{{Role::Report, {"report", "operate", "approve"}},
                                    {Role::View, {"view", "operate", "approve"}},
                                    {Role::Operate, {"operate", "approve"}},
                                    {Role::Approve, {"approve"}}};
  for (const Expected& row : table) {
    for (const std::string_view token : {"report", "view", "operate", "approve"}) {
      const bool admitted = std::find(row.admitted.begin(), row.admitted.end(), token) != row.admitted.end();
      EXPECT_EQ(status_with(token, row.needed), admitted ? 0 : 403) << token << " asks for " << name_of(row.needed);
    }
    EXPECT_EQ(status_with(kConfigured, row.needed), 0);
    EXPECT_EQ(status_with("local-token", row.needed), 0);
  }
}

TEST_F(Gate, NamesWhoAsks) {
  const std::string field = bearer("operate");
  EXPECT_EQ(access_.admit({.authorization = field, .host = "localhost"}, moment())->name, "operate");
  const std::string configured = bearer(kConfigured);
  EXPECT_EQ(access_.admit({.authorization = configured, .host = "localhost"}, moment())->name, "configured");
  const std::string lower = "bearer local-token";
  EXPECT_EQ(access_.admit({.authorization = lower, .host = "localhost"}, moment())->name, "local");
}

TEST_F(Gate, RefusesATokenThatIsWrong_MissingOrOfAnotherScheme) {
  EXPECT_EQ(status_with("wrong"), 401);
  EXPECT_EQ(status({.host = "localhost"}), 401);
  for (const char* const field : {"Bearer", "Bearer ", "Basic dmlldw==", "view", "Bearer  view", "Bearer view "}) {
    EXPECT_EQ(status({.authorization = field, .host = "localhost"}), 401) << field;
  }
}

TEST_F(Gate, RefusesATokenFromTheMomentItExpires) {
  EXPECT_EQ(status_with("old"), 0);
  clock_.advance(std::chrono::minutes(59));
  EXPECT_EQ(status_with("old"), 0);
  clock_.advance(std::chrono::minutes(1));
  const std::string field = bearer("old");
  const auto refused = access_.admit({.authorization = field, .host = "localhost"}, moment());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 401);
  EXPECT_NE(refused.error().body.find("expired at"), std::string::npos);
}

TEST_F(Gate, ForgetsATokenThatWasRevoked_AndKeepsThoseItKnewWhereNobodyCanSay) {
  access_.set_made(std::nullopt);
  EXPECT_EQ(status_with("operate", Role::Operate), 0);
  access_.set_made(AdminTokens());
  EXPECT_EQ(status_with("operate", Role::Operate), 401);
}

TEST_F(Gate, RefusesAForeignHost_WhateverTheToken) {
  const std::string field = bearer("approve");
  const auto with_host = [&](std::string_view host) { return status({.authorization = field, .host = host}); };
  for (const char* const host : {"localhost", "localhost:1", "LOCALHOST:8081", "127.0.0.1:8081"}) {
    EXPECT_EQ(with_host(host), 0) << host;
  }
  for (const char* const host :
       {"", "evil.example", "evil.example:8081", "localhost.evil.example", "10.0.0.9", "[::1]:1", "[", "]"}) {
    EXPECT_EQ(with_host(host), 403) << host;
  }
  access_.set_more_hosts({"gateway.example"});
  EXPECT_EQ(with_host("gateway.example:8081"), 0);
}

TEST_F(Gate, TakesAnyAddressAsHost_WhereItListensOnAll) {
  AdminAccess open({.hosts = {"localhost"}, .every_address = true});
  open.set_local(crypto::sha256("t"));
  const auto status_of = [&](std::string_view host) {
    const auto admitted = open.admit({.authorization = "Bearer t", .host = host}, moment());
    return admitted ? 0 : admitted.error().status;
  };
  EXPECT_EQ(status_of("10.1.2.3:8081"), 0);
  EXPECT_EQ(status_of("[2001:db8::1]:8081"), 0);
  EXPECT_EQ(status_of("evil.example"), 403);
}

TEST_F(Gate, RefusesWhatABrowserSendsForAnotherPage) {
  const std::string field = bearer("approve");
  EXPECT_EQ(status({.authorization = field, .host = "localhost", .has_origin = true}), 403);
  for (const char* const site : {"cross-site", "same-site", "anything"}) {
    EXPECT_EQ(status({.authorization = field, .host = "localhost", .fetch_site = site}), 403) << site;
  }
  for (const char* const site : {"none", "same-origin"}) {
    EXPECT_EQ(status({.authorization = field, .host = "localhost", .fetch_site = site}), 0) << site;
  }
}

TEST_F(Gate, LetsAnyoneAskForHealth_UnderAnyName) {
  EXPECT_EQ(status({.host = "balancer.example", .needed = Role::Anyone}), 0);
  EXPECT_EQ(status({.host = "balancer.example", .has_origin = true, .needed = Role::Anyone}), 403);
}

TEST_F(Gate, IsOpenForReadingAtFirst_OnThisMachineAlone) {
  const AdminQuestion reading{.host = "localhost", .open_at_first = true};
  AdminAccess fresh({.hosts = {"localhost"}, .local = true});
  fresh.set_local(crypto::sha256("local-token"));
  EXPECT_TRUE(fresh.admit(reading, moment()));
  EXPECT_FALSE(fresh.admit({.host = "localhost"}, moment()));
  EXPECT_FALSE(fresh.admit({.host = "localhost", .needed = Role::Operate, .open_at_first = true}, moment()));
  EXPECT_FALSE(fresh.admit({.authorization = "Bearer wrong", .host = "localhost", .open_at_first = true}, moment()));
  AdminAccess made = fresh;
  made.set_made(AdminTokens{{.name = "a"}});
  EXPECT_FALSE(made.admit(reading, moment()));
  AdminAccess unread = fresh;
  unread.set_made(std::nullopt);
  EXPECT_FALSE(unread.admit(reading, moment()));
  AdminAccess configured = fresh;
  configured.set_configured(crypto::sha256(kConfigured));
  EXPECT_FALSE(configured.admit(reading, moment()));
  AdminAccess remote({.hosts = {"localhost"}});
  EXPECT_FALSE(remote.admit(reading, moment()));
}

TEST_F(Gate, PausesAnAddress_AfterTwentyWrongTokens_ForAMinute) {
  for (unsigned i = 0; i < kWrongTokensMax; ++i) EXPECT_EQ(status_with("wrong"), 401);
  const std::string field = bearer(kConfigured);
  const auto refused = access_.admit({.authorization = field, .host = "localhost", .address = "10.0.0.1"}, moment());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 429);
  EXPECT_EQ(refused.error().retry_after_s, 60U);
  EXPECT_EQ(status({.authorization = field, .host = "localhost", .address = "10.0.0.2"}), 0);
  clock_.advance(kWrongTokensPause - std::chrono::milliseconds(1));
  EXPECT_EQ(status_with(kConfigured), 429);
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(status_with(kConfigured), 0);
  EXPECT_EQ(status_with("wrong"), 401);
}

TEST_F(Gate, LetsDrawnTokensInDuringAPause_SinceTheyCannotBeGuessed) {
  for (unsigned i = 0; i <= kWrongTokensMax; ++i) (void)status_with("wrong");
  EXPECT_EQ(status_with("wrong"), 429);
  EXPECT_EQ(status_with("local-token", Role::Approve), 0);
  EXPECT_EQ(status_with("operate", Role::Operate), 0);
}

TEST(AdminFailures, CountWithinAMinute_AndAreBounded) {
  ManualClock clock;
  AdminFailures failures;
  for (unsigned i = 0; i + 1 < kWrongTokensMax; ++i) failures.note("a", clock.now());
  clock.advance(kWrongTokensWindow);
  failures.note("a", clock.now());
  EXPECT_FALSE(failures.pause_left("a", clock.now()));
  for (std::size_t i = 0; i < 2 * kFailingAddressesMax; ++i) failures.note("b" + std::to_string(i), clock.now());
  EXPECT_EQ(failures.size(), kFailingAddressesMax);
}

TEST(AdminRoutes, AreFoundByPath_AndListed) {
  const auto nothing = [](const AdminRequest&) { return AdminReply(); };
  const AdminRoutes routes{
      at_once({.method = "GET", .path = "/status", .role = Role::View, .summary = "how it is"}, nothing),
      at_once({.method = "POST", .path = "/overrides/*", .role = Role::Approve, .summary = "changes it"}, nothing)};
  const AdminEndpoint& status = routes[0].endpoint;
  const AdminEndpoint& override_one = routes[1].endpoint;
  EXPECT_TRUE(status.matches("/status"));
  EXPECT_FALSE(status.matches("/status/"));
  EXPECT_TRUE(override_one.matches("/overrides/a"));
  for (const char* const path : {"/overrides", "/overrides/", "/overrides/a/b"}) EXPECT_FALSE(override_one.matches(path)) << path;
  EXPECT_FALSE(status.changes());
  EXPECT_TRUE(override_one.changes());
  EXPECT_EQ(route_table(routes), R"({"routes":[{"method":"GET","path":"/status","role":"view","summary":"how it is"},)"
                                 R"({"method":"POST","path":"/overrides/*","role":"approve","summary":"changes it"}]})"
                                 "\n");
}

}  // namespace
}  // namespace jurymast::control
