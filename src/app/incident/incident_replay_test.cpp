#include "app/incident/incident_replay.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/incident/incident_command.hpp"
#include "app/test_command.hpp"
#include "config/load_scenario.hpp"
#include "review/incident/test_incident_log.hpp"
#include "store/file.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using app::testing::Ran;
namespace fs = std::filesystem;

/// The log of a storm of rate limits, and two configurations: the one of that time, and one that never falls back.
class IncidentReplayed : public ::testing::Test {
 protected:
  IncidentReplayed() {
    const review::testing::MadeLog log = review::testing::rate_limit_storm();
    fs::create_directories(path("log"));
    std::ofstream file(path("log/current.jsonl"), std::ios::binary);
    for (const std::string& line : log.lines) file << line << '\n';
    clock_.advance(log.now - clock_.wall_now());
    write("was.toml", "[\"spare\"]", "automatic");
    write("never.toml", "[]", "off");
    options_.incident.what = "assistant";
  }
  std::string path(const std::string& name) const { return state_.path() + "/" + name; }
  void write(const std::string& name, const std::string& fallback, const std::string& mode) const {
    std::ofstream(path(name)) << fmt::format(R"([server]
state = "{}"
admin = "unix:{}/admin.sock"
[clients.web]
key = {{ env = "WEB_KEY" }}
[targets.main]
base_url = "https://a.example/v1"
families = ["chat_completions"]
[targets.spare]
base_url = "https://b.example/v1"
families = ["chat_completions"]
[routes.assistant]
family = "chat_completions"
primary = "main"
fallback = {}
mode = "{}"
)",
                                             state_.path(), state_.path(), fallback, mode);
  }
  Ran run(const std::string& config) {
    options_.incident.config = path(config);
    return testing::run_captured(
        [&](std::FILE* out, std::FILE* complaints) { return run_incident_replay(options_, clock_, {out, complaints}); });
  }
  std::string without_place(std::string text) const {
    for (std::size_t at = text.find(state_.path()); at != std::string::npos; at = text.find(state_.path()))
      text.replace(at, state_.path().size(), "STATE");
    return text;
  }
  void expect_golden(const std::string& name, const std::string& printed) const {
    const std::string text = without_place(printed);
    const fs::path golden = fs::path(JURYMAST_SOURCE_DIR) / "tests/golden/incident/rate_limit_storm" / name;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, before any thread.
    if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(golden, std::ios::binary) << text;
    const auto expected = store::read_file(golden.string(), 1 << 20);
    ASSERT_TRUE(expected) << expected.error().message;
    EXPECT_EQ(text, *expected) << golden << " is stale; run the tests with GOLDEN_UPDATE=1 and review the difference";
  }

  store::testing::TemporaryDirectory state_;
  ManualClock clock_;
  IncidentReplayOptions options_;
};

TEST_F(IncidentReplayed, IsWhatItsGoldenFilesSay_SettingsAndScenario) {
  options_.was = path("was.toml");
  options_.scenario = path("scenario.toml");
  const Ran got = run("never.toml");
  EXPECT_EQ(got.exit, kPass) << got.complaints;
  expect_golden("replay.txt", got.out);
  const auto scenario = store::read_file(options_.scenario, 1 << 16);
  ASSERT_TRUE(scenario);
  expect_golden("replay-scenario.toml", *scenario);
  const config::LoadedScenario loaded = config::load_scenario(*scenario, "scenario.toml");
  ASSERT_TRUE(loaded.scenario) << loaded.problem_text();
  EXPECT_EQ(loaded.scenario->scenario, "rate_limit_storm");
  options_.incident.json = true;
  options_.scenario.clear();
  expect_golden("replay.json", run("never.toml").out);
}

TEST_F(IncidentReplayed, CountsWhatTheReportsCount) {
  options_.incident.json = true;
  const auto json = nlohmann::json::parse(run("was.toml").out);
  options_.incident.state = state_.path();
  const Ran impact = testing::run_captured(
      [&](std::FILE* out, std::FILE* complaints) { return run_incident_impact(options_.incident, clock_, {out, complaints}); });
  const auto during = nlohmann::json::parse(impact.out).at("during");
  const auto& ends = json.at("recorded").at("ends");
  EXPECT_EQ(json["recorded"]["requests"], during.at("operations"));
  EXPECT_EQ(ends.at("served").get<int>() + ends.at("rescued").get<int>(), during.at("completed").get<int>());
  EXPECT_EQ(ends.at("rescued"), during.at("rescued"));
  EXPECT_EQ(json["settings"], nullptr) << "without the configuration of that time it is not known";
}

TEST_F(IncidentReplayed, SaysWhatItCannotRead) {
  options_.was = path("nowhere.toml");
  EXPECT_EQ(run("never.toml").exit, kUsage);
  options_.was.clear();
  options_.incident.what = "elsewhere";
  EXPECT_EQ(run("never.toml").exit, kCheckFailed);
  options_.incident.what = "assistant";
  options_.scenario = "/nowhere/scenario.toml";
  EXPECT_EQ(run("never.toml").exit, kToolFailed);
}

}  // namespace
}  // namespace jurymast::app
