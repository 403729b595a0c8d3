#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/file.hpp"
#include "store/log_text.hpp"

namespace jurymast::store {

/// One line as it stands in a file of the log.
struct LogLine {
  std::string_view text;     ///< without its newline
  std::string_view file;     ///< name of the file
  std::uint64_t number = 0;  ///< of the line in its file, from 1
  bool complete = true;      ///< false: the file ends in it, without a newline
};

/// Returns false to stop.
using LineVisitor = std::function<bool(const LogLine&)>;

/// The name of a finished file: `<first>-<last>.jsonl`, so that names sort as their lines do.
std::string finished_log_name(std::uint64_t first_seq, std::uint64_t last_seq);
struct FinishedLog {
  std::string name;
  std::uint64_t first_seq = 0;
  std::uint64_t last_seq = 0;
  bool compressed = false;
};
/// What a finished file's name says, be it compressed or not; nothing where it is no such name.
std::optional<FinishedLog> read_finished_name(std::string_view name);
/// The finished files of a log directory, oldest first. Of one that stands there compressed and as it was, the latter.
std::vector<FinishedLog> finished_logs(const std::string& log_directory);
/// Opens one of them, also where it was compressed since it was listed.
Result<LogText> open_finished(const std::string& log_directory, const FinishedLog& log);
/// The name of the file that is not finished.
inline constexpr std::string_view kCurrentLog = "current.jsonl";

/// Cuts a byte stream into lines. Of a line over record::kLineBytesMax the beginning is given, one byte longer than that, so that it is
/// told as one that is no line of ours.
class LineCutter {
 public:
  LineCutter(std::string file, const LineVisitor& visit) : file_(std::move(file)), visit_(visit) {}
  /// False when the visitor wants no more.
  bool take(std::string_view bytes);
  bool finish();

 private:
  std::string file_;
  const LineVisitor& visit_;
  std::string partial_;
  std::uint64_t number_ = 0;
};

/// Shows every line of a state directory's log in order, from the first file that may hold a line numbered above `after_seq`. Works beside a
/// running process, whose rotation it does not miss. A log that does not exist has no lines.
Result<void> for_each_line(const std::string& state_directory, std::uint64_t after_seq, const LineVisitor& visit);

/// What becomes of a file whose turn it is.
enum class FileTurn : unsigned char { Read, Passed, Stop };
/// Asked before a file is read; the current one has no numbers.
using FileVisitor = std::function<Result<FileTurn>(const FinishedLog& log)>;
/// The same, of those files alone that are chosen.
Result<void> for_each_line(const std::string& state_directory, std::uint64_t after_seq, const FileVisitor& choose,
                           const LineVisitor& visit);

/// Gives the lines that are appended after it was made, over any number of rotations.
class LogFollower {
 public:
  explicit LogFollower(std::string state_directory);
  /// Shows what has come since the last call. Fails where a file of the log cannot be opened or read; the next call goes on there.
  Result<void> poll(const LineVisitor& visit);

 private:
  bool replaced() const;
  Result<std::optional<LogText>> next_file();
  Result<bool> read_on(const LineVisitor& visit);
  std::uint64_t last_seq_of_open(const std::vector<FinishedLog>& logs) const;

  std::string directory_;
  LogText file_;
  std::uint64_t open_until_seq_ = 0;  ///< the last line of the open file; 0: it was the current one
  std::uint64_t passed_seq_ = 0;      ///< finished files up to this line are done with
  std::string rest_;
};

}  // namespace jurymast::store
