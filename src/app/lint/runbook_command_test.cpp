#include "app/lint/runbook_command.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/lint/runbook_facts.hpp"
#include "app/status/status_config.hpp"
#include "app/test_command.hpp"
#include "review/lint.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = JURYMAST_SOURCE_DIR;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

using testing::Ran;

Ran run(const RunbookNewOptions& options) {
  return testing::run_captured([&](std::FILE* out, std::FILE* complaints) { return run_runbook_new(options, out, complaints); });
}

std::vector<fs::path> valid_configurations() {
  std::vector<fs::path> files{kRoot / "examples/jurymast.toml", kRoot / "examples/local-mock.toml"};
  for (const fs::directory_entry& entry : fs::directory_iterator(kRoot / "tests/golden/config")) {
    const std::string name = entry.path().filename();
    if (name.starts_with("valid-") && name.ends_with(".toml")) files.push_back(entry.path());
  }
  return files;
}

TEST(RunbookNew, OfEveryRouteOfEveryValidConfiguration_PassesTheLinter_WithNothingButFactsToBeFilledIn) {
  std::size_t routes = 0;
  for (const fs::path& file : valid_configurations()) {
    const Result<policy::Snapshot> snapshot = read_config_for_looking(file);
    ASSERT_TRUE(snapshot.has_value()) << file << snapshot.error().message;
    for (const policy::Route& route : snapshot->routes) {
      const std::string text = review::draft_runbook(runbook_facts(*snapshot, route, "jurymast.toml"));
      const Result<review::Findings> findings = review::lint(review::TextKind::Runbook, text, {});
      ASSERT_TRUE(findings.has_value());
      EXPECT_GT(findings->size(), 5U);
      for (const review::Finding& finding : *findings) {
        EXPECT_EQ(finding.rule->id, "runbook/to-be-filled")
            << file << " " << route.name << ":" << finding.place.line << " " << finding.what;
      }
      ++routes;
    }
  }
  EXPECT_GE(routes, 8U);
}

TEST(RunbookNew, TellsWhatTheConfigurationKnows) {
  const Ran ran = run({.route = "assistant", .config = kRoot / "examples/jurymast.toml", .out = {}});
  ASSERT_EQ(ran.exit, 0) << ran.complaints;
  const fs::path golden = kRoot / "tests/golden/runbook/assistant.md";
  std::string text = ran.out;
  // The file's own place on this machine is no part of what is compared.
  const std::string place = (kRoot / "examples/jurymast.toml").string();
  for (std::size_t at = text.find(place); at != std::string::npos; at = text.find(place))
    text.replace(at, place.size(), "examples/jurymast.toml");
  // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, before any thread.
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(golden, std::ios::binary) << text;
  EXPECT_EQ(text, read_file(golden)) << golden << " is stale; run the tests with GOLDEN_UPDATE=1 and review the difference";
}

TEST(RunbookNew, NamesTheOwnerAndTheStopConditionOfTheConfiguration) {
  const Ran ran = run({.route = "gpt-5.1", .config = kRoot / "tests/golden/config/valid-everything.toml", .out = {}});
  ASSERT_EQ(ran.exit, 0) << ran.complaints;
  EXPECT_NE(ran.out.find("- **Rollback owner:** platform.on-call\n- **Stop condition:** Two answers in a row break the schema.\n"),
            std::string::npos);
}

TEST(RunbookNew, NamesTheRoutesThereAre) {
  const Ran ran = run({.route = "nowhere", .config = kRoot / "tests/golden/config/valid-everything.toml", .out = {}});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.complaints.find("there is no route \"nowhere\"; the configuration has: "), std::string::npos) << ran.complaints;
  EXPECT_NE(ran.complaints.find("answers"), std::string::npos);
  EXPECT_TRUE(ran.out.empty());
}

TEST(RunbookNew, AnUnreadableConfigurationIsUsage) {
  const Ran ran = run({.route = "assistant", .config = "/nowhere/jurymast.toml", .out = {}});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.complaints.find("/nowhere/jurymast.toml"), std::string::npos);
}

TEST(RunbookNew, NeverOverwritesAFile) {
  const fs::path file = fs::path(::testing::TempDir()) / "jurymast-runbook-new.md";
  fs::remove(file);
  const RunbookNewOptions options{.route = "assistant", .config = kRoot / "examples/jurymast.toml", .out = file};
  EXPECT_EQ(run(options).exit, 0);
  const std::string written = read_file(file);
  EXPECT_NE(written.find("# Runbook: route `assistant`"), std::string::npos);
  const Ran again = run(options);
  EXPECT_EQ(again.exit, 2);
  EXPECT_NE(again.complaints.find("never overwritten"), std::string::npos) << again.complaints;
  EXPECT_EQ(read_file(file), written);
  fs::remove(file);
}

}  // namespace
}  // namespace jurymast::app
