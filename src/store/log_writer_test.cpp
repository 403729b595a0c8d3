#include "store/log_writer.hpp"

#include "record/line.hpp"
#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

using namespace testing;

constexpr std::uint64_t kNeverRotate = 1 << 30;

std::string numbered(std::uint64_t seq) {
  std::string line;
  record::number_line(end_text(seq), seq, line);
  return line;
}

std::string current(const TemporaryDirectory& state) { return state.path() + "/log/current.jsonl"; }

void write_text(const std::string& path, std::string_view text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::unique_ptr<LogWriter> open(const TemporaryDirectory& state, std::uint64_t rotate = kNeverRotate) {
  auto writer = LogWriter::open(state.path() + "/log", rotate);
  EXPECT_TRUE(writer) << writer.error().message;
  return std::move(*writer);
}

TEST(LogWriter, CutAtEveryByteOfItsLastLine_GoesOnBehindTheLastWholeOne) {
  const std::string good = numbered(1) + numbered(2);
  const std::string last = numbered(3);
  for (std::size_t cut = 0; cut < last.size(); ++cut) {
    const TemporaryDirectory state;
    write_text(current(state), good + last.substr(0, cut));
    const auto writer = open(state);
    EXPECT_EQ(writer->last_seq(), 2U) << "cut at " << cut;
    EXPECT_EQ(writer->cut_torn_line(), cut > 0);
    if (cut % 32 != 0) continue;
    ASSERT_TRUE(writer->append(last, 3));
    EXPECT_EQ(count_operations(lines_of(state.path())).size(), 3U);
  }
}

TEST(LogWriter, CutsOffLinesThatALostDiskLeftUnreadable) {
  const TemporaryDirectory state;
  write_text(current(state),
             numbered(1) + numbered(2) + std::string(100, '\0') + "\n" + "garbage\n" + std::string(50, '\0'));
  const auto writer = open(state);
  EXPECT_EQ(writer->last_seq(), 2U);
  EXPECT_TRUE(writer->cut_torn_line());
  EXPECT_EQ(writer->cut_damaged_lines(), 2U);
  ASSERT_TRUE(writer->append(numbered(3), 3));
  EXPECT_EQ(lines_of(state.path()).size(), 3U);
}

TEST(LogWriter, SetsAFileAsideInWhichNothingCanBeRead_AndCountsOn) {
  const TemporaryDirectory state;
  write_text(state.path() + "/log/" + finished_log_name(1, 40), "");
  write_text(current(state), std::string(3 << 20, 'x'));
  const auto writer = open(state);
  EXPECT_EQ(writer->last_seq(), 40U);
  EXPECT_GE(writer->cut_damaged_lines(), 1U);
  EXPECT_TRUE(std::filesystem::exists(state.path() + "/log/damaged-1.txt"));
  ASSERT_TRUE(writer->append(numbered(41), 41));
  EXPECT_EQ(lines_of(state.path()).size(), 1U);
}

TEST(LogWriter, NamesAFinishedFileByItsNumbers_AlsoAfterARestart) {
  const TemporaryDirectory state;
  ASSERT_TRUE(open(state)->append(numbered(1) + numbered(2), 2));
  const auto writer = open(state, 10);
  ASSERT_TRUE(writer->append(numbered(3), 3));
  const auto finished = finished_logs(state.path() + "/log");
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_EQ(finished[0].name, "0000000000000001-0000000000000003.jsonl");
  EXPECT_EQ(open(state)->last_seq(), 3U);
}

TEST(LogReader, SkipsFilesThatAreKnown_AndReadsLongLinesAsDamage) {
  const TemporaryDirectory state;
  const std::string log = state.path() + "/log/";
  write_text(log + finished_log_name(1, 2), numbered(1) + numbered(2));
  write_text(log + finished_log_name(3, 4), numbered(3) + numbered(4));
  write_text(log + "notes.txt", "not ours");
  write_text(current(state), std::string(100'000, 'y') + "\n" + numbered(5) + "torn");
  std::vector<std::string> files;
  std::size_t unreadable = 0;
  std::size_t torn = 0;
  ASSERT_TRUE(for_each_line(state.path(), 2, [&](const LogLine& line) {
    files.emplace_back(line.file);
    unreadable += line.complete && !record::read_line(line.text) ? 1U : 0U;
    torn += line.complete ? 0U : 1U;
    return true;
  }));
  EXPECT_EQ(files.front(), finished_log_name(3, 4));
  EXPECT_EQ(unreadable, 1U);
  EXPECT_EQ(torn, 1U);
}

TEST(LogReader, FindsTheSameLinesHoweverTheTextIsCut) {
  const std::string text = numbered(1) + std::string(record::kLineBytesMax + 6, 'x') + "\n" + numbered(2);
  const auto lines = [&text](std::size_t piece) {
    std::vector<std::string> all;
    const LineVisitor keep = [&all](const LogLine& line) { return all.emplace_back(line.text), true; };
    LineCutter cutter("current.jsonl", keep);
    for (std::size_t at = 0; at < text.size(); at += piece) cutter.take(std::string_view(text).substr(at, piece));
    cutter.finish();
    return all;
  };
  const std::vector<std::string> whole = lines(text.size());
  ASSERT_EQ(whole.size(), 3U);
  EXPECT_EQ(whole[1].size(), record::kLineBytesMax + 1);
  for (const std::size_t piece : {1U, 7U, 1000U, 16'384U, 16'390U}) EXPECT_EQ(lines(piece), whole) << piece;
}

TEST(LogReader, StopsWhenToldTo) {
  const TemporaryDirectory state;
  write_text(current(state), numbered(1) + numbered(2) + numbered(3));
  std::size_t seen = 0;
  ASSERT_TRUE(for_each_line(state.path(), 0, [&](const LogLine&) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2U);
}

TEST(LogReader, OfNoLogShowsNothing) {
  const TemporaryDirectory state;
  EXPECT_TRUE(for_each_line(state.path(), 0, [](const LogLine&) { return true; }));
}

}  // namespace
}  // namespace jurymast::store
