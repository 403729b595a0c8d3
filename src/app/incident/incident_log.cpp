#include "app/incident/incident_log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "record/timestamp.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

constexpr Duration kSilentFor = std::chrono::seconds(1);
constexpr std::uint64_t kShowEveryBytes = 16 << 20;
constexpr std::size_t kHeadBytesMax = 4096;
constexpr std::string_view kTime = R"("ts":")";

std::uint64_t bytes_of_log(const std::string& state_directory) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(state_directory + "/log", error)) {
    std::error_code unreadable;
    const std::uint64_t size = entry.file_size(unreadable);
    if (!unreadable) bytes += size;
  }
  return bytes;
}

/// The time that the first line of a file tells; nothing where it tells none.
std::optional<WallTime> begins_at(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(kHeadBytesMax, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  const std::size_t at = head.find(kTime);
  if (at == std::string::npos || at > head.find('\n')) return std::nullopt;
  return record::parse_timestamp(std::string_view(head).substr(at + kTime.size(), record::kTimestampBytes));
}

/// The number of the last line in those files at the beginning that end before that time: each is followed by one that begins before it.
std::uint64_t last_seq_before(const std::string& state_directory, WallTime since) {
  const std::string directory = state_directory + "/log";
  std::uint64_t seq = 0;
  std::uint64_t seq_of_previous = 0;
  for (const store::FinishedLog& log : store::finished_logs(directory)) {
    const auto begins = begins_at(directory + "/" + log.name);
    if (!begins || *begins >= since - kWrittenLateMax) break;
    seq = seq_of_previous;
    seq_of_previous = log.last_seq;
  }
  return seq;
}

}  // namespace

ReadingProgress::ReadingProgress(std::FILE* out, const std::string& state_directory)
    : out_(out != nullptr && ::isatty(::fileno(out)) == 1 ? out : nullptr) {
  if (out_ == nullptr) return;
  bytes_all_ = bytes_of_log(state_directory);
  begun_ = SystemClock().now();
}

ReadingProgress::~ReadingProgress() {
  if (shown_) fmt::print(out_, "\r\033[K");
}

void ReadingProgress::read(std::size_t bytes) {
  if (out_ == nullptr) return;
  bytes_ += bytes;
  if (bytes_ / kShowEveryBytes != bytes_shown_ / kShowEveryBytes) show();
}

void ReadingProgress::show() {
  bytes_shown_ = bytes_;
  if (bytes_all_ == 0 || SystemClock().now() - begun_ < kSilentFor) return;
  shown_ = true;
  fmt::print(out_, "\rreading the log: {} of {} MiB", bytes_ >> 20, bytes_all_ >> 20);
  std::fflush(out_);
}

Result<void> for_each_line_since(const std::string& state_directory, WallTime since, ReadingProgress& progress,
                                 const TextVisitor& visit) {
  progress.again();
  return store::for_each_line(state_directory, last_seq_before(state_directory, since), [&](const store::LogLine& line) {
    progress.read(line.text.size() + 1);
    if (line.complete) visit(line.text);
    return true;
  });
}

Result<review::IncidentBook> read_incident_book(const std::string& state_directory, ReadingProgress& progress) {
  review::IncidentBook book;
  const auto read = for_each_line_since(state_directory, WallTime(), progress, [&book](std::string_view line) { book.take(line); });
  if (!read) return tl::unexpected(read.error());
  return book;
}

}  // namespace jurymast::app
