#include "app/incident/incident_log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "record/block_writer.hpp"
#include "record/timestamp.hpp"
#include "store/indexed_log.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

constexpr Duration kSilentFor = std::chrono::seconds(1);
constexpr std::uint64_t kShowEveryBytes = 16 << 20;
constexpr std::size_t kHeadBytesMax = 4096;
constexpr std::string_view kTime = R"("ts":")";
constexpr std::size_t kTimeWithinBytes = 96;
/// No line tells a later time.
constexpr WallTime kLatestTime{std::chrono::hours(24 * 365 * 200)};

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
  auto file = store::LogText::open(path);
  if (!file || !*file) return std::nullopt;
  const auto text = (*file)->next();
  if (!text) return std::nullopt;
  const std::string_view head = text->substr(0, kHeadBytesMax);
  const std::size_t at = head.find(kTime);
  if (at == std::string_view::npos || at > head.find('\n')) return std::nullopt;
  return record::parse_timestamp(head.substr(at + kTime.size(), record::kTimestampBytes));
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
  explicit OperationsOf(const LogSpan& span)
      : since_(to_rfc3339(span.since)),
        until_(to_rfc3339(span.until)),
        since_at_(record::parse_timestamp(since_).value_or(span.since)),
        until_at_(record::parse_timestamp(until_).value_or(span.until)) {}
  /// False for an operation of another time, and for nothing else.
  bool may_tell(std::string_view line) const {
    if (!record::begins_operation(line)) return true;
    const std::size_t time = line.substr(0, kTimeWithinBytes).find(kTime);
    if (time == std::string_view::npos) return true;
    const std::string_view at = line.substr(time + kTime.size(), record::kTimestampBytes);
    return at >= since_ && at <= until_;
  }
  /// The same of times that were read.
  bool holds(WallTime at) const { return at >= since_at_ && at <= until_at_; }
  bool may_hold(WallTime first, WallTime last) const { return last >= since_at_ && first <= until_at_; }

 private:
  std::string since_;
  std::string until_;
  WallTime since_at_;  ///< the same, as times; lines tell no fractions of a microsecond
  WallTime until_at_;
};

/// The number of the first line of the first file that begins when everything of that time is written; nothing: there is none.
std::optional<std::uint64_t> first_seq_after(const std::string& state_directory, WallTime until) {
  const std::string directory = state_directory + "/log/";
  std::vector<store::FinishedLog> files = store::finished_logs(directory);
  const std::uint64_t last_seq = files.empty() ? 0 : files.back().last_seq;
  files.push_back({std::string(store::kCurrentLog), last_seq + 1, 0, false});
  for (const store::FinishedLog& file : files) {
    const auto begins = begins_at(directory + file.name);
    if (begins && *begins > until + kWrittenLateMax) return file.first_seq;
  }
  return std::nullopt;
}

std::uint64_t bytes_of(const std::string& path) {
  std::error_code failed;
  const std::uintmax_t bytes = std::filesystem::file_size(path, failed);
  return failed ? 0 : bytes;
}

/// Reads what is wanted, file by file.
class RecordReader {
 public:
  RecordReader(const std::string& state_directory, const LogWish& wish, ReadingProgress& progress,
               const record::BlockVisitor& visitor)
      : directory_(state_directory + "/log"),
        wish_(wish),
        progress_(progress),
        visitor_(visitor),
        operations_(wish.span),
        before_(last_seq_before(state_directory, wish.span.since)),
        after_(first_seq_after(state_directory, wish.span.until)) {}

  Result<void> read(const std::string& state_directory) {
    progress_.again();
    const auto choose = [this](const store::FinishedLog& file) { return choose_file(file); };
    return store::for_each_line(state_directory, wish_.all_others ? 0 : before_, choose, [this](const store::LogLine& line) {
      progress_.read(line);
      if (line.complete) show(line.text);
      return true;
    });
  }

 private:
  Result<store::FileTurn> choose_file(const store::FinishedLog& file) {
    const bool current = file.last_seq == 0;
    // The current one is behind all finished ones.
    const bool ended = after_ && (current || file.first_seq >= *after_);
    if (ended && !wish_.all_others) return store::FileTurn::Stop;
    inside_ = !ended && (current || file.last_seq > before_);
    const auto index = store::read_index(directory_, file);
    if (!index) return store::FileTurn::Read;
    progress_.read(bytes_of(directory_ + "/" + file.name) + bytes_of(directory_ + "/" + store::index_name(file)));
    const record::BlockVisitor visitor{[this](const record::PlainLine& line) {
                                         if (operations_.holds(line.answer.at)) visitor_.plain(line);
                                       },
                                       [this](std::string_view text) { show(text); }};
    const auto shown =
        store::show_indexed(directory_, file, *index, [this](const auto& block) { return parts_of(block); }, visitor);
    if (!shown) return tl::unexpected(shown.error());
    return store::FileTurn::Passed;
  }

  store::PartChoice parts_of(const record::BlockSummary& block) const {
    const bool of_time = block.timeless || (block.operations > 0 && operations_.may_hold(block.first_at, block.last_at));
    const bool of_route = wish_.route.empty() || block.unreadable > 0 || block.routes.contains(wish_.route);
    const bool wanted = inside_ && wish_.operations && of_time && of_route;
    const bool plain = wanted && block.plain > 0;
    return {plain, plain && wish_.details, wanted && block.operations > block.plain, true};
  }

  void show(std::string_view text) {
    const bool operation = record::begins_operation(text);
    if (!operation || (inside_ && wish_.operations && operations_.may_tell(text))) visitor_.text(text);
  }

  std::string directory_;
  const LogWish& wish_;
  ReadingProgress& progress_;
  const record::BlockVisitor& visitor_;
  OperationsOf operations_;
  std::uint64_t before_;                ///< the last line of the files that end before that time
  std::optional<std::uint64_t> after_;  ///< the first line of those that begin behind it
  bool inside_ = true;                  ///< the file that is read may tell of that time
};

}  // namespace

ReadingProgress::ReadingProgress(std::FILE* out, const std::string& state_directory)
    : out_(out != nullptr && ::isatty(::fileno(out)) == 1 ? out : nullptr), log_directory_(state_directory + "/log") {
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

void ReadingProgress::read(const store::LogLine& line) {
  if (out_ == nullptr) return;
  if (!line.file.ends_with(store::kCompressedSuffix)) return read(line.text.size() + 1);
  if (line.number == 1) read(bytes_of(log_directory_ + "/" + std::string(line.file)));
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
    progress.read(line);
    if (line.complete) visit(line.text);
    return true;
  });
}

Result<void> for_each_record(const std::string& state_directory, const LogWish& wish, ReadingProgress& progress,
                             const record::BlockVisitor& visitor) {
  return RecordReader(state_directory, wish, progress, visitor).read(state_directory);
}

Result<review::IncidentBook> read_incident_book(const std::string& state_directory, ReadingProgress& progress, WallTime since) {
  review::IncidentBook book;
  LogWish wish{.span = {since, kLatestTime}};
  wish.operations = false;
  const auto read = for_each_record(state_directory, wish, progress,
                                    {[](const record::PlainLine&) {}, [&book](std::string_view line) { book.take(line); }});
  if (!read) return tl::unexpected(read.error());
  return book;
}

}  // namespace jurymast::app
