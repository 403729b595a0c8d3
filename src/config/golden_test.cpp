#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/fake_secrets.hpp"
#include "config/load_config.hpp"
#include "config/reference_page.hpp"
#include "config/report.hpp"
#include "config/system_secrets.hpp"

namespace jurymast::config {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = JURYMAST_SOURCE_DIR;

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Compares with the file; GOLDEN_UPDATE=1 rewrites it instead.
void expect_golden(const std::string& actual, const fs::path& path) {
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  EXPECT_EQ(actual, contents(path)) << path << " differs; GOLDEN_UPDATE=1 rewrites it";
}

std::vector<fs::path> cases(std::string_view prefix) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(kRoot / "tests/golden/config")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(".toml")) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

LoadedConfig load(const fs::path& path) {
  FakeSecrets secrets;
  return load_config(contents(path), path.filename().string(), secrets);
}

TEST(ConfigGolden, EachInvalidFileHasExactlyItsErrors) {
  const auto files = cases("invalid-");
  EXPECT_GE(files.size(), 60U);
  for (const fs::path& path : files) {
    const LoadedConfig loaded = load(path);
    EXPECT_FALSE(loaded.ok()) << path;
    EXPECT_FALSE(loaded.errors.empty()) << path;
    EXPECT_TRUE(loaded.values.empty()) << path;
    expect_golden(report_text(loaded, Detail::EveryValue), fs::path(path).replace_extension(".txt"));
  }
}

TEST(ConfigGolden, EachValidFileExplainsEveryValueInForce) {
  const auto files = cases("valid-");
  EXPECT_GE(files.size(), 4U);
  for (const fs::path& path : files) {
    const LoadedConfig loaded = load(path);
    EXPECT_TRUE(loaded.ok()) << path;
    expect_golden(report_text(loaded, Detail::EveryValue), fs::path(path).replace_extension(".txt"));
  }
}

TEST(ConfigGolden, NoReportRepeatsASecretOrAValueThatLooksLikeOne) {
  for (const std::string_view prefix : {"invalid-", "valid-"}) {
    for (const fs::path& path : cases(prefix)) {
      const LoadedConfig loaded = load(path);
      for (const std::string& report :
           {report_text(loaded, Detail::EveryValue), report_json(loaded, Detail::EveryValue)}) {
        EXPECT_EQ(report.find("planted"), std::string::npos) << path << "\n" << report;
        EXPECT_EQ(report.find('\x1b'), std::string::npos) << path;
      }
    }
  }
}

TEST(ConfigGolden, EveryErrorSaysWhatToDo) {
  for (const fs::path& path : cases("invalid-")) {
    for (const Problem& problem : load(path).errors) {
      EXPECT_FALSE(problem.message.empty()) << path;
      EXPECT_FALSE(problem.remedy.empty()) << path << ": " << problem.message;
    }
  }
}

TEST(ConfigReference, ThePageIsTheSchema) { expect_golden(reference_page(), kRoot / "docs/configuration.md"); }

TEST(ConfigExamples, EachLoadsWithoutErrors) {
  FakeSecrets secrets;
  for (const char* name : {"JURYMAST_CLIENT_WEB", "OPENAI_API_KEY", "COMETAPI_KEY"}) {
    secrets.variables[name] = std::string("planted-key-of-") + name;
  }
  for (const char* name :
       {"examples/interactive.toml", "examples/jurymast.toml", "examples/local-mock.toml", "packaging/jurymast.toml"}) {
    const std::string text = contents(kRoot / name);
    const LoadedConfig loaded = load_config(text, name, secrets);
    EXPECT_TRUE(loaded.ok()) << loaded.problem_text();
    EXPECT_FALSE(text.empty()) << name;
  }
}

TEST(ConfigExamples, TheLocalOneNeedsNoSecretAndStaysOnThisMachine) {
  FakeSecrets none;
  none.variables.clear();
  none.files.clear();
  const LoadedConfig loaded = load_config(contents(kRoot / "examples/local-mock.toml"), "local-mock.toml", none);
  ASSERT_TRUE(loaded.ok()) << loaded.problem_text();
  for (const policy::Target& target : loaded.snapshot->targets) EXPECT_EQ(target.origin.host, "127.0.0.1");
}

}  // namespace
}  // namespace jurymast::config
