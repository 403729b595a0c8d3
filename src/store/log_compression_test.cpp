#include "store/log_compression.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "record/line.hpp"
#include "store/indexed_log.hpp"
#include "store/log_compressor.hpp"
#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

namespace fs = std::filesystem;

constexpr PartChoice kEverything{true, true, true, true};

/// A log of two finished files and a current one, all of numbered lines.
class LogCompressionTest : public ::testing::Test {
 protected:
  LogCompressionTest() {
    fs::create_directories(log());
    write(finished_log_name(1, 10'000), 1, 10'000);
    write(finished_log_name(10'001, 10'010), 10'001, 10'010);
    write(std::string(kCurrentLog), 10'011, 10'012);
  }

  std::string log() const { return state_.path() + "/log"; }
  std::string path(const std::string& name) const { return log() + "/" + name; }
  static std::string numbered(std::uint64_t first, std::uint64_t last) {
    std::string lines;
    for (std::uint64_t seq = first; seq <= last; ++seq) record::number_line(R"({"v":1,"kind":"gap","count":1})", seq, lines);
    return lines;
  }
  void write(const std::string& name, std::uint64_t first, std::uint64_t last) const {
    std::ofstream(path(name), std::ios::binary) << numbered(first, last);
  }
  FinishedLog first() const { return finished_logs(log()).front(); }
  void compress_first() const {
    const auto compressed = compress_log(log(), first(), [] { return true; });
    ASSERT_TRUE(compressed) << compressed.error().message;
    ASSERT_TRUE(compressed->done);
  }
  std::vector<std::uint64_t> numbers() const {
    std::vector<std::uint64_t> seen;
    const auto read = for_each_line(state_.path(), 0, [&seen](const LogLine& line) {
      seen.push_back(record::layout_of(line.text)->seq);
      return true;
    });
    EXPECT_TRUE(read) << read.error().message;
    return seen;
  }
  std::size_t lines_by_index() const {
    const auto index = read_index(log(), first());
    if (!index) return 0;
    std::size_t lines = 0;
    const record::BlockVisitor visitor{[&lines](const record::PlainLine&) { ++lines; }, [&lines](std::string_view) { ++lines; }};
    const auto choose = [](const record::BlockSummary&) { return kEverything; };
    const auto shown = show_indexed(log(), first(), *index, choose, visitor);
    EXPECT_TRUE(shown) << shown.error().message;
    return lines;
  }
  static void change_byte(const std::string& path, std::uint64_t at) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const char was = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(was ^ 1));
  }
  static std::vector<std::uint64_t> all() {
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t seq = 1; seq <= 10'012; ++seq) numbers.push_back(seq);
    return numbers;
  }

  testing::TemporaryDirectory state_;
};

