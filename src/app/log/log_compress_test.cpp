#include "app/log/log_compress.hpp"

#include <fstream>

#include "app/log/test_log_commands.hpp"
#include "store/indexed_log.hpp"
#include "store/log_compression.hpp"
#include "store/state_lock.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;

/// The same log with all its lines in a finished file.
class LogCompress : public testing::LogCommands {
 protected:
  LogCompress() {
    fs::rename(log() + "/current.jsonl", log() + "/" + store::finished_log_name(1, 8));
    std::ofstream(log() + "/current.jsonl") << "";
  }
  std::string log() const { return state_.path() + "/log"; }
  store::FinishedLog file() const { return store::finished_logs(log()).front(); }
  testing::Ran compress(bool dry_run = false) {
    const LogCompressOptions options{state_.path(), dry_run};
    return testing::run_captured([&](std::FILE* out, std::FILE* err) { return run_log_compress(options, out, err); });
  }
  /// Puts another index in place of the file's own, of which readers cannot tell that it is none.
  void forge_index() {
    auto index = store::read_index(log(), file());
    ASSERT_TRUE(index);
    const std::string path = log() + "/" + store::index_name(file());
    const std::string was = *store::read_file(path, 1 << 20);
    const std::string parts = was.substr(0, was.size() - store::index_end(*index).size());
    index->blocks.front().summary.routes = {{"elsewhere", 8}};
    std::ofstream(path, std::ios::binary) << parts << store::index_end(*index);
    ASSERT_TRUE(store::read_index(log(), file()));
  }
};

TEST_F(LogCompress, CompressesFinishedFiles_OnceAndAfterItWasTried) {
  const auto tried = compress(true);
  EXPECT_EQ(tried.exit, kPass);
  EXPECT_NE(tried.out.find("would be compressed"), std::string::npos) << tried.out;
  EXPECT_FALSE(file().compressed);
  const auto ran = compress();
  EXPECT_EQ(ran.exit, kPass) << ran.complaints;
  EXPECT_TRUE(file().compressed);
  EXPECT_NE(ran.out.find("zstd -d"), std::string::npos) << ran.out;
  EXPECT_NE(compress().out.find("Nothing to do"), std::string::npos);
  fs::remove(log() + "/" + store::index_name(file()));
  EXPECT_NE(compress(true).out.find("its index would be made again"), std::string::npos);
  EXPECT_EQ(compress().exit, kPass);
  EXPECT_TRUE(store::is_compressed(log(), file()));
}

TEST_F(LogCompress, LeavesARunningGatewayAlone) {
  const auto lock = store::lock_state(state_.path());
  ASSERT_TRUE(lock);
  const auto ran = compress();
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_NE(ran.complaints.find("compresses its files itself"), std::string::npos) << ran.complaints;
  EXPECT_FALSE(file().compressed);
}

TEST_F(LogCompress, GoesOnBehindAFileThatCannotBeCompressed) {
  std::ofstream(log() + "/" + store::finished_log_name(9, 9)) << "{";
  const auto ran = compress();
  EXPECT_EQ(ran.exit, kToolFailed);
  EXPECT_NE(ran.complaints.find("it stays as it is"), std::string::npos) << ran.complaints;
  EXPECT_TRUE(file().compressed);
}

TEST_F(LogCompress, VerifySaysThatAnIndexWasMadeFromExactlyTheseBytes) {
  ASSERT_EQ(compress().exit, kPass);
  EXPECT_EQ(verify(), kPass) << output_;
  EXPECT_NE(output_.find("note indexes_agree: 1 indexes were made from exactly the bytes of their files"), std::string::npos)
      << output_;
}

TEST_F(LogCompress, VerifyFindsAnIndexThatSaysSomethingElse_AndNotesOneThatIsMissing) {
  ASSERT_EQ(compress().exit, kPass);
  forge_index();
  EXPECT_EQ(verify(), kCheckFailed);
  EXPECT_NE(output_.find("finding index_differs 0000000000000001-0000000000000008.index"), std::string::npos) << output_;
  fs::remove(log() + "/" + store::index_name(file()));
  EXPECT_EQ(verify(), kPass);
  EXPECT_NE(output_.find("note index_missing"), std::string::npos) << output_;
}

TEST_F(LogCompress, VerifyFindsAFileThatCannotBeUnpacked) {
  ASSERT_EQ(compress().exit, kPass);
  fs::resize_file(log() + "/" + file().name, 200);
  EXPECT_EQ(verify(), kCheckFailed);
  EXPECT_NE(output_.find("finding file_damaged: "), std::string::npos) << output_;
}

}  // namespace
}  // namespace jurymast::app
