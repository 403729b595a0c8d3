#include "app/kill/kill_file.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>

namespace jurymast::app {
namespace {

void write(const std::string& path, const char* text) {
  std::FILE* const file = std::fopen(path.c_str(), "we");
  ASSERT_NE(file, nullptr);
  std::fputs(text, file);
  std::fclose(file);
}

TEST(KillFile, NamesRoutesOnlyWhereThatChanged) {
  const auto directory = std::filesystem::temp_directory_path() / "jurymast-kill-file-test";
  std::filesystem::create_directories(directory);
  const std::string path = (directory / "kill").string();
  std::filesystem::remove(path);
  KillFile file(directory.string());
  EXPECT_FALSE(file.look());
  write(path, "assistant\n\n draft, agent\n");
  const auto routes = file.look();
  ASSERT_TRUE(routes);
  EXPECT_EQ(*routes, (std::set<std::string>{"agent", "assistant", "draft"}));
  EXPECT_FALSE(file.look());
  std::filesystem::remove(path);
  EXPECT_EQ(file.look(), std::set<std::string>());
  std::filesystem::remove_all(directory);
}

TEST(KillFile, StandsWhileItCannotBeRead) {
  const auto directory = std::filesystem::temp_directory_path() / "jurymast-kill-file-unreadable-test";
  std::filesystem::create_directories(directory);
  const auto path = directory / "kill";
  KillFile file(directory.string());
  write(path.string(), "all\n");
  EXPECT_EQ(file.look(), std::set<std::string>{"all"});
  std::filesystem::remove(path);
  // A link that leads to itself cannot be opened, by nobody.
  std::filesystem::create_symlink(path, path);
  EXPECT_FALSE(file.look());
  std::filesystem::remove(path);
  EXPECT_EQ(file.look(), std::set<std::string>());
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace jurymast::app