TEST_F(LogCompressionTest, PutsASmallerFileWithAnIndexInThePlaceOfTheOther) {
  const std::string name = first().name;
  const auto time = fs::last_write_time(path(name));
  const std::uintmax_t before = fs::file_size(path(name));
  compress_first();
  EXPECT_FALSE(fs::exists(path(name)));
  EXPECT_LT(fs::file_size(path(name + ".zst")), before / 5);
  EXPECT_EQ(fs::last_write_time(path(name + ".zst")), time);
  EXPECT_TRUE(is_compressed(log(), first()));
  EXPECT_EQ(numbers(), all());
  EXPECT_EQ(lines_by_index(), 10'000U);
}

TEST_F(LogCompressionTest, LeavesAllAsItWas_WhereItIsStopped) {
  const auto compressed = compress_log(log(), first(), [] { return false; });
  ASSERT_TRUE(compressed);
  EXPECT_FALSE(compressed->done);
  EXPECT_EQ(names_in(log()).size(), 3U);
  EXPECT_EQ(numbers(), all());
}

TEST_F(LogCompressionTest, LeavesAFileAlone_ThatEndsWithinALine) {
  std::ofstream(path(first().name), std::ios::binary | std::ios::app) << "{\"v\":1";
  const auto compressed = compress_log(log(), first(), [] { return true; });
  ASSERT_FALSE(compressed);
  EXPECT_EQ(compressed.error().code, Code::Corrupt);
  EXPECT_NE(compressed.error().message.find(first().name), std::string::npos);
  EXPECT_EQ(names_in(log()).size(), 3U);
}

TEST_F(LogCompressionTest, ReadsTheFileAsItWas_WhereAProcessEndedBeforeItWasDeleted) {
  fs::copy_file(path(first().name), state_.path() + "/kept");
  compress_first();
  fs::copy_file(state_.path() + "/kept", path(finished_log_name(1, 10'000)));
  EXPECT_EQ(finished_logs(log()).size(), 2U);
  EXPECT_FALSE(first().compressed);
  EXPECT_EQ(numbers(), all());
  compress_first();
  EXPECT_EQ(finished_logs(log()).size(), 2U);
  EXPECT_TRUE(first().compressed);
  EXPECT_EQ(numbers(), all());
}

TEST_F(LogCompressionTest, ClearsWhatAProcessLeftHalfDone) {
  compress_first();
  for (const std::string name : {"0000000000010001-0000000000010010.jsonl.zst.half", "0000000000010001-0000000000010010.index.half",
                                 "0000000000020001-0000000000020010.index"})
    std::ofstream(path(name)) << "x";
  clear_half_compressed(log());
  EXPECT_EQ(names_in(log()).size(), 4U);
  EXPECT_TRUE(is_compressed(log(), first()));
}

TEST_F(LogCompressionTest, DoesNotBringBackAFile_ThatWasDeletedMeanwhile) {
  const FinishedLog log_file = first();
  const auto compressed = compress_log(log(), log_file, [&] {
    fs::remove(path(log_file.name));
    return true;
  });
  ASSERT_TRUE(compressed);
  EXPECT_EQ(finished_logs(log()).size(), 1U);
  EXPECT_EQ(names_in(log()).size(), 2U);
}

TEST_F(LogCompressionTest, BelievesNoIndexThatIsMissingDamagedOrOfAnotherFile) {
  compress_first();
  const std::string index = path(index_name(first()));
  ASSERT_TRUE(read_index(log(), first()));
  fs::rename(index, state_.path() + "/index");
  EXPECT_FALSE(read_index(log(), first()));
  EXPECT_FALSE(is_compressed(log(), first()));
  const std::uintmax_t bytes = fs::file_size(state_.path() + "/index");
  for (const std::uintmax_t at : {bytes - 2, bytes - 100, bytes - 300}) {
    fs::copy_file(state_.path() + "/index", index, fs::copy_options::overwrite_existing);
    change_byte(index, at);
    EXPECT_FALSE(read_index(log(), first())) << at;
  }
  const FinishedLog second = finished_logs(log()).back();
  ASSERT_TRUE(compress_log(log(), second, [] { return true; }));
  fs::copy_file(path(index_name(second)), index, fs::copy_options::overwrite_existing);
  EXPECT_FALSE(read_index(log(), first())) << "the index of another file";
  EXPECT_EQ(numbers(), all()) << "the lines are there without it";
  compress_first();
  EXPECT_TRUE(read_index(log(), first())) << "it is made again";
}

TEST_F(LogCompressionTest, MakesAPartAgainFromTheLines_WhereItsDigestIsAnother) {
  compress_first();
  const auto index = read_index(log(), first());
  ASSERT_TRUE(index);
  const Stretch place = index->blocks.front().parts[static_cast<std::size_t>(record::BlockPart::Others)].place;
  change_byte(path(index_name(first())), place.offset + place.bytes / 2);
  EXPECT_EQ(lines_by_index(), 10'000U);
}

TEST_F(LogCompressionTest, SaysWhichFileIsDamaged) {
  compress_first();
  const std::string file = path(first().name);
  change_byte(file, fs::file_size(file) / 3);
  auto read = for_each_line(state_.path(), 0, [](const LogLine&) { return true; });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::Corrupt);
  EXPECT_NE(read.error().message.find(file), std::string::npos) << read.error().message;
  fs::resize_file(file, 1000);
  read = for_each_line(state_.path(), 0, [](const LogLine&) { return true; });
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("restore the file from a copy"), std::string::npos) << read.error().message;
}

TEST_F(LogCompressionTest, FindsALineByItsNumber_InFilesOfEitherKind) {
  compress_first();
  for (const std::uint64_t seq : {1U, 8'192U, 8'193U, 10'000U, 10'001U, 10'012U}) {
    const auto line = line_numbered(state_.path(), seq);
    ASSERT_TRUE(line && *line) << seq;
    EXPECT_EQ(record::layout_of(**line)->seq, seq);
  }
  const auto none = line_numbered(state_.path(), 10'013);
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
}

TEST_F(LogCompressionTest, AFollowerLosesNothing_WhoseFilesWereFinishedAndCompressed) {
  LogFollower follower(state_.path());
  std::ofstream(path(std::string(kCurrentLog)), std::ios::binary | std::ios::app) << numbered(10'013, 10'014);
  fs::rename(path(std::string(kCurrentLog)), path(finished_log_name(10'011, 10'014)));
  write(finished_log_name(10'015, 10'020), 10'015, 10'020);
  write(finished_log_name(10'021, 10'022), 10'021, 10'022);
  write(std::string(kCurrentLog), 10'023, 10'023);
  for (const FinishedLog& one : finished_logs(log())) ASSERT_TRUE(compress_log(log(), one, [] { return true; }));
  std::vector<std::uint64_t> seen;
  const LineVisitor visit = [&seen](const LogLine& line) {
    seen.push_back(record::layout_of(line.text)->seq);
    return true;
  };
  ASSERT_TRUE(follower.poll(visit));
  EXPECT_EQ(seen,
            (std::vector<std::uint64_t>{10'013, 10'014, 10'015, 10'016, 10'017, 10'018, 10'019, 10'020, 10'021, 10'022, 10'023}));
  ASSERT_TRUE(follower.poll(visit));
  EXPECT_EQ(seen.size(), 11U);
}

TEST_F(LogCompressionTest, TheCompressorTakesWhatIsThere_AndWhatComes) {
  LogCompressor compressor(log());
  const auto wait_for = [this](std::size_t files) {
    for (int i = 0; i < 5'000; ++i) {
      const auto logs = finished_logs(log());
      const auto compressed = [this](const FinishedLog& one) { return is_compressed(log(), one); };
      if (logs.size() == files && std::all_of(logs.begin(), logs.end(), compressed)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
  };
  EXPECT_TRUE(wait_for(2));
  fs::rename(path(std::string(kCurrentLog)), path(finished_log_name(10'011, 10'012)));
  compressor.wake();
  EXPECT_TRUE(wait_for(3));
  EXPECT_EQ(numbers(), all());
  EXPECT_FALSE(compressor.complaint());
}

TEST_F(LogCompressionTest, TheCompressorSaysWhatItCannotTake) {
  std::ofstream(path(first().name), std::ios::binary | std::ios::app) << "{";
  LogCompressor compressor(log());
  std::optional<std::string> complaint;
  for (int i = 0; i < 5'000 && !complaint; ++i) {
    complaint = compressor.complaint();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ASSERT_TRUE(complaint);
  EXPECT_NE(complaint->find("a line has no end"), std::string::npos) << *complaint;
}

}  // namespace
}  // namespace jurymast::store
