#include "app/simulate_command.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/simulate_comparison.hpp"

namespace jurymast::app {
namespace {

const std::string kConfigs = std::string(JURYMAST_SOURCE_DIR) + "/tests/golden/config/";

/// What is written to a stream, held in memory.
class Written {
 public:
  std::FILE* stream() { return stream_; }
  std::string take() {
    std::fclose(stream_);
    std::string text(data_, size_);
    std::free(data_);
    return text;
  }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* stream_ = ::open_memstream(&data_, &size_);
};

struct Ran {
  int exit;
  std::string out;
  std::string complaints;
};

Ran run(const SimulateOptions& options) {
  Written out;
  Written complaints;
  const int exit = run_simulate(options, out.stream(), complaints.stream());
  return {exit, out.take(), complaints.take()};
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

TEST(SimulateCommand, PlaysTheSameRunTwice) {
  const Ran first = run({.scenario = "flapping", .seed = "9", .json = true});
  EXPECT_EQ(first.exit, 0);
  EXPECT_EQ(first.complaints, "");
  EXPECT_EQ(first.out, run({.scenario = "flapping", .seed = "9", .json = true}).out);
  EXPECT_NE(first.out, run({.scenario = "flapping", .seed = "10", .json = true}).out);
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
  EXPECT_NE(ran.out.find("route assistant: main → spare"), std::string::npos) << ran.out;
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
