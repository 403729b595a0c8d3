#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "scenario_player.hpp"

namespace jurymast::scenario {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kScenariosMin = 25;

std::vector<fs::path> files() {
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(JURYMAST_SOURCE_DIR) / "tests/scenario")) {
    if (entry.path().extension() == ".toml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void play(const fs::path& path) {
  Result<Scenario> scenario = read_scenario(path.string());
  ASSERT_TRUE(scenario.has_value()) << scenario.error().message;
  SCOPED_TRACE(scenario->title);
  Player player(*scenario);
  EXPECT_EQ(player.play(), "");
  EXPECT_EQ(player.drive().all(), scenario->steps);
  EXPECT_EQ(player.drive().sends(), scenario->upstream.size()) << "every scripted upstream is met";
  for (const auto& [name, expected] : scenario->decision) {
    const std::optional<std::string> actual = decision_text(player.drive().decision(), name);
    ASSERT_TRUE(actual.has_value()) << "nothing in a decision is called " << name;
    EXPECT_EQ(*actual, expected) << name;
  }
}

TEST(Scenario, EndsAsItIsTold) {
  for (const fs::path& path : files()) {
    SCOPED_TRACE(path.filename().string());
    play(path);
  }
}

TEST(Scenario, CoversTheGround) { EXPECT_GE(files().size(), kScenariosMin); }

}  // namespace
}  // namespace jurymast::scenario
