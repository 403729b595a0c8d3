// What a gateway notices of its primaries and of rescues, also over restarts and reloads.
#include <algorithm>

#include "app/rollout/test_life.hpp"

namespace jurymast::app {
namespace {

using evidence::PrimaryHealth;
using record::RolloutState;
using testing::Life;

long told(const std::vector<std::string>& alerts, std::string_view name) { return std::count(alerts.begin(), alerts.end(), name); }

bool is(const Life& life, PrimaryHealth health) {
  const evidence::PrimaryWatch* const watch = life.keeper->primary("assistant");
  return watch != nullptr && watch->standing().health == health;
}

std::vector<record::StatisticValue> figures_of_rescues(const Life& life) {
  const evidence::RescueWatch* const watch = life.keeper->rescues_of("assistant", "spare");
  return watch == nullptr ? std::vector<record::StatisticValue>() : watch->statistics();
}

class RolloutKeeperWatchTest : public ::testing::Test {
 protected:
  store::testing::TemporaryDirectory state_;
};

TEST_F(RolloutKeeperWatchTest, ADegradedPrimaryStartsTheMitigationThatWaitsForIt_ByWhatIsUsualAlsoAfterARestart) {
  {
    Life life(state_.path());
    ASSERT_TRUE(life.folded());
    life.of_primary(600, FailureClass::Ok);
    ASSERT_TRUE(life.until([&] { return is(life, PrimaryHealth::Well); }));
  }
  Life life(state_.path());
  ASSERT_TRUE(life.folded());
  ASSERT_TRUE(is(life, PrimaryHealth::Well)) << "the log says what is usual";
  ASSERT_EQ(life.ask(R"({"action":"plan","person":"ada","purpose":"mitigation"})").status, 200);
  life.promote();
  life.of_primary(25, FailureClass::UpstreamError);
  ASSERT_TRUE(life.until([&] { return life.stands(RolloutState::Synthetic); }));
  EXPECT_EQ(life.moved_ppm(), 0U) << "its first share waits for a verdict";
  EXPECT_EQ(told(life.alerts, "primary_degraded"), 1);
  life.promote();
  ASSERT_TRUE(life.until([&] { return life.moved_ppm() == 250'000; }));
}

TEST_F(RolloutKeeperWatchTest, WithoutKnowingWhatIsUsual_NothingStarts_AndSomebodyIsTold) {
  Life life(state_.path());
  ASSERT_TRUE(life.folded());
  ASSERT_EQ(life.ask(R"({"action":"plan","person":"ada","purpose":"mitigation"})").status, 200);
  life.promote();
  life.of_primary(40, FailureClass::UpstreamError);
  ASSERT_TRUE(life.until([&] { return told(life.alerts, "primary_degraded") == 1; }));
  ASSERT_TRUE(is(life, PrimaryHealth::Suspected));
  EXPECT_TRUE(life.stands(RolloutState::Idle));
  life.of_primary(200, FailureClass::Ok);
  ASSERT_TRUE(life.until([&] { return told(life.ended, "primary_degraded") == 1; }));
}

TEST_F(RolloutKeeperWatchTest, AMitigationThatHelpsNobodyIsToldOf) {
  Life life(state_.path());
  ASSERT_TRUE(life.folded());
  ASSERT_EQ(life.ask(R"({"action":"plan","person":"ada","purpose":"mitigation"})").status, 200);
  ASSERT_EQ(life.ask(R"({"action":"start","person":"ada"})").status, 200);
  life.promote();
  ASSERT_TRUE(life.until([&] { return life.moved_ppm() == 250'000; }));
  for (int i = 0; i < 30; ++i) {
    life.unserved("main");
    if (i % 4 == 0) life.unserved("spare");
  }
  ASSERT_TRUE(life.until([&] { return told(life.alerts, "mitigation_not_effective") > 0; }));
}

TEST_F(RolloutKeeperWatchTest, TheFiguresOfRescuesAreReadFromTheLogAgain_DigitByDigit) {
  std::vector<record::StatisticValue> before;
  {
    Life life(state_.path());
    ASSERT_TRUE(life.folded());
    const auto none = figures_of_rescues(life);
    life.rescues(20, FailureClass::Ok);
    life.rescues(3, FailureClass::UpstreamError);
    ASSERT_TRUE(life.until([&] { return life.keeper->last_seq() >= 23; }));
    before = figures_of_rescues(life);
    ASSERT_NE(before, none);
  }
  Life next(state_.path());
  ASSERT_TRUE(next.folded());
  EXPECT_EQ(figures_of_rescues(next), before);
}

TEST_F(RolloutKeeperWatchTest, WhatWasForgivenIsNotCountedAgainAfterARestart) {
  {
    Life life(state_.path());
    ASSERT_TRUE(life.folded());
    life.rescues(40, FailureClass::UpstreamError);
    ASSERT_TRUE(life.until([&] { return life.suspended() == std::vector<std::string>{"spare"}; }));
    bool cleared = false;
    life.keeper->readmit("assistant", "spare", "ada", [&](const Result<void>& done) { cleared = done.has_value(); });
    ASSERT_TRUE(life.until([&] { return cleared; }));
  }
  Life next(state_.path());
  ASSERT_TRUE(next.folded());
  next.keeper->look();
  EXPECT_TRUE(next.suspended().empty());
}

TEST_F(RolloutKeeperWatchTest, AReloadReachesWhatIsWatched_AndAPlanKeepsItsRules) {
  Life life(state_.path());
  life.ramp();
  life.rescues(1, FailureClass::Ok);
  ASSERT_TRUE(life.until([&] { return life.keeper->rescues_of("assistant", "spare") != nullptr; }));
  life.reload([](policy::Snapshot& snapshot) { snapshot.routes[0].rollout.error_alpha_ppm = 1000; });
  const auto standing = life.keeper->rollout("assistant")->standing(life.keeper->surroundings("assistant", "spare"));
  ASSERT_EQ(standing.kept_rules.size(), 1U);
  EXPECT_EQ(standing.kept_rules[0].name, "error_alpha_ppm");
  life.reload([](policy::Snapshot& snapshot) { std::swap(snapshot.routes[0].primary, snapshot.routes[0].fallback[0]); });
  EXPECT_EQ(life.keeper->primary("assistant")->primary(), "spare");
  EXPECT_EQ(life.keeper->rescues_of("assistant", "spare"), nullptr) << "it is no fallback any more";
}

}  // namespace
}  // namespace jurymast::app
