#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "record/line.hpp"
#include "record/merkle.hpp"
#include "record/parsed_line.hpp"
#include "record/test_operations.hpp"
#include "store/journal.hpp"
#include "store/log_reader.hpp"

/// A state directory and what its log says, for the tests of this room and of the `log` commands.
namespace jurymast::store::testing {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jurymast-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Of a journal whose log holds what a test puts there, without checkpoints in between.
inline JournalSettings small_settings(const std::string& state_directory) {
  JournalSettings settings;
  settings.state_directory = state_directory;
  settings.group_commit = std::chrono::milliseconds(5);
  settings.segment_bytes = 64 * 1024;
  settings.queue_bytes_max = 4 << 20;
  settings.checkpoint_every = Duration(0);
  return settings;
}

/// Every line of the log, each of which must be whole and name the one before it.
inline std::vector<record::ParsedLine> lines_of(const std::string& state_directory) {
  std::vector<record::ParsedLine> lines;
  std::string last;
  const auto read = for_each_line(state_directory, 0, [&](const LogLine& line) {
    EXPECT_TRUE(line.complete) << line.file << ":" << line.number;
    const auto parsed = record::read_line(line.text);
    EXPECT_TRUE(parsed) << line.file << ":" << line.number << ": " << line.text;
    if (!parsed) return true;
    EXPECT_TRUE(parsed->checksum_holds);
    const std::string_view previous = record::layout_of(line.text)->previous;
    EXPECT_TRUE(previous.empty() || last.empty() || previous == last) << line.file << ":" << line.number;
    last = record::previous_text(record::leaf_hash(line.text));
    lines.push_back(*parsed);
    return true;
  });
  EXPECT_TRUE(read);
  return lines;
}

/// Fails where numbers do not follow each other; gives how often each operation is in the log.
inline std::map<std::string, int> count_operations(const std::vector<record::ParsedLine>& lines) {
  std::map<std::string, int> counts;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i].seq, lines.front().seq + i);
    if (lines[i].kind == "operation") ++counts[lines[i].operation.id];
  }
  return counts;
}

inline std::string start_text(std::uint64_t number) { return record::render_start(record::testing::start_of(number)); }
inline std::string end_text(std::uint64_t number) { return record::render(record::testing::served(number)); }
inline std::string id_text(std::uint64_t number) { return record::testing::operation_id(number).to_string(); }

}  // namespace jurymast::store::testing
