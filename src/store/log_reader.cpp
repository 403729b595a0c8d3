#include "store/log_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include "record/parsed_line.hpp"

namespace jurymast::store {
namespace {

constexpr std::size_t kChunkBytes = 256 * 1024;
constexpr std::size_t kSeqDigits = 16;
/// One byte more than a line may have.
constexpr std::size_t kPartialBytesMax = record::kLineBytesMax + 1;
constexpr std::string_view kSuffix = ".jsonl";
constexpr std::string_view kCurrent = "current.jsonl";

bool read_seq(std::string_view digits, std::uint64_t& seq) {
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
  return digits.size() == kSeqDigits && read.ec == std::errc() && read.ptr == digits.data() + digits.size();
}

struct stat look_at(int descriptor) {
  struct stat about{};
  ::fstat(descriptor, &about);
  return about;
}

bool same_file(int descriptor, const std::string& path) {
  struct stat named{};
  if (::stat(path.c_str(), &named) != 0) return false;
  const struct stat open = look_at(descriptor);
  return open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

/// Nothing where there is no such file; fails where there is one that cannot be opened.
Result<std::optional<File>> open_if_there(const std::string& path) {
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file) return std::optional(std::move(file));
  if (errno == ENOENT) return std::optional<File>();
  return system_failure("open", path);
}

/// The next bytes of a file; empty at its end. Fails as errno says.
Result<std::string_view> read_chunk(int descriptor, std::string& buffer) {
  buffer.resize(kChunkBytes);
  ssize_t got = 0;
  do {
    got = ::read(descriptor, buffer.data(), buffer.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) return system_failure("read", "the log");
  return std::string_view(buffer).substr(0, static_cast<std::size_t>(got));
}

/// False when the visitor wants no more.
Result<bool> show_file(const File& file, std::string name, const LineVisitor& visit) {
  LineCutter cutter(std::move(name), visit);
  std::string buffer;
  for (;;) {
    const auto chunk = read_chunk(file.descriptor(), buffer);
    if (!chunk) return tl::unexpected(chunk.error());
    if (chunk->empty()) return cutter.finish();
    if (!cutter.take(*chunk)) return false;
  }
}

}  // namespace

std::string finished_log_name(std::uint64_t first_seq, std::uint64_t last_seq) {
  return fmt::format("{:016}-{:016}{}", first_seq, last_seq, kSuffix);
}

std::optional<FinishedLog> read_finished_name(std::string_view name) {
  if (name.size() != 2 * kSeqDigits + 1 + kSuffix.size() || !name.ends_with(kSuffix)) return std::nullopt;
  FinishedLog log{std::string(name), 0, 0};
  const bool numbered =
      read_seq(name.substr(0, kSeqDigits), log.first_seq) && read_seq(name.substr(kSeqDigits + 1, kSeqDigits), log.last_seq);
  return numbered ? std::optional(std::move(log)) : std::nullopt;
}

std::vector<FinishedLog> finished_logs(const std::string& log_directory) {
  std::vector<FinishedLog> all;
  for (const std::string& name : names_in(log_directory)) {
    if (auto log = read_finished_name(name)) all.push_back(*std::move(log));
  }
  return all;
}

bool LineCutter::take(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view here = bytes.substr(0, end);
    const bool ended = end != std::string_view::npos;
    if (!ended || !partial_.empty()) {
      // Of a line that is too long only so much is kept that it shows.
      partial_.append(here.substr(0, kPartialBytesMax - partial_.size()));
      if (!ended) return true;
    }
    ++number_;
    const std::string_view line = partial_.empty() ? here.substr(0, kPartialBytesMax) : std::string_view(partial_);
    const bool more = visit_({line, file_, number_, true});
    partial_.clear();
    if (!more) return false;
    bytes.remove_prefix(end + 1);
  }
  return true;
}

bool LineCutter::finish() {
  if (partial_.empty()) return true;
  return visit_({partial_, file_, number_ + 1, false});
}

Result<void> for_each_line(const std::string& state_directory, std::uint64_t after_seq, const LineVisitor& visit) {
  const std::string directory = state_directory + "/log";
  // The current file is held open before the finished ones are listed: if it is finished meanwhile, it is still read, and once.
  const auto opened = open_if_there(directory + "/" + std::string(kCurrent));
  if (!opened) return tl::unexpected(opened.error());
  const std::optional<File>& current = *opened;
  for (const FinishedLog& log : finished_logs(directory)) {
    const std::string path = directory + "/" + log.name;
    if (log.last_seq <= after_seq || (current && same_file(current->descriptor(), path))) continue;
    const auto file = open_file(path, O_RDONLY);
    if (!file) return tl::unexpected(file.error());
    const auto more = show_file(*file, log.name, visit);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
  }
  if (!current) return {};
  const auto shown = show_file(*current, std::string(kCurrent), visit);
  if (!shown) return tl::unexpected(shown.error());
  return {};
}

LogFollower::LogFollower(std::string state_directory) : directory_(std::move(state_directory) + "/log/") {
  auto file = open_file(directory_ + std::string(kCurrent), O_RDONLY);
  if (file) {
    file_ = std::move(*file);
    ::lseek(file_.descriptor(), 0, SEEK_END);
  } else if (const auto logs = finished_logs(directory_); !logs.empty()) {
    passed_seq_ = logs.back().last_seq;
  }
}

bool LogFollower::replaced() const { return !same_file(file_.descriptor(), directory_ + std::string(kCurrent)); }

/// The file that goes on where the open one ends. More than one may have been finished since the last look.
Result<std::optional<File>> LogFollower::next_file() {
  // Opened before the finished ones are listed: if it is finished meanwhile, it is found among them.
  auto current = open_if_there(directory_ + std::string(kCurrent));
  const std::vector<FinishedLog> logs = finished_logs(directory_);
  if (file_) {
    const auto open = std::find_if(logs.begin(), logs.end(),
                                   [this](const FinishedLog& log) { return same_file(file_.descriptor(), directory_ + log.name); });
    // One that was taken away meanwhile does not say what followed it.
    if (open == logs.end()) return current;
    passed_seq_ = open->last_seq;
  }
  const auto next = std::find_if(logs.begin(), logs.end(), [this](const FinishedLog& log) { return log.first_seq > passed_seq_; });
  if (next == logs.end()) return current;
  return open_if_there(directory_ + next->name);
}

Result<void> LogFollower::poll(const LineVisitor& visit) {
  for (;;) {
    if (!file_) {
      auto first = next_file();
      if (!first) return tl::unexpected(first.error());
      if (!*first) return {};
      file_ = std::move(**first);
    }
    // Asked before reading: what a finished file got at its end is then read below.
    const bool finished = replaced();
    const auto more = read_on(visit);
    if (!more) return tl::unexpected(more.error());
    if (!*more || !finished) return {};
    auto next = next_file();
    if (!next) return tl::unexpected(next.error());
    if (!*next) return {};
    rest_.clear();
    file_ = std::move(**next);
  }
}

/// Shows the whole lines up to the end of the open file; false when the visitor wants no more.
Result<bool> LogFollower::read_on(const LineVisitor& visit) {
  std::string buffer;
  for (;;) {
    const auto chunk = read_chunk(file_.descriptor(), buffer);
    if (!chunk) return tl::unexpected(chunk.error());
    if (chunk->empty()) return true;
    rest_.append(*chunk);
    const std::size_t whole = rest_.rfind('\n');
    if (whole == std::string::npos) continue;
    LineCutter cutter(std::string(kCurrent), visit);
    const bool more = cutter.take(std::string_view(rest_).substr(0, whole + 1));
    rest_.erase(0, whole + 1);
    if (!more) return false;
  }
}

}  // namespace jurymast::store
