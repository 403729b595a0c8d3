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
constexpr std::string_view kOperation = R"({"v":1,"kind":"operation",)";
constexpr std::size_t kTimeWithinBytes = 96;
constexpr std::string_view kCurrent = "current.jsonl";

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

/// Tells the operations of a time from all others without reading them; times of one length in one zone sort as text.
class OperationsOf {
 public:
  explicit OperationsOf(const LogSpan& span) : since_(to_rfc3339(span.since)), until_(to_rfc3339(span.until)) {}
  /// False for an operation of another time, and for nothing else.
  bool may_tell(std::string_view line) const {
    if (!line.starts_with(kOperation)) return true;
    const std::size_t time = line.substr(0, kTimeWithinBytes).find(kTime);
    if (time == std::string_view::npos) return true;
    const std::string_view at = line.substr(time + kTime.size(), record::kTimestampBytes);
    return at >= since_ && at <= until_;
  }

 private:
  std::string since_;
  std::string until_;
};

/// True of a file that lies between those that end with that line and the one of that name. The current one is behind all finished ones.
bool lies_within(std::string_view file, std::uint64_t last_seq_before, const std::string& end) {
  const auto finished = store::read_finished_name(file);
  if (!finished) return end.empty();
  const bool ended = !end.empty() && end != kCurrent && file >= end;
  return finished->last_seq > last_seq_before && !ended;
}

/// The name of the first file that begins when everything of that time is written; empty: there is none.
std::string first_file_after(const std::string& state_directory, WallTime until) {
  const std::string directory = state_directory + "/log/";
  std::vector<std::string> names;
  for (const store::FinishedLog& log : store::finished_logs(directory)) names.push_back(log.name);
  names.emplace_back(kCurrent);
  for (const std::string& name : names) {
    const auto begins = begins_at(directory + name);
    if (begins && *begins > until + kWrittenLateMax) return name;
  }
  return {};
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

Result<void> for_each_line_in(const std::string& state_directory, const LogSpan& span, ReadingProgress& progress,
                              const TextVisitor& visit) {
  const std::string end = first_file_after(state_directory, span.until);
  const OperationsOf operations(span);
  progress.again();
  return store::for_each_line(state_directory, last_seq_before(state_directory, span.since), [&](const store::LogLine& line) {
    if (line.number == 1 && line.file == end) return false;
    progress.read(line.text.size() + 1);
    if (line.complete && operations.may_tell(line.text)) visit(line.text);
    return true;
  });
}

Result<void> for_each_line_around(const std::string& state_directory, const LogSpan& span, ReadingProgress& progress,
                                  const TextVisitor& visit) {
  const std::uint64_t before = last_seq_before(state_directory, span.since);
  const std::string end = first_file_after(state_directory, span.until);
  bool inside = true;
  const OperationsOf operations(span);
  progress.again();
  return store::for_each_line(state_directory, 0, [&](const store::LogLine& line) {
    if (line.number == 1) inside = lies_within(line.file, before, end);
    progress.read(line.text.size() + 1);
    if (line.complete && (inside ? operations.may_tell(line.text) : !line.text.starts_with(kOperation))) visit(line.text);
    return true;
  });
}

Result<review::IncidentBook> read_incident_book(const std::string& state_directory, ReadingProgress& progress, WallTime since) {
  review::IncidentBook book;
  const auto read = for_each_line_since(state_directory, since, progress, [&book](std::string_view line) { book.take(line); });
  if (!read) return tl::unexpected(read.error());
  return book;
}

}  // namespace jurymast::app
