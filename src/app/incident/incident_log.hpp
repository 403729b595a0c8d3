#pragma once
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "record/line_block.hpp"
#include "review/incident/incident_book.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {

/// A line of the log is written so long after the time that it tells at most, as far as skipping finished files goes.
inline constexpr Duration kWrittenLateMax = std::chrono::hours(1);

/// Says on a terminal how far the reading has come, once it takes longer than a second.
class ReadingProgress {
 public:
  /// Nothing is said where `out` is null or no terminal.
  ReadingProgress(std::FILE* out, const std::string& state_directory);
  ReadingProgress(const ReadingProgress&) = delete;
  ReadingProgress& operator=(const ReadingProgress&) = delete;
  ~ReadingProgress();
  /// So many bytes more were read.
  void read(std::size_t bytes);
  /// A line more was read; of a compressed file all is, with its first one.
  void read(const store::LogLine& line);
  /// The log is read from its beginning once more.
  void again() { bytes_ = 0; }

 private:
  void show();

  std::FILE* out_;
  std::string log_directory_;
  std::uint64_t bytes_ = 0;
  std::uint64_t bytes_all_ = 0;
  std::uint64_t bytes_shown_ = 0;
  MonotonicTime begun_;
  bool shown_ = false;
};

using TextVisitor = std::function<void(std::string_view)>;

/// Shows every complete line of a state directory's log, from the first file on that may tell of that time; `since` at the beginning of time:
/// all. Fails where the log cannot be read.
Result<void> for_each_line_since(const std::string& state_directory, WallTime since, ReadingProgress& progress,
                                 const TextVisitor& visit);

/// A stretch of time.
struct LogSpan {
  WallTime since;
  WallTime until;
};
/// What is wanted of a log.
struct LogWish {
  LogSpan span;         ///< operations of other times are not shown
  std::string route{};  ///< nor, where an index tells it, of other routes; empty: all are
  bool details = true;  ///< without these, of a plain answer out of an index only its number, time, route and targets are there
  bool all_others =
      false;  ///< lines that are no operations are shown of the whole log: what was in force before, and what was said later
  bool operations = true;  ///< false: none are shown
};
/// Shows the complete lines of those files alone that may tell of that time: what is a plain answer is shown as one where the file has an index, and
/// everything else as the line that it is. Fails where the log cannot be read.
Result<void> for_each_record(const std::string& state_directory, const LogWish& wish, ReadingProgress& progress,
                             const record::BlockVisitor& visitor);

/// What persons said of incidents since then; at the beginning of time: all. Fails where the log cannot be read.
Result<review::IncidentBook> read_incident_book(const std::string& state_directory, ReadingProgress& progress,
                                                WallTime since = WallTime());

}  // namespace jurymast::app
