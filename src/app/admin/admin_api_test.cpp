#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "app/admin/admin_api_command.hpp"
#include "app/admin/admin_endpoints.hpp"
#include "app/override/override_json.hpp"
#include "app/test_command.hpp"
#include "control/admin_reply.hpp"
#include "record/golden_probe.hpp"
#include "wire/schema_check.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using control::AdminEndpoint;
using control::ApiType;

/// Whether the text is what the type says; where the type cannot be compiled, that fails the test.
wire::SchemaVerdict held_against(const ApiType& type, const std::string& text) {
  const auto check = wire::SchemaCheck::compile(schema_of(type).dump());
  EXPECT_TRUE(check) << check.error().message;
  wire::JsonScratch scratch;
  const wire::PaddedString padded(text);
  return check ? check->check(padded.padded(), scratch).verdict : wire::SchemaVerdict::Undecided;
}

TEST(AdminEndpoints, AreEachDescribedWhole_AndOnce) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const AdminEndpoint& one : admin_endpoints()) {
    SCOPED_TRACE(std::string(one.method) + " " + std::string(one.path));
    EXPECT_TRUE(seen.emplace(one.method, one.path).second);
    EXPECT_FALSE(one.summary.empty());
    EXPECT_EQ(one.path.ends_with("/*"), !one.segment.empty());
    EXPECT_TRUE(one.method == "GET" || one.method == "POST");
    if (one.method == "GET") {
      EXPECT_FALSE(one.asked);
    }
    // A table of members has to be one; left at its default it would be a text.
    if (one.content_type == control::kJsonContent) {
      EXPECT_FALSE(one.answered.members.empty());
    }
  }
}

TEST(AdminEndpoints, HaveSchemasThatOurOwnCheckReads) {
  for (const AdminEndpoint& one : admin_endpoints()) {
    SCOPED_TRACE(std::string(one.method) + " " + std::string(one.path));
    EXPECT_EQ(held_against(one.answered, "[]"), wire::SchemaVerdict::Invalid);
    if (one.asked) {
      EXPECT_EQ(held_against(*one.asked, "[]"), wire::SchemaVerdict::Invalid);
    }
  }
}

TEST(OpenapiDocument, IsTheTableOfTheCode) {
  record::testing::expect_golden(control::openapi_document(admin_endpoints()), "docs/openapi.json");
}

TEST(OpenapiDocument, TellsOfEveryEndpoint_WithRoleBodiesAndRefusals) {
  const Json document = Json::parse(control::openapi_document(admin_endpoints()));
  std::size_t operations = 0;
  for (const auto& [path, methods] : document.at("paths").items()) operations += methods.size();
  EXPECT_EQ(operations, admin_endpoints().size());
  const Json& order = document.at("paths").at("/rollouts/{route}").at("post");
  EXPECT_EQ(order.at("x-jurymast-role"), "operate");
  EXPECT_EQ(order.at("parameters").at(0).at("name"), "route");
  EXPECT_TRUE(order.at("requestBody").at("content").at("application/json").at("schema").at("properties").contains("dry_run"));
  for (const char* const status : {"200", "401", "403", "404", "409", "422", "429", "503"}) {
    EXPECT_TRUE(order.at("responses").contains(status)) << status;
  }
  const Json& health = document.at("paths").at("/healthz").at("get");
  EXPECT_TRUE(health.at("security").empty());
  EXPECT_FALSE(health.at("responses").contains("401"));
}

TEST(OpenapiDocument, DescribesRefusalsAsTheyAre) {
  const Json document = Json::parse(control::openapi_document(admin_endpoints()));
  const auto check = wire::SchemaCheck::compile(document.at("components").at("schemas").at("Error").dump());
  ASSERT_TRUE(check) << check.error().message;
  wire::JsonScratch scratch;
  const wire::PaddedString refusal(control::problem(404, "route_unknown", "There is no such route.").body);
  EXPECT_EQ(check->check(refusal.padded(), scratch).verdict, wire::SchemaVerdict::Valid);
  const wire::PaddedString other(R"({"error":{"message":"no code"}})");
  EXPECT_EQ(check->check(other.padded(), scratch).verdict, wire::SchemaVerdict::Invalid);
}

TEST(StandingOverride, IsDescribedAsItIsTold) {
  record::OverrideRecord one;
  one.route = "assistant";
  one.target = "spare";
  EXPECT_EQ(held_against(standing_override(), override_json(one, {})), wire::SchemaVerdict::Valid);
  one.author = "ana";
  one.approver = "ben";
  one.reason = record::PlainText::make("The primary is dead.").value();
  one.ticket = "INC-7";
  one.expires_at = WallTime{std::chrono::hours(1)};
  one.unproven = {"parameters"};
  const std::string whole = override_json(one, {});
  EXPECT_EQ(held_against(standing_override(), whole), wire::SchemaVerdict::Valid);
  Json without = Json::parse(whole);
  without.erase("since");
  EXPECT_EQ(held_against(standing_override(), without.dump()), wire::SchemaVerdict::Invalid);
}

TEST(AdminApiCommand, PrintsALineAnEndpoint_OrTheDocument) {
  const auto table = testing::run_captured([](std::FILE* out, std::FILE*) { return run_admin_api({}, out); });
  EXPECT_EQ(table.exit, 0);
  EXPECT_EQ(static_cast<std::size_t>(std::count(table.out.begin(), table.out.end(), '\n')), admin_endpoints().size());
  EXPECT_NE(table.out.find("POST /kill             operate  Fallback and canary are off"), std::string::npos) << table.out;
  const auto document = testing::run_captured([](std::FILE* out, std::FILE*) { return run_admin_api({.json = true}, out); });
  EXPECT_EQ(Json::parse(document.out).at("openapi"), "3.1.0");
}

}  // namespace
}  // namespace jurymast::app
