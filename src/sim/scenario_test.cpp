#include "sim/scenario.hpp"

#include <gtest/gtest.h>

#include "sim/test_configuration.hpp"

namespace jurymast::sim {
namespace {

using namespace std::chrono_literals;

ScenarioReport play(Scenario scenario, unsigned targets, Protection protection) {
  return *run_scenario(scenario, testing::configuration(targets), {.protection = protection, .route = {}});
}

TEST(ScenarioRun, TellsTheRoutesItHasNot) {
  const Result<ScenarioReport> none = run_scenario(Scenario::Flapping, testing::configuration(1), {.route = "elsewhere"});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, Code::NotFound);
  EXPECT_NE(none.error().message.find("elsewhere"), std::string::npos);
}

TEST(ScenarioRun, NamesAreReadBack) {
  for (std::size_t i = 0; i < kScenarioNames.size(); ++i) EXPECT_EQ(scenario_named(kScenarioNames[i]), static_cast<Scenario>(i));
  EXPECT_EQ(scenario_named("sunshine"), std::nullopt);
}

TEST(ScenarioRun, WithoutProtection_AnOutageIsMultiplied_AndABrownOutOutlivesItsCause) {
  EXPECT_GE(play(Scenario::HardOutage, 1, Protection::Naive).attempts_milli(), 10'000U);
  EXPECT_GE(play(Scenario::HardOutage, 1, Protection::Capped).attempts_milli(), 7'500U);
  for (const Protection protection : {Protection::Naive, Protection::Capped, Protection::Off}) {
    EXPECT_EQ(play(Scenario::BrownOut, 1, protection).recovered, std::nullopt) << name_of(protection);
  }
}

TEST(ScenarioRun, TheBudgetAlone_KeepsAnOutageBelowATenthMore) {
  const ScenarioReport report = play(Scenario::HardOutage, 1, Protection::BudgetAlone);
  EXPECT_LE(report.attempts_milli(), 1'100U);
  EXPECT_LE(report.recovered.value_or(120s), 1s);
}

TEST(ScenarioRun, TheBreaker_LeavesAHardOutageAlone) {
  const ScenarioReport report = play(Scenario::HardOutage, 1, Protection::Full);
  EXPECT_LE(report.attempts_milli(), 100U);
  EXPECT_FALSE(report.violation);
  ASSERT_TRUE(report.recovered);
  EXPECT_LE(*report.recovered, 15s);
}

TEST(ScenarioRun, WithASecondTarget_AHardOutageIsHardlySeen) {
  const ScenarioReport report = play(Scenario::HardOutage, 2, Protection::Full);
  EXPECT_LE(report.attempts_milli(0), 100U);
  EXPECT_LE(report.attempts_milli(), 1'100U);
  EXPECT_GE(report.served_milli(), 995U);
  EXPECT_EQ(report.recovered, Duration(0));
}

TEST(ScenarioRun, WithProtection_EveryOutageEndsSoonAfterItsCause_AndNothingThatMustHoldBreaks) {
  for (std::size_t i = 0; i < kScenarioNames.size(); ++i) {
    for (const unsigned targets : {1U, 2U}) {
      const ScenarioReport report = play(static_cast<Scenario>(i), targets, Protection::Full);
      EXPECT_FALSE(report.violation) << kScenarioNames[i] << ": " << describe(*report.violation);
      ASSERT_TRUE(report.recovered) << kScenarioNames[i];
      EXPECT_LE(*report.recovered, 15s) << kScenarioNames[i] << " with " << targets;
    }
  }
}

TEST(ScenarioRun, ByTheClock_CallsComeAsOftenAsItSays_AndTheFaultIsCountedToTheMoment) {
  ScenarioSettings settings;
  settings.call_every = 40ms;
  settings.fault_begin = 500ms;
  settings.fault_length = 1500ms;
  settings.afterwards = 5s;
  const ScenarioReport report = *run_scenario(Scenario::HardOutage, testing::configuration(2), settings);
  EXPECT_EQ(report.all.offered, 175U) << "7 s";
  EXPECT_EQ(report.fault.offered, 37U) << "from 520 to 1960 ms";
}

TEST(ScenarioRun, SdksTryAgainAsOftenAsTheSettingsSay) {
  ScenarioSettings settings;
  settings.protection = Protection::Naive;
  const ScenarioReport thrice = *run_scenario(Scenario::HardOutage, testing::configuration(1), settings);
  settings.sdk_retries = 0;
  const ScenarioReport once = *run_scenario(Scenario::HardOutage, testing::configuration(1), settings);
  EXPECT_EQ(once.attempts_milli(), 4000U) << "four attempts a call and no more";
  EXPECT_GT(thrice.attempts_milli(), 11'000U);
}

TEST(ScenarioRun, ARefusedConnectionIsAHardOutageToo) {
  const ScenarioReport report = play(Scenario::Refused, 2, Protection::Full);
  EXPECT_LE(report.attempts_milli(0), 100U);
  EXPECT_GE(report.served_milli(), 995U);
}

TEST(ScenarioRun, FlappingBeginsDown) {
  const ScenarioReport report = play(Scenario::Flapping, 1, Protection::Naive);
  EXPECT_GE(report.seconds[10].attempts[0], 4 * report.seconds[10].offered) << "the first second of the fault";
}

TEST(ScenarioRun, SlotsMayBeSaid) {
  ScenarioSettings settings;
  settings.slots = 1;
  EXPECT_LT(run_scenario(Scenario::HardOutage, testing::configuration(1), settings)->all.served, 500U) << "one call at a time";
}

TEST(ScenarioRun, TheSecondsAddUpToTheWhole) {
  const ScenarioReport report = play(Scenario::Flapping, 2, Protection::Full);
  std::uint64_t offered = 0;
  std::uint64_t ended = 0;
  for (const TallySecond& second : report.seconds) {
    offered += second.offered;
    ended += second.served + second.failed + second.left;
  }
  EXPECT_EQ(offered, report.all.offered);
  EXPECT_EQ(ended, offered) << "every call ends";
  EXPECT_GT(report.worst_wait, Duration(0));
}

}  // namespace
}  // namespace jurymast::sim
