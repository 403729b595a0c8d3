#include "app/simulate/simulate_command.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/simulate/simulate_comparison.hpp"
#include "app/test_command.hpp"

namespace jurymast::app {
namespace {

using testing::Ran;

const std::string kConfigs = std::string(JURYMAST_SOURCE_DIR) + "/tests/golden/config/";

Ran run(const SimulateOptions& options, Player player = simulate) {
  return testing::run_captured(
      [&](std::FILE* out, std::FILE* complaints) { return run_simulate(options, out, complaints, player); });
}

/// A file that is gone with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view text)
      : path_(::testing::TempDir() + "jurymast-" + ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".toml") {
    std::ofstream(path_) << text;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Without the line breaks, whose places depend on where the sources lie.
std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    if (c != '\n' && c != ' ')
      line += c;
    else if (!line.ends_with(' '))
      line += ' ';
  }
  return line;
}

TEST(SimulateCommand, PlaysTheSameRunTwice) {
  const Ran first = run({.scenario = "flapping", .seed = "9", .json = true});
  EXPECT_EQ(first.exit, 0);
  EXPECT_EQ(first.complaints, "");
  EXPECT_EQ(first.out, run({.scenario = "flapping", .seed = "9", .json = true}).out);
  EXPECT_NE(first.out, run({.scenario = "flapping", .seed = "10", .json = true}).out);
}

/// Plays the plan, and has a bound broken under that protection.
template <std::size_t Protection>
Result<Simulation> played_with_a_broken_bound(SimulatePlan plan) {
  Result<Simulation> simulation = simulate(std::move(plan));
  simulation->comparisons.back().reports[Protection].violation =
      sim::Violation{sim::Invariant::WireBound, std::chrono::milliseconds(12'345), 0, 105'200, 100'000};
  return simulation;
}

TEST(SimulateCommand, EndsWithOne_WhereABoundBrokeUnderThePolicyInFull_InEveryForm) {
  for (const std::string_view format : kReportFormatNames) {
    const SimulateOptions options{.scenario = "hard_outage", .rate = "2", .format = std::string(format)};
    const Ran broken = run(options, played_with_a_broken_bound<0>);
    EXPECT_EQ(broken.exit, 1) << format;
    EXPECT_EQ(broken.complaints, "");
    EXPECT_FALSE(broken.out.empty()) << "the report is what tells of it";
    EXPECT_EQ(run(options).exit, 0) << "as it is the same run holds";
    EXPECT_EQ(run(options, played_with_a_broken_bound<kComparedProtections.size() - 1>).exit, 0)
        << "what plain retries break is no failure of the policy";
  }
}

TEST(SimulateCommand, EndsWithOne_WhereOneOfManyOutagesBrokeABound) {
  const Ran broken = run({.scenario = "all", .rate = "1", .fault = "1s"}, played_with_a_broken_bound<0>);
  EXPECT_EQ(broken.exit, 1);
  EXPECT_NE(broken.out.find("DOES NOT HOLD: wire_bound broke at 12.345 s"), std::string::npos) << broken.out;
  EXPECT_NE(broken.out.find("Every bound held."), std::string::npos) << "the others did";
}

TEST(SimulateCommand, WritesTheFormThatWasAskedFor) {
  const auto begins = [](const Ran& ran, std::string_view text) { return ran.exit == 0 && ran.out.starts_with(text); };
  EXPECT_TRUE(begins(run({.scenario = "flapping", .rate = "1", .format = "text"}), "the default policy, route chat"));
  EXPECT_TRUE(begins(run({.scenario = "flapping", .rate = "1", .format = "svg"}), "<svg xmlns="));
  EXPECT_TRUE(begins(run({.scenario = "flapping", .rate = "1", .format = "html"}), "<!doctype html>"));
  const Ran json = run({.scenario = "flapping", .rate = "1", .format = "json"});
  EXPECT_EQ(json.out, run({.scenario = "flapping", .rate = "1", .json = true}).out);
  EXPECT_EQ(json.out, run({.scenario = "flapping", .rate = "1", .format = "json", .json = true}).out);
}

TEST(SimulateCommand, RefusesAFormItDoesNotKnow_AndTwoAtOnce) {
  const Ran unknown = run({.scenario = "flapping", .format = "hmtl"});
  EXPECT_EQ(unknown.exit, 2);
  EXPECT_EQ(unknown.complaints, "jurymast simulate: --format: \"hmtl\" is no format — did you mean \"html\"?\n");
  EXPECT_EQ(run({.scenario = "flapping", .format = "interpretive dance"}).complaints,
            "jurymast simulate: --format: \"interpretive dance\" is no format — write one of: text, json, svg, html\n");
  const Ran two = run({.scenario = "flapping", .format = "svg", .json = true});
  EXPECT_EQ(two.exit, 2);
  EXPECT_EQ(two.complaints, "jurymast simulate: --json and --format svg ask for two forms — leave one of them out\n");
}

TEST(SimulateCommand, WritesToTheFileThatWasNamed) {
  const TemporaryFile file("what was there before");
  const Ran ran = run({.scenario = "flapping", .rate = "1", .format = "svg", .out = file.path()});
  EXPECT_EQ(ran.exit, 0) << ran.complaints;
  EXPECT_EQ(ran.out, "");
  std::stringstream written;
  written << std::ifstream(file.path()).rdbuf();
  EXPECT_EQ(written.str(), run({.scenario = "flapping", .rate = "1", .format = "svg"}).out);
}

TEST(SimulateCommand, SaysWhereItsReportWentNowhere) {
  const Ran nowhere = run({.scenario = "flapping", .rate = "1", .out = "/nowhere/chart.svg"});
  EXPECT_EQ(nowhere.exit, 5);
  EXPECT_EQ(nowhere.complaints,
            "jurymast simulate: /nowhere/chart.svg: No such file or directory — name a file that can be written\n");
  const Ran full = run({.scenario = "flapping", .rate = "1", .out = "/dev/full"});
  EXPECT_EQ(full.exit, 5);
  EXPECT_EQ(full.complaints, "jurymast simulate: /dev/full: No space left on device — name a file that can be written\n");
}

TEST(SimulateCommand, AllIsEveryScenario) {
  const Result<SimulatePlan> plan = make_plan({.scenario = "all"});
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->scenarios.size(), sim::kScenarioNames.size());
}

TEST(SimulateCommand, TakesAConfigurationWhoseKeysNobodyHereHas) {
  for (const char* name : {"WEB_KEY", "MAIN_KEY", "SPARE_KEY"}) ::unsetenv(name);
  const Ran ran = run({.config = kConfigs + "valid-minimal.toml", .scenario = "hard_outage"});
  EXPECT_EQ(ran.exit, 0) << ran.complaints;
  EXPECT_NE(on_one_line(ran.out).find("route assistant: main → spare"), std::string::npos) << ran.out;
}

TEST(SimulateCommand, WithOneTarget_SaysWhatBothDownIsThen) {
  const Ran ran = run({.config = kConfigs + "valid-off-without-fallback.toml", .scenario = "both_down"});
  EXPECT_EQ(ran.exit, 0) << ran.complaints;
  EXPECT_NE(ran.out.find("The route has one target, so both_down is hard_outage here."), std::string::npos) << ran.out;
  EXPECT_EQ(run({.scenario = "both_down"}).out.find("one target"), std::string::npos) << "the default policy has two";
}

TEST(SimulateCommand, OptionsWinOverTheFile) {
  const TemporaryFile file(
      "scenario = \"flapping\"\nroute = \"elsewhere\"\nseed = 3\ncalls_per_second = 50\nfault_length = \"10s\"\nafterwards = "
      "\"20s\"\n");
  const Result<SimulatePlan> plan = make_plan({.scenario = file.path(), .route = "chat", .rate = "5", .fault = "12s"});
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->settings.route, "chat");
  EXPECT_EQ(plan->settings.calls_per_second, 5U);
  EXPECT_EQ(plan->settings.fault_length, std::chrono::seconds(12));
  EXPECT_EQ(plan->settings.seed, 3U) << "what no option says is the file's";
  EXPECT_EQ(plan->settings.afterwards, std::chrono::seconds(20));
  ASSERT_EQ(plan->scenarios.size(), 1U);
  EXPECT_EQ(plan->scenarios[0], sim::Scenario::Flapping);
}

TEST(SimulateCommand, TellsWhatIsWrongWithAScenarioFile) {
  const TemporaryFile file("scenario = \"flappin\"\nfault_length = \"30 apples\"\n");
  const Ran ran = run({.scenario = file.path()});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.complaints.find(":1:12: scenario: \"flappin\" is no scenario — did you mean \"flapping\"?\n"), std::string::npos)
      << ran.complaints;
  EXPECT_NE(ran.complaints.find(":2:16: fault_length: \"30 apples\" is not a duration"), std::string::npos) << ran.complaints;
}

