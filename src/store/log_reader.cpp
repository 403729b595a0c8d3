#include "store/log_reader.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "record/line.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::store {
namespace {

constexpr std::size_t kSeqDigits = 16;
/// One byte more than a line may have.
constexpr std::size_t kPartialBytesMax = record::kLineBytesMax + 1;
constexpr std::string_view kSuffix = ".jsonl";

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

/// False when the visitor wants no more.
Result<bool> show_file(LogText& file, std::string name, const LineVisitor& visit) {
  LineCutter cutter(std::move(name), visit);
  for (;;) {
    const auto chunk = file.next();
    if (!chunk) return tl::unexpected(chunk.error());
    if (chunk->empty()) return cutter.finish();
    if (!cutter.take(*chunk)) return false;
  }
}

/// The number of an open file's last line, which is not compressed; 0 where it has none that can be read.
std::uint64_t last_seq_in(int descriptor) {
  const auto size = static_cast<std::uint64_t>(look_at(descriptor).st_size);
  std::string tail(std::min<std::uint64_t>(size, kPartialBytesMax), '\0');
  const ssize_t got = ::pread(descriptor, tail.data(), tail.size(), static_cast<off_t>(size - tail.size()));
  if (got != static_cast<ssize_t>(tail.size()) || !tail.ends_with('\n')) return 0;
  tail.pop_back();
  const auto line = record::layout_of(std::string_view(tail).substr(tail.rfind('\n') + 1));
  return line ? line->seq : 0;
}

/// True of a file that was finished, compressed and deleted between its opening and the listing of the others, one of which it is.
bool is_among(const LogText& current, const std::vector<FinishedLog>& finished) {
  struct stat about = look_at(current.descriptor());
  return about.st_nlink == 0 && !finished.empty() && finished.back().compressed;
}

/// False when the visitor wants no more.
Result<bool> show_finished(const std::string& directory, const FinishedLog& log, const LineVisitor& visit) {
  auto file = open_finished(directory, log);
  if (!file) return tl::unexpected(file.error());
  return show_file(*file, log.name, visit);
}

}  // namespace

std::string finished_log_name(std::uint64_t first_seq, std::uint64_t last_seq) {
  return fmt::format("{:016}-{:016}{}", first_seq, last_seq, kSuffix);
}

std::optional<FinishedLog> read_finished_name(std::string_view name) {
  FinishedLog log{std::string(name), 0, 0, name.ends_with(kCompressedSuffix)};
  if (log.compressed) name.remove_suffix(kCompressedSuffix.size());
  if (name.size() != 2 * kSeqDigits + 1 + kSuffix.size() || !name.ends_with(kSuffix)) return std::nullopt;
  const bool numbered =
      read_seq(name.substr(0, kSeqDigits), log.first_seq) && read_seq(name.substr(kSeqDigits + 1, kSeqDigits), log.last_seq);
  return numbered ? std::optional(std::move(log)) : std::nullopt;
}

std::vector<FinishedLog> finished_logs(const std::string& log_directory) {
  std::vector<FinishedLog> all;
  for (const std::string& name : names_in(log_directory)) {
    auto log = read_finished_name(name);
    if (!log) continue;
    // Names are sorted: the file as it was comes first.
    const bool twice = log->compressed && !all.empty() && log->name.starts_with(all.back().name);
    if (!twice) all.push_back(*std::move(log));
  }
  return all;
}

Result<LogText> open_finished(const std::string& log_directory, const FinishedLog& log) {
  const std::string path = log_directory + "/" + log.name;
  auto file = LogText::open(path);
  if (file && !*file && !log.compressed) file = LogText::open(path + std::string(kCompressedSuffix));
  if (!file) return tl::unexpected(file.error());
  if (!*file) return fail(Code::NotFound, "cannot open {}: it was deleted a moment ago", path);
  return std::move(**file);
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
  return for_each_line(state_directory, after_seq, [](const FinishedLog&) -> Result<FileTurn> { return FileTurn::Read; }, visit);
}

