#include "store/log_reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

/// A log whose lines are their numbers, and what a follower gives of it.
class LogFollowerTest : public ::testing::Test {
 protected:
  LogFollowerTest() { std::filesystem::create_directories(log()); }

  std::string log() const { return state_.path() + "/log"; }
  void append(std::uint64_t first, std::uint64_t last) {
    std::ofstream file(log() + "/current.jsonl", std::ios::app);
    for (std::uint64_t seq = first; seq <= last; ++seq) file << seq << '\n';
  }
  void rotate(std::uint64_t first, std::uint64_t last) {
    std::filesystem::rename(log() + "/current.jsonl", log() + "/" + finished_log_name(first, last));
  }
  std::vector<std::uint64_t> poll(LogFollower& follower) {
    std::vector<std::uint64_t> seen;
    EXPECT_TRUE(follower.poll([&seen](const LogLine& line) {
      seen.push_back(std::stoull(std::string(line.text)));
      return true;
    }));
    return seen;
  }

  testing::TemporaryDirectory state_;
};

TEST_F(LogFollowerTest, MissesNoLine_HoweverOftenTheLogWasRotatedSinceTheLastLook) {
  append(1, 2);
  LogFollower follower(state_.path());
  append(3, 4);
  rotate(1, 4);
  append(5, 6);
  rotate(5, 6);
  append(7, 8);
  rotate(7, 8);
  append(9, 9);
  EXPECT_EQ(poll(follower), (std::vector<std::uint64_t>{3, 4, 5, 6, 7, 8, 9}));
  append(10, 10);
  EXPECT_EQ(poll(follower), std::vector<std::uint64_t>{10});
}

TEST_F(LogFollowerTest, WaitsForTheNextFileWhereItLeft) {
  append(1, 1);
  LogFollower follower(state_.path());
  append(2, 2);
  rotate(1, 2);
  EXPECT_EQ(poll(follower), std::vector<std::uint64_t>{2});
  EXPECT_EQ(poll(follower), std::vector<std::uint64_t>{});
  append(3, 3);
  rotate(3, 3);
  append(4, 4);
  EXPECT_EQ(poll(follower), (std::vector<std::uint64_t>{3, 4}));
}

TEST_F(LogFollowerTest, BeginsBehindWhatWasFinished_WhereNoFileIsCurrent) {
  append(1, 2);
  rotate(1, 2);
  LogFollower follower(state_.path());
  append(3, 3);
  rotate(3, 3);
  append(4, 4);
  EXPECT_EQ(poll(follower), (std::vector<std::uint64_t>{3, 4}));
}

TEST_F(LogFollowerTest, GoesOnWithTheCurrentFile_WhereItsOwnWasTakenAway) {
  append(1, 1);
  rotate(1, 1);
  append(2, 2);
  LogFollower follower(state_.path());
  std::filesystem::remove(log() + "/current.jsonl");
  append(3, 3);
  EXPECT_EQ(poll(follower), std::vector<std::uint64_t>{3});
}

TEST_F(LogFollowerTest, SaysThatAFileCannotBeOpened_AndGoesOnOnceItCan) {
  LogFollower follower(state_.path());
  std::filesystem::create_symlink("current.jsonl", log() + "/current.jsonl");
  EXPECT_FALSE(follower.poll([](const LogLine&) { return true; }));
  std::filesystem::remove(log() + "/current.jsonl");
  append(1, 1);
  EXPECT_EQ(poll(follower), std::vector<std::uint64_t>{1});
}

}  // namespace
}  // namespace jurymast::store