TEST(SimulateCommand, NamesAScenarioFileItCannotRead) {
  const Ran ran = run({.scenario = "/nowhere/outage.toml"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.complaints, "/nowhere/outage.toml: No such file or directory — name a scenario file that can be read\n");
}

TEST(SimulateCommand, AsksWhetherAnotherScenarioWasMeant) {
  const Ran ran = run({.scenario = "hard_outrage"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.complaints,
            "jurymast simulate: --scenario: \"hard_outrage\" is no scenario, and there is no such file — did you mean "
            "\"hard_outage\"?\n");
}

TEST(SimulateCommand, CountsOverSeeds_WithTimesAsExactAsTheFileHasThem) {
  const TemporaryFile file("scenario = \"refused\"\ncall_every = \"40ms\"\nfault_begin = \"500ms\"\nfault_length = \"1500ms\"\n");
  const Ran counted = run({.scenario = file.path(), .seeds = "3"});
  EXPECT_EQ(counted.exit, 0) << counted.complaints;
  EXPECT_NE(counted.out.find("a call every 40ms, seed 1; the fault stands for 1.500 s, from 0.500 s on"), std::string::npos)
      << counted.out;
  EXPECT_TRUE(run({.scenario = file.path(), .seeds = "3", .json = true}).out.starts_with("{\"config\":null"));
  EXPECT_NE(run({.scenario = file.path()}).complaints.find("is not a whole number of seconds"), std::string::npos)
      << "which what is told second by second needs";
}

TEST(SimulateCommand, RefusesSeedsItCannotCount_AndFormsThatCountsHaveNot) {
  for (const char* seeds : {"0", "1001", "many", "-1", "3x"}) {
    const Ran ran = run({.scenario = "flapping", .seeds = seeds});
    EXPECT_EQ(ran.exit, 2) << seeds;
    EXPECT_EQ(ran.complaints, "jurymast simulate: --seeds: \"" + std::string(seeds) +
                                  "\" is no number of seeds — write an integer from 1 to 1000\n");
  }
  EXPECT_EQ(
      run({.scenario = "flapping", .rate = "100", .seeds = "1000"}).complaints,
      "jurymast simulate: --seeds: 1000 runs have 16000000 calls, where at most 5000000 are counted — ask for fewer seeds, or for "
      "fewer calls in each run\n");
  const Ran drawn = run({.scenario = "flapping", .rate = "1", .seeds = "2", .format = "svg"});
  EXPECT_EQ(drawn.exit, 2);
  EXPECT_EQ(drawn.complaints,
            "jurymast simulate: --seeds counts, and draws nothing — leave it out, or ask for --format text or json\n");
}

TEST(SimulateCommand, ARateWinsOverTheClockOfTheFile) {
  const TemporaryFile file("scenario = \"flapping\"\ncall_every = \"4s\"\n");
  EXPECT_EQ(make_plan({.scenario = file.path()})->settings.call_every, std::chrono::seconds(4));
  EXPECT_EQ(make_plan({.scenario = file.path(), .rate = "5"})->settings.call_every, std::nullopt);
}

TEST(SimulateCommand, TellsEveryWrongOptionAtOnce) {
  const Ran ran = run({.scenario = "flapping", .rate = "0", .fault = "soon", .seed = "-1"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.complaints,
            "jurymast simulate: --rate: 0 is out of range — write an integer from 1 to 1000\n"
            "jurymast simulate: --fault: \"soon\" is not a duration — write a duration from \"1s\" to \"10m\"\n"
            "jurymast simulate: --seed: -1 is out of range — write an integer from 0 to 9223372036854775807\n");
}

TEST(SimulateCommand, RefusesMoreCallsThanItIsMadeFor) {
  const Ran ran = run({.scenario = "flapping", .rate = "1000"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.complaints,
            "jurymast simulate: 1000 calls a second over 160 s are 160000 calls, where at most 100000 are accepted — "
            "lower the rate, or shorten the fault or the time around it\n");
}

TEST(SimulateCommand, NamesTheRoutesWhereItDoesNotKnowOne) {
  EXPECT_EQ(run({.scenario = "flapping", .route = "chta"}).complaints,
            "jurymast simulate: no route is called \"chta\" — did you mean \"chat\"?\n");
  const Ran ran = run({.scenario = "flapping", .route = "elsewhere"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.complaints, "jurymast simulate: no route is called \"elsewhere\" — there are: chat\n");
}

TEST(SimulateCommand, TellsEveryProblemOfAConfiguration) {
  const Ran many = run({.config = kConfigs + "invalid-many-at-once.toml", .scenario = "flapping"});
  EXPECT_EQ(many.exit, 2);
  EXPECT_EQ(std::count(many.complaints.begin(), many.complaints.end(), '\n'), 4) << many.complaints;
  const Ran none = run({.config = "/nowhere/jurymast.toml", .scenario = "flapping"});
  EXPECT_EQ(none.exit, 2);
  EXPECT_NE(none.complaints.find("/nowhere/jurymast.toml: No such file or directory"), std::string::npos) << none.complaints;
}

}  // namespace
}  // namespace jurymast::app
