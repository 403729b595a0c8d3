#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "record/merkle.hpp"
#include "store/file.hpp"

namespace jurymast::store {

/// Appends groups of lines to `log/current.jsonl`; a group is in the log whole or not at all. Used by one thread of one process.
class LogWriter {
 public:
  /// Makes the directory where it is missing. What a killed process or a lost disk left at the end of the file without being a whole line is
  /// cut off and counted.
  static Result<std::unique_ptr<LogWriter>> open(std::string directory, std::uint64_t rotate_bytes);
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  /// Writes the lines and has them on the disk, or says why not; then nothing of them counts and the same lines are to be given again.
  Result<void> append(std::string_view lines, std::uint64_t last_seq);

  /// Of the last line; zero where there is none.
  std::uint64_t last_seq() const { return last_seq_; }
  /// The hash of the last line as it stood when this was opened; of the empty line where there was none in the current file.
  const crypto::Digest& last_leaf() const { return last_leaf_; }
  /// True if nothing stands in the current file yet.
  bool is_empty_file() const { return size_ == 0; }
  std::uint64_t fsync_errors() const { return fsync_errors_; }
  /// Files that were finished since this was opened.
  std::uint64_t finished() const { return finished_; }
  /// True if the file ended in the middle of a line.
  bool cut_torn_line() const { return cut_torn_line_; }
  /// Whole lines at the end that could not be read and were cut off with it.
  std::uint64_t cut_damaged_lines() const { return cut_damaged_lines_; }

 private:
  LogWriter(std::string directory, std::uint64_t rotate_bytes) : directory_(std::move(directory)), rotate_bytes_(rotate_bytes) {}
  Result<void> open_current();
  Result<void> repair();
  Result<void> set_aside();
  Result<void> read_first_seq();
  /// Of lines that are on the disk.
  void let_go_of_pages();
  void rotate();
  std::string path(std::string_view name) const { return directory_ + "/" + std::string(name); }

  std::string directory_;
  std::uint64_t rotate_bytes_;
  File file_;
  std::uint64_t size_ = 0;
  std::uint64_t let_go_ = 0;  ///< of the file's pages, those before this
  bool longer_than_size_ = false;
  std::uint64_t first_seq_ = 0;  ///< of the current file; zero where it is empty
  std::uint64_t last_seq_ = 0;
  crypto::Digest last_leaf_ = record::leaf_hash({});
  std::uint64_t fsync_errors_ = 0;
  std::uint64_t finished_ = 0;
  bool cut_torn_line_ = false;
  std::uint64_t cut_damaged_lines_ = 0;
};

}  // namespace jurymast::store
