#include "app/status/status_live.hpp"

#include <gtest/gtest.h>

namespace jurymast::app {
namespace {

const std::string kLive =
    R"({"version":"0.1.0","config_version":3,"uptime_s":120,"draining":false,"in_flight":4,"in_flight_max":1024,
"memory_held_bytes":0,"kill":["all"],"overrides":[{"words":"pin assistant to spare","author":"ana","left_ms":90000}],
"journal":{"queue_bytes":0,"gap_records":0,"lanes_in_memory":0,"last_commit_age_ms":120,"write_errors":0},
"routes":[{"name":"assistant","family":"chat_completions","mode":"automatic","evidence":"warn","primary":"main","fallback":["spare"],
"unproven":["window","evidence"],"fallback_evidence":{"spare":"false"}}],
"targets":[{"name":"main","families":[{"family":"chat_completions","breaker":"open","reopens_in_ms":2300}],"credential":"closed",
"pause_left_ms":0,"budget_milli":9800,"budget_capacity_milli":10000,"in_flight":3,"in_flight_limit":256}]})";

TEST(StatusLive, IsReadIntoFacts) {
  const auto live = read_live(kLive);
  ASSERT_TRUE(live) << live.error().message;
  EXPECT_EQ(live->facts.uptime, std::chrono::minutes(2));
  EXPECT_EQ(live->kill, std::vector<std::string>{"all"});
  ASSERT_EQ(live->overrides.size(), 1U);
  EXPECT_EQ(live->overrides[0].words, "pin assistant to spare");
  EXPECT_EQ(live->overrides[0].left, std::chrono::seconds(90));
  ASSERT_EQ(live->routes.size(), 1U);
  EXPECT_EQ(live->routes[0].mode, policy::Mode::Automatic);
  EXPECT_EQ(live->routes[0].fallback, std::vector<std::string>{"spare"});
  EXPECT_EQ(live->routes[0].unproven, (std::vector<std::string>{"window", "evidence"}));
  EXPECT_EQ(live->routes[0].shown, std::vector{record::Tri::False});
  ASSERT_EQ(live->facts.targets.size(), 1U);
  const TargetFacts& target = live->facts.targets[0];
  EXPECT_EQ(target.breakers[0].state, record::BreakerState::Open);
  EXPECT_EQ(target.breakers[0].reopens_in, std::chrono::milliseconds(2300));
  EXPECT_EQ(target.budget_milli, 9800U);
  EXPECT_FALSE(target.credential_open);
}

TEST(StatusLive, NamesTheAlertsThatFire_AndWhatTheyAreAbout) {
  EXPECT_TRUE(read_live(kLive)->alerts.empty());
  std::string firing = kLive;
  firing.insert(firing.size() - 1, R"(,"alerts":[{"name":"evidence_stale","labels":{"route":"chat","target":"spare"}}])");
  const auto live = read_live(firing);
  ASSERT_TRUE(live) << live.error().message;
  EXPECT_EQ(live->alerts, std::vector<std::string>{"evidence_stale route=chat target=spare"});
}

TEST(StatusLive, KnowsWhatStandsForARoutePastItsConfiguration) {
  std::string overridden = kLive;
  const std::string name = R"("name":"assistant")";
  overridden.insert(overridden.find(name) + name.size(),
                    R"(,"traffic":{"suspended":["spare"],"disabled":["main"],"mode":"off","weight_ppm":0})");
  const auto live = read_live(overridden);
  ASSERT_TRUE(live) << live.error().message;
  EXPECT_EQ(live->routes[0].suspended, std::vector<std::string>{"spare"});
  EXPECT_EQ(live->routes[0].disabled, std::vector<std::string>{"main"});
  EXPECT_EQ(live->routes[0].mode, policy::Mode::Off);
}

TEST(StatusLive, SaysHowWebhooksWereTold_AndWhereTheGatewayDoesNotTell) {
  EXPECT_FALSE(read_live(kLive)->webhooks) << "of a gateway that does not tell, nothing is known";
  std::string telling = kLive;
  telling.insert(telling.size() - 1, R"(,"webhooks":[{"name":"pager","waiting":1,"delivered":2,"failed":3,
"delivered_at":"2026-07-05T12:00:00.000000Z","failing_since":"2026-07-05T12:01:00.000000Z","last_error":"it answered 500"},
{"name":"quiet","waiting":0,"delivered":0,"failed":0,"delivered_at":null,"failing_since":null,"last_error":null}])");
  const auto live = read_live(telling);
  ASSERT_TRUE(live) << live.error().message;
  ASSERT_EQ(live->webhooks->size(), 2U);
  const WebhookFacts& pager = live->webhooks->front();
  EXPECT_EQ(pager.name, "pager");
  EXPECT_EQ(pager.waiting + 10 * pager.delivered + 100 * pager.dropped, 321U);
  EXPECT_EQ(*pager.failing_since - *pager.delivered_at, std::chrono::minutes(1));
  EXPECT_EQ(pager.last_error, "it answered 500");
  EXPECT_FALSE(live->webhooks->back().failing_since);
}

TEST(StatusLive, OfAnotherShapeIsCorrupt) {
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"\"open\"", "\"ajar\""},
                                 {"\"uptime_s\":120", "\"uptime\":120"},
                                 {"\"draining\":false", "\"draining\":0"},
                                 {"[\"spare\"]", "[1]"}}) {
    std::string other = kLive;
    other.replace(other.find(from), from.size(), to);
    const auto live = read_live(other);
    ASSERT_FALSE(live) << to;
    EXPECT_EQ(live.error().code, Code::Corrupt);
  }
  EXPECT_FALSE(read_live("<html>"));
  EXPECT_FALSE(read_live(""));
}

TEST(StatusLive, HoldsTimesBeyondTheClockAtItsEnd) {
  std::string far = kLive;
  far.replace(far.find("2300"), 4, "9223372036854775807");
  ASSERT_TRUE(read_live(far));
  EXPECT_GT(read_live(far)->facts.targets[0].breakers[0].reopens_in, std::chrono::hours(24));
}

TEST(StatusLive, ReadsAKillFileLeniently) {
  EXPECT_EQ(read_kill("assistant\r\n\n  batch\n"), (std::vector<std::string>{"assistant", "batch"}));
  EXPECT_EQ(read_kill("all"), std::vector<std::string>{"all"});
  EXPECT_TRUE(read_kill(" \n").empty());
}

}  // namespace
}  // namespace jurymast::app
