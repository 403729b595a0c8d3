#include "policy/snapshot.hpp"

#include <gtest/gtest.h>

namespace jurymast::policy {
namespace {

Snapshot with_routes(std::vector<std::vector<std::string>> matches) {
  Snapshot snapshot;
  for (std::vector<std::string>& match : matches) {
    Route route;
    route.match = std::move(match);
    snapshot.routes.push_back(std::move(route));
  }
  return snapshot;
}

std::optional<unsigned> found(const Snapshot& snapshot, Family family, std::string_view model) {
  const std::optional<RouteIndex> index = snapshot.find_route(family, model);
  return index ? std::optional<unsigned>(index->value) : std::nullopt;
}

TEST(RouteMatch, PrefersTheExactNameToAnyPattern) {
  const Snapshot snapshot = with_routes({{"gpt-5*"}, {"gpt-5.1"}});
  EXPECT_EQ(found(snapshot, Family::ChatCompletions, "gpt-5.1"), 1U);
  EXPECT_EQ(found(snapshot, Family::ChatCompletions, "gpt-5.1-mini"), 0U);
}

TEST(RouteMatch, PrefersTheLongestPrefix) {
  const Snapshot snapshot = with_routes({{"*"}, {"gpt-*"}, {"gpt-5*", "o*"}});
  EXPECT_EQ(found(snapshot, Family::ChatCompletions, "gpt-5.1"), 2U);
  EXPECT_EQ(found(snapshot, Family::ChatCompletions, "gpt-4"), 1U);
  EXPECT_EQ(found(snapshot, Family::ChatCompletions, "claude"), 0U);
}

TEST(RouteMatch, NeverCrossesFamilies) {
  Snapshot snapshot = with_routes({{"assistant"}});
  snapshot.routes[0].family = Family::Responses;
  EXPECT_EQ(found(snapshot, Family::ChatCompletions, "assistant"), std::nullopt);
  EXPECT_EQ(found(snapshot, Family::Responses, "assistant"), 0U);
  EXPECT_EQ(found(snapshot, Family::Responses, "assistants"), std::nullopt);
}

TEST(RouteMatch, CallsARequestByTheEntryThatItFitsBest_AndNeverByWhatTheClientWrote) {
  const Snapshot snapshot = with_routes({{"*", "gpt-*", "gpt-5.1"}});
  const Route& route = snapshot.routes[0];
  EXPECT_EQ(route.alias_of("gpt-5.1"), "gpt-5.1");
  EXPECT_EQ(route.alias_of("gpt-5.1-mini"), "gpt-*");
  EXPECT_EQ(route.alias_of("my own words"), "*");
  EXPECT_EQ(with_routes({{"gpt-*"}}).routes[0].alias_of(""), "");
  EXPECT_EQ(with_routes({{"gpt-*"}}).find_route(Family::ChatCompletions, ""), std::nullopt);
}

TEST(Origin, NamesThePortOnlyWhereItIsNotTheSchemesOwn) {
  EXPECT_EQ((Origin{true, "api.example.com", 443, "/v1"}).authority(), "api.example.com");
  EXPECT_EQ((Origin{false, "api.example.com", 443, "/v1"}).authority(), "api.example.com:443");
  EXPECT_EQ((Origin{false, "127.0.0.1", 80, ""}).authority(), "127.0.0.1");
  EXPECT_EQ((Origin{true, "::1", 8443, ""}).authority(), "[::1]:8443");
}

TEST(Deadline, OfARouteDependsOnTheFormOfTheAnswer) {
  Route route;
  EXPECT_EQ(route.deadline_for(true), Duration(600s));
  EXPECT_EQ(route.deadline_for(false), Duration(290s));
  route.deadline = Duration(5s);
  EXPECT_EQ(route.deadline_for(true), Duration(5s));
}

}  // namespace
}  // namespace jurymast::policy
