#include "app/status/status_record.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <vector>

#include "record/parsed_line.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlockBytes = std::size_t{256} << 10;
constexpr std::string_view kCurrent = "current.jsonl";

/// A file from its end to its beginning, line by line. What follows the last newline is still being written, and is left out.
class BackwardLines {
 public:
  explicit BackwardLines(const fs::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    error_ = fd_ < 0 ? errno : 0;
    if (fd_ >= 0) begin_ = std::max<off_t>(::lseek(fd_, 0, SEEK_END), 0);
  }
  ~BackwardLines() {
    if (fd_ >= 0) ::close(fd_);
  }
  BackwardLines(const BackwardLines&) = delete;
  BackwardLines& operator=(const BackwardLines&) = delete;

  /// Zero as long as the file could be opened and read.
  int error() const { return error_; }
  std::size_t bytes_read() const { return bytes_read_; }

  /// The line before the last one given, valid until the next call; nothing at the file's beginning.
  std::optional<std::string_view> next() {
    while (true) {
      const std::size_t end_of_line = held_.rfind('\n');
      if (!at_end_ && end_of_line != std::string::npos) return cut_behind(end_of_line);
      if (at_end_ && end_of_line != std::string::npos) {
        held_.resize(end_of_line);
        at_end_ = false;
        continue;
      }
      if (begin_ == 0 || !read_block()) return first_line();
    }
  }

 private:
  std::string_view cut_behind(std::size_t end_of_line) {
    line_.assign(held_, end_of_line + 1);
    held_.resize(end_of_line);
    return line_;
  }
  std::optional<std::string_view> first_line() {
    if (at_end_ || finished_) return std::nullopt;
    finished_ = true;
    line_ = std::move(held_);
    held_.clear();
    return line_;
  }
  bool read_block() {
    const std::size_t wanted = static_cast<std::size_t>(std::min<off_t>(begin_, kBlockBytes));
    std::string block(wanted, '\0');
    const ssize_t got = ::pread(fd_, block.data(), wanted, begin_ - static_cast<off_t>(wanted));
    if (got != static_cast<ssize_t>(wanted)) {
      error_ = got < 0 ? errno : EIO;
      return false;
    }
    begin_ -= static_cast<off_t>(wanted);
    bytes_read_ += wanted;
    // A longer line is damage; keeping its end is enough to count it.
    held_.resize(std::min(held_.size(), 2 * record::kLineBytesMax));
    held_.insert(0, block);
    return true;
  }

  int fd_;
  int error_ = 0;
  off_t begin_ = 0;
  std::string held_;
  std::string line_;
  std::size_t bytes_read_ = 0;
  bool at_end_ = true;
  bool finished_ = false;
};

enum class Ended : unsigned char { BeginningOfFile, OldEnough, BytesMax };

Ended fold_file(BackwardLines& lines, LogFold& fold, std::size_t bytes_max) {
  while (const auto text = lines.next()) {
    const auto line = record::read_line(*text);
    if (!line) fold.take_damaged();
    if (line && !fold.take(*line)) return Ended::OldEnough;
    if (lines.bytes_read() > bytes_max) return Ended::BytesMax;
  }
  return Ended::BeginningOfFile;
}

RecordFacts unreadable(const fs::path& path, std::string_view why) {
  RecordFacts facts;
  facts.problem = fmt::format("{}: {}", path.string(), why);
  return facts;
}

}  // namespace

RecordFacts read_record(const std::string& state_dir, LogFold fold, std::size_t bytes_max) {
  const fs::path directory = fs::path(state_dir) / "log";
  // Opened before the others are listed: rotated in between, it is read twice, which the fold notices, and never missed.
  BackwardLines current(directory / kCurrent);
  std::error_code failed;
  const std::vector<store::FinishedLog> finished = store::finished_logs(directory.string());
  if (!fs::is_directory(directory, failed)) return unreadable(directory, failed ? failed.message() : "no directory");
  Ended ended = fold_file(current, fold, bytes_max);
  if (current.error() != 0 && current.error() != ENOENT) return unreadable(directory / kCurrent, std::strerror(current.error()));
  bytes_max -= std::min(bytes_max, current.bytes_read());
  for (auto file = finished.rbegin(); file != finished.rend(); ++file) {
    if (ended != Ended::BeginningOfFile) break;
    BackwardLines lines(directory / file->name);
    ended = fold_file(lines, fold, bytes_max);
    if (lines.error() != 0) return unreadable(directory / file->name, std::strerror(lines.error()));
    bytes_max -= std::min(bytes_max, lines.bytes_read());
  }
  return std::move(fold).finish(ended != Ended::BytesMax);
}

}  // namespace jurymast::app
