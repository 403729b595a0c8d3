#include "app/log/log_prune.hpp"

#include <gtest/gtest.h>

#include "app/exit_code.hpp"
#include "app/rollout/rollout_keeper.hpp"
#include "app/test_command.hpp"
#include "store/log_compression.hpp"
#include "store/log_index.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A log of three finished files, each of more lines than a gateway reads again, and of one line whose time is told.
class LogPrune : public ::testing::Test {
 protected:
  LogPrune() {
    fs::create_directories(log());
    for (std::uint64_t i = 0; i < 3; ++i) write(i);
    std::ofstream(log() + "/current.jsonl") << "";
  }
  std::string log() const { return directory_.path() + "/log"; }
  void write(std::uint64_t number) {
    const std::uint64_t first = number * kLinesReadAgain + 1;
    const std::string name = store::finished_log_name(first, first + kLinesReadAgain - 1);
    record::Operation operation = record::testing::served(number);
    operation.start.at = WallTime{std::chrono::hours(24) * static_cast<int>(number + 1)};
    std::string line;
    record::number_line(record::render(operation), first, line);
    std::ofstream(log() + "/" + name) << line;
    files_.push_back(name);
  }
  testing::Ran prune(LogPruneOptions options) {
    options.state = directory_.path();
    return testing::run_captured(
        [&](std::FILE* out, std::FILE* err) { return run_log_prune(options, WallTime{std::chrono::hours(24 * 10)}, out, err); });
  }
  std::vector<std::string> left() const {
    std::vector<std::string> names;
    for (const store::FinishedLog& file : store::finished_logs(log())) names.push_back(file.name);
    return names;
  }
  store::testing::TemporaryDirectory directory_;
  std::vector<std::string> files_;
};

TEST_F(LogPrune, DeletesWhatIsOlder_FromTheFront) {
  const auto ran = prune({.before = "1970-01-02T12:00:00Z"});
  EXPECT_EQ(ran.exit, kPass) << ran.complaints;
  EXPECT_EQ(left(), (std::vector<std::string>{files_[1], files_[2]}));
  EXPECT_NE(ran.out.find(files_[0]), std::string::npos) << ran.out;
}

TEST_F(LogPrune, DeletesNothingWhenItIsTried) {
  const auto ran = prune({.before = "1970-01-02T12:00:00Z", .dry_run = true});
  EXPECT_EQ(ran.exit, kPass);
  EXPECT_EQ(left(), files_);
  EXPECT_NE(ran.out.find("would go"), std::string::npos);
}

TEST_F(LogPrune, KeepsWhatAGatewayReadsAgain_HoweverSmallTheBound) {
  EXPECT_EQ(prune({.keep = "1B"}).exit, kPass);
  EXPECT_EQ(left(), std::vector<std::string>{files_[2]});
  EXPECT_NE(prune({.keep = "1B"}).out.find("Nothing goes"), std::string::npos);
}

TEST_F(LogPrune, KeepsAFileWhoseTimeCannotBeRead_AndThoseBehindIt) {
  std::ofstream(log() + "/" + files_[0]) << "no line\n";
  EXPECT_EQ(prune({.before = "1970-01-09T00:00:00Z"}).exit, kPass);
  EXPECT_EQ(left(), files_);
}

TEST_F(LogPrune, DeletesACompressedFileWithItsIndex_ByItsAge) {
  const store::FinishedLog last_line_alone{store::finished_log_name(1, 1), 1, 1, false};
  fs::rename(log() + "/" + files_[0], log() + "/" + last_line_alone.name);
  ASSERT_TRUE(store::compress_log(log(), last_line_alone, [] { return true; }));
  ASSERT_TRUE(fs::exists(log() + "/" + store::index_name(last_line_alone)));
  EXPECT_EQ(prune({.before = "1970-01-01T12:00:00Z"}).exit, kPass);
  EXPECT_EQ(left().size(), 3U);
  EXPECT_EQ(prune({.before = "1970-01-02T12:00:00Z"}).exit, kPass);
  EXPECT_EQ(left(), (std::vector<std::string>{files_[1], files_[2]}));
  EXPECT_FALSE(fs::exists(log() + "/" + store::index_name(last_line_alone)));
}

TEST_F(LogPrune, AsksForABound) {
  EXPECT_EQ(prune({}).exit, kUsage);
  EXPECT_EQ(prune({.before = "yesterday"}).exit, kUsage);
  EXPECT_EQ(prune({.keep = "much"}).exit, kUsage);
  EXPECT_EQ(left(), files_);
}

}  // namespace
}  // namespace jurymast::app
