#include "app/status/status_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <vector>

#include "record/parsed_line.hpp"
#include "store/backward_text.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;

/// A file from its end to its beginning, line by line. What follows the last newline is still being written, and is left out.
class BackwardLines {
 public:
  BackwardLines(const std::string& directory, const store::FinishedLog& file) {
    auto text = store::BackwardText::open(directory, file);
    if (text) {
      text_ = *std::move(text);
    } else {
      error_ = text.error();
    }
  }
  BackwardLines(const BackwardLines&) = delete;
  BackwardLines& operator=(const BackwardLines&) = delete;

  /// Nothing as long as the file could be opened and read.
  const std::optional<Error>& error() const { return error_; }
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
      if (!read_before()) return first_line();
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
  bool read_before() {
    auto piece = text_ ? text_->previous() : std::string();
    if (!piece) error_ = piece.error();
    if (!piece || piece->empty()) return false;
    bytes_read_ += piece->size();
    // A longer line is damage; keeping its end is enough to count it.
    held_.resize(std::min(held_.size(), 2 * record::kLineBytesMax));
    held_.insert(0, *piece);
    return true;
  }

  std::optional<store::BackwardText> text_;
  std::optional<Error> error_;
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

RecordFacts unreadable(const Error& error) {
  RecordFacts facts;
  facts.problem = error.message;
  return facts;
}

}  // namespace

RecordFacts read_record(const std::string& state_dir, LogFold fold, std::size_t bytes_max) {
  const fs::path directory = fs::path(state_dir) / "log";
  // Opened before the others are listed: rotated in between, it is read twice, which the fold notices, and never missed.
  BackwardLines current(directory.string(), {std::string(store::kCurrentLog), 0, 0, false});
  std::error_code failed;
  const std::vector<store::FinishedLog> finished = store::finished_logs(directory.string());
  if (!fs::is_directory(directory, failed)) return unreadable(directory, failed ? failed.message() : "no directory");
  Ended ended = fold_file(current, fold, bytes_max);
  if (current.error() && current.error()->code != Code::NotFound) return unreadable(*current.error());
  bytes_max -= std::min(bytes_max, current.bytes_read());
  for (auto file = finished.rbegin(); file != finished.rend(); ++file) {
    if (ended != Ended::BeginningOfFile) break;
    BackwardLines lines(directory.string(), *file);
    ended = fold_file(lines, fold, bytes_max);
    if (lines.error()) return unreadable(*lines.error());
    bytes_max -= std::min(bytes_max, lines.bytes_read());
  }
  return std::move(fold).finish(ended != Ended::BytesMax);
}

}  // namespace jurymast::app
