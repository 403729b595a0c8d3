#include "app/kill/kill_keeper.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/kill/kill_lines.hpp"
#include "app/probe/preflight_drill.hpp"
#include "store/file.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;
using Names = std::set<std::string>;

class KillKeeperTest : public ::testing::Test {
 protected:
  std::string path() const { return state_.path() + "/kill"; }
  void write(const std::string& text) const { std::ofstream(path()) << text; }
  std::string text() const { return store::read_file(path(), kKillBytesMax).value_or("none"); }
  /// Nothing can be read or written there, not even by root: a link that leads to itself.
  void block() const {
    std::filesystem::remove(path());
    std::filesystem::create_symlink(path(), path());
  }

  store::testing::TemporaryDirectory state_;
  proxy::KillSwitch kill_;
  KillKeeper keeper_{state_.path(), kill_};
  MonotonicTime now_{1h};
};

TEST_F(KillKeeperTest, SetsAndClears_AndTheFileSaysIt) {
  EXPECT_EQ(keeper_.set("assistant").routes, Names{"assistant"});
  EXPECT_TRUE(kill_.stands_for("assistant"));
  EXPECT_EQ(text(), "assistant\n");
  EXPECT_EQ(keeper_.set("all").routes, (Names{"all", "assistant"}));
  const auto cleared = keeper_.clear("all");
  ASSERT_TRUE(cleared) << cleared.error().message;
  EXPECT_EQ(cleared->routes, Names{"assistant"});
  EXPECT_FALSE(kill_.stands_for("draft"));
  ASSERT_TRUE(keeper_.clear("assistant"));
  EXPECT_FALSE(std::filesystem::exists(path()));
  EXPECT_EQ(keeper_.clear("assistant").error().code, Code::NotFound);
}

TEST_F(KillKeeperTest, IsThereAgainAfterARestart) {
  keeper_.set("assistant");
  proxy::KillSwitch later;
  KillKeeper successor(state_.path(), later);
  EXPECT_EQ(successor.look(now_), Names{"assistant"});
  EXPECT_TRUE(later.stands_for("assistant"));
}

TEST_F(KillKeeperTest, LeavesTheLinesOfOthersAsTheyAre) {
  write("draft, agent\n\nassistant");
  EXPECT_EQ(keeper_.look(now_), (Names{"agent", "assistant", "draft"}));
  keeper_.set("search");
  EXPECT_EQ(text(), "draft, agent\n\nassistant\nsearch\n");
  ASSERT_TRUE(keeper_.clear("agent"));
  EXPECT_EQ(text(), "draft\n\nassistant\nsearch\n");
  const std::string before = text();
  {
    const KillLine drill(state_.path(), "summary");
    EXPECT_EQ(keeper_.look(now_), (Names{"assistant", "draft", "search", "summary"}));
    keeper_.set("late");
  }
  EXPECT_EQ(keeper_.look(now_), (Names{"assistant", "draft", "late", "search"}));
  EXPECT_EQ(text(), before + "late\n");
}

TEST_F(KillKeeperTest, StandsAtOnceWhereTheFileCannotBeWritten_AndIsWrittenWhenItCan) {
  block();
  const KillTurned turned = keeper_.set("assistant");
  EXPECT_TRUE(kill_.stands_for("assistant"));
  EXPECT_NE(turned.not_written, "");
  EXPECT_FALSE(keeper_.look(now_)) << "nothing changed";
  EXPECT_TRUE(kill_.stands_for("assistant"));
  std::filesystem::remove(path());
  write("draft\n");
  EXPECT_EQ(keeper_.look(now_ + 2s), (Names{"assistant", "draft"}));
  EXPECT_EQ(text(), "draft\nassistant\n");
}

TEST_F(KillKeeperTest, IsNotClearedWhereTheFileCannotSayIt) {
  keeper_.set("assistant");
  block();
  EXPECT_FALSE(keeper_.clear("assistant"));
  EXPECT_TRUE(kill_.stands_for("assistant"));
}

TEST_F(KillKeeperTest, AFileThatIsTooLargeIsNotWrittenAnew) {
  write(std::string(kKillBytesMax + 1, 'x'));
  EXPECT_FALSE(add_kill_line(state_.path(), "assistant"));
  EXPECT_EQ(std::filesystem::file_size(path()), kKillBytesMax + 1);
}

}  // namespace
}  // namespace jurymast::app