Result<void> for_each_line(const std::string& state_directory, std::uint64_t after_seq, const FileVisitor& choose,
                           const LineVisitor& visit) {
  const std::string directory = state_directory + "/log";
  // The current file is held open before the finished ones are listed: if it is finished meanwhile, it is still read, and once.
  auto opened = LogText::open(directory + "/" + std::string(kCurrentLog));
  if (!opened) return tl::unexpected(opened.error());
  std::optional<LogText>& current = *opened;
  const std::vector<FinishedLog> finished = finished_logs(directory);
  if (current && is_among(*current, finished)) current.reset();
  for (const FinishedLog& log : finished) {
    if (log.last_seq <= after_seq || (current && same_file(current->descriptor(), directory + "/" + log.name))) continue;
    const auto turn = choose(log);
    if (!turn) return tl::unexpected(turn.error());
    if (*turn == FileTurn::Stop) return {};
    if (*turn == FileTurn::Passed) continue;
    const auto more = show_finished(directory, log, visit);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
  }
  if (!current) return {};
  const auto turn = choose({std::string(kCurrentLog), 0, 0, false});
  if (!turn) return tl::unexpected(turn.error());
  if (*turn != FileTurn::Read) return {};
  const auto shown = show_file(*current, std::string(kCurrentLog), visit);
  if (!shown) return tl::unexpected(shown.error());
  return {};
}

LogFollower::LogFollower(std::string state_directory) : directory_(std::move(state_directory) + "/log/") {
  auto file = LogText::open(directory_ + std::string(kCurrentLog));
  if (file && *file) {
    file_ = *std::move(*file);
    ::lseek(file_.descriptor(), 0, SEEK_END);
  } else if (const auto logs = finished_logs(directory_); !logs.empty()) {
    passed_seq_ = logs.back().last_seq;
  }
}

bool LogFollower::replaced() const { return !same_file(file_.descriptor(), directory_ + std::string(kCurrentLog)); }

/// The number of the open file's last line; 0 where it does not say.
std::uint64_t LogFollower::last_seq_of_open(const std::vector<FinishedLog>& logs) const {
  if (open_until_seq_ != 0) return open_until_seq_;
  const auto open = std::find_if(logs.begin(), logs.end(),
                                 [this](const FinishedLog& log) { return same_file(file_.descriptor(), directory_ + log.name); });
  // One that was compressed, or taken away, is still open here.
  return open != logs.end() ? open->last_seq : last_seq_in(file_.descriptor());
}

/// The file that goes on where the open one ends. More than one may have been finished since the last look.
Result<std::optional<LogText>> LogFollower::next_file() {
  // Opened before the finished ones are listed: if it is finished meanwhile, it is found among them.
  auto current = LogText::open(directory_ + std::string(kCurrentLog));
  const std::vector<FinishedLog> logs = finished_logs(directory_);
  if (file_) {
    const std::uint64_t last = last_seq_of_open(logs);
    // One that was taken away meanwhile may not say what followed it.
    if (last == 0) {
      open_until_seq_ = 0;
      return current;
    }
    passed_seq_ = last;
  }
  const auto next = std::find_if(logs.begin(), logs.end(), [this](const FinishedLog& log) { return log.first_seq > passed_seq_; });
  open_until_seq_ = next == logs.end() ? 0 : next->last_seq;
  if (next == logs.end()) return current;
  auto opened = open_finished(directory_, *next);
  if (!opened) return tl::unexpected(opened.error());
  return std::optional(*std::move(opened));
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
  for (;;) {
    const auto chunk = file_.next();
    if (!chunk) return tl::unexpected(chunk.error());
    if (chunk->empty()) return true;
    rest_.append(*chunk);
    const std::size_t whole = rest_.rfind('\n');
    if (whole == std::string::npos) continue;
    LineCutter cutter(std::string(kCurrentLog), visit);
    const bool more = cutter.take(std::string_view(rest_).substr(0, whole + 1));
    rest_.erase(0, whole + 1);
    if (!more) return false;
  }
}

}  // namespace jurymast::store
