#include "store/log_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "record/line.hpp"
#include "record/parsed_line.hpp"
#include "store/log_reader.hpp"

namespace jurymast::store {
namespace {

constexpr std::string_view kCurrent = "current.jsonl";
constexpr std::string_view kNext = "next.jsonl";
/// How far back a readable line is looked for in a damaged file.
constexpr std::uint64_t kRepairBytesMax = 1 << 20;
constexpr unsigned kSetAsideMax = 10'000;
/// What stays in memory for those who follow the log; what is older is let go of, or a busy log would push out everything else.
constexpr std::uint64_t kKeptInMemoryBytes = 4 << 20;
constexpr std::uint64_t kLetGoBytes = 1 << 20;

Result<std::string> read_at(int descriptor, std::uint64_t from, std::uint64_t bytes) {
  std::string text(bytes, '\0');
  std::size_t got = 0;
  while (got < bytes) {
    const ssize_t more = ::pread(descriptor, text.data() + got, bytes - got, static_cast<off_t>(from + got));
    if (more <= 0) return system_failure("read", "the end of the log");
    got += static_cast<std::size_t>(more);
  }
  return text;
}

/// The end of a file: how much of it is good, and what is not.
struct TailFinding {
  std::size_t good_bytes = 0;
  std::uint64_t last_seq = 0;
  crypto::Digest last_leaf = record::leaf_hash({});
  bool torn = false;
  std::uint64_t damaged_lines = 0;
};

TailFinding look_at_tail(std::string_view tail) {
  TailFinding finding;
  const std::size_t last_newline = tail.rfind('\n');
  std::size_t end = last_newline == std::string_view::npos ? 0 : last_newline + 1;
  finding.torn = end != tail.size();
  while (end > 0) {
    const std::size_t before = end < 2 ? std::string_view::npos : tail.rfind('\n', end - 2);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::string_view text = tail.substr(begin, end - begin - 1);
    const auto line = record::layout_of(text);
    if (line && line->checksum_holds) {
      finding.good_bytes = end;
      finding.last_seq = line->seq;
      finding.last_leaf = record::leaf_hash(text);
      return finding;
    }
    ++finding.damaged_lines;
    end = begin;
  }
  return finding;
}

}  // namespace

Result<std::unique_ptr<LogWriter>> LogWriter::open(std::string directory, std::uint64_t rotate_bytes) {
  if (const auto made = make_directory(directory); !made) return tl::unexpected(made.error());
  std::unique_ptr<LogWriter> writer(new LogWriter(std::move(directory), rotate_bytes));
  ::unlink(writer->path(kNext).c_str());
  if (const auto opened = writer->open_current(); !opened) return tl::unexpected(opened.error());
  if (const auto repaired = writer->repair(); !repaired) return tl::unexpected(repaired.error());
  if (const auto read = writer->read_first_seq(); !read) return tl::unexpected(read.error());
  const auto finished = finished_logs(writer->directory_);
  if (!finished.empty()) writer->last_seq_ = std::max(writer->last_seq_, finished.back().last_seq);
  return writer;
}

Result<void> LogWriter::open_current() {
  auto file = open_file(path(kCurrent), O_RDWR | O_APPEND | O_CREAT);
  if (!file) return tl::unexpected(file.error());
  file_ = std::move(*file);
  struct stat about{};
  if (::fstat(file_.descriptor(), &about) != 0) return system_failure("look at", path(kCurrent));
  size_ = static_cast<std::uint64_t>(about.st_size);
  return {};
}

Result<void> LogWriter::repair() {
  if (size_ == 0) return {};
  const std::uint64_t bytes = std::min(size_, kRepairBytesMax);
  const auto tail = read_at(file_.descriptor(), size_ - bytes, bytes);
  if (!tail) return tl::unexpected(tail.error());
  const TailFinding finding = look_at_tail(*tail);
  cut_torn_line_ = finding.torn;
  cut_damaged_lines_ = finding.damaged_lines;
  last_seq_ = finding.last_seq;
  last_leaf_ = finding.last_leaf;
  if (finding.good_bytes == 0 && bytes < size_) return set_aside();
  if (finding.good_bytes == bytes) return {};
  size_ = size_ - bytes + finding.good_bytes;
  longer_than_size_ = true;
  // On a full disk shortening works; where it does not, append() tries again before it writes.
  if (::ftruncate(file_.descriptor(), static_cast<off_t>(size_)) == 0) longer_than_size_ = false;
  return {};
}

Result<void> LogWriter::set_aside() {
  for (unsigned number = 1; number < kSetAsideMax; ++number) {
    const std::string name = path(fmt::format("damaged-{}.txt", number));
    if (::access(name.c_str(), F_OK) == 0) continue;
    if (::rename(path(kCurrent).c_str(), name.c_str()) != 0) return system_failure("rename", path(kCurrent));
    cut_damaged_lines_ = std::max<std::uint64_t>(cut_damaged_lines_, 1);
    return open_current();
  }
  return fail(Code::Exhausted, "{} holds {} damaged files; move them away", directory_, kSetAsideMax);
}

Result<void> LogWriter::read_first_seq() {
  if (size_ == 0) return {};
  const auto head = read_at(file_.descriptor(), 0, std::min<std::uint64_t>(size_, record::kLineBytesMax));
  if (!head) return tl::unexpected(head.error());
  const auto line = record::layout_of(std::string_view(*head).substr(0, head->find('\n')));
  first_seq_ = line ? line->seq : last_seq_;
  return {};
}

Result<void> LogWriter::append(std::string_view lines, std::uint64_t last_seq) {
  if (longer_than_size_ && ::ftruncate(file_.descriptor(), static_cast<off_t>(size_)) != 0) {
    return system_failure("shorten", path(kCurrent));
  }
  longer_than_size_ = false;
  if (!write_all(file_.descriptor(), lines)) {
    const auto failure = system_failure("write", path(kCurrent));
    // No reader may find half a group that is then written again.
    longer_than_size_ = ::ftruncate(file_.descriptor(), static_cast<off_t>(size_)) != 0;
    return failure;
  }
  if (::fdatasync(file_.descriptor()) != 0) {
    // The system may have given up these pages for good; only writing them again makes a later success mean anything.
    ++fsync_errors_;
    longer_than_size_ = true;
    return system_failure("sync", path(kCurrent));
  }
  if (size_ == 0) first_seq_ = last_seq_ + 1;
  size_ += lines.size();
  last_seq_ = last_seq;
  let_go_of_pages();
  if (size_ >= rotate_bytes_) rotate();
  return {};
}

void LogWriter::let_go_of_pages() {
  if (size_ < let_go_ + kKeptInMemoryBytes + kLetGoBytes) return;
  const std::uint64_t until = size_ - kKeptInMemoryBytes;
  ::posix_fadvise(file_.descriptor(), static_cast<off_t>(let_go_), static_cast<off_t>(until - let_go_), POSIX_FADV_DONTNEED);
  let_go_ = until;
}

void LogWriter::rotate() {
  auto next = open_file(path(kNext), O_RDWR | O_APPEND | O_CREAT | O_TRUNC);
  if (!next) return;  // the current file simply grows on until there is room for another
  const std::string finished = path(finished_log_name(first_seq_, last_seq_));
  if (::rename(path(kCurrent).c_str(), finished.c_str()) != 0) return;
  if (::rename(path(kNext).c_str(), path(kCurrent).c_str()) != 0) {
    ::rename(finished.c_str(), path(kCurrent).c_str());
    return;
  }
  file_ = std::move(*next);
  size_ = 0;
  let_go_ = 0;
  first_seq_ = 0;
  ++finished_;
  sync_directory(directory_);
}

}  // namespace jurymast::store
