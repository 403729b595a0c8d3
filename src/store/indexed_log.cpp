#include "store/indexed_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "record/line.hpp"
#include "store/file.hpp"
#include "store/log_blocks.hpp"
#include "store/zstd.hpp"

namespace jurymast::store {
namespace {

/// So many blocks are unpacked ahead of the one that is shown.
constexpr std::size_t kBlocksAhead = 3;

Result<std::string> read_stretch(const File& file, const Stretch& place) {
  if (place.bytes > record::kBlockPartBytesMax) return fail(Code::Corrupt, "a part of the index has {} bytes", place.bytes);
  std::string bytes(place.bytes, '\0');
  const ssize_t got = ::pread(file.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(place.offset));
  if (got != static_cast<ssize_t>(bytes.size())) return fail(Code::Corrupt, "a file of the log is shorter than its index says");
  return bytes;
}

/// The blocks of one compressed file.
class BlockFile {
 public:
  static Result<BlockFile> open(const std::string& directory, const FinishedLog& log) {
    auto text = open_file(directory + "/" + log.name, O_RDONLY);
    if (!text) return tl::unexpected(text.error());
    auto index = open_file(directory + "/" + index_name(log), O_RDONLY);
    if (!index) return tl::unexpected(index.error());
    return BlockFile(*std::move(text), *std::move(index));
  }

  /// The lines of a block with their newlines, as they were when the index was made.
  Result<std::string> lines(const IndexedBlock& block) const {
    const auto packed = read_stretch(text_, block.frame);
    if (!packed) return packed;
    auto text = unpack(*packed, record::kBlockBytesMax);
    if (text && crypto::sha256(*text) != block.text) return fail(Code::Corrupt, "its lines are not those that it was made from");
    return text;
  }

  Result<record::BlockParts> parts(const IndexedBlock& block, const PartChoice& wanted) const {
    record::BlockParts parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!wanted[i]) continue;
      const auto packed = read_stretch(index_, block.parts[i].place);
      auto part = packed ? unpack(*packed, record::kBlockPartBytesMax) : packed;
      if (!part || crypto::sha256(*part) != block.parts[i].digest) return parts_again(block, wanted);
      parts[i] = *std::move(part);
    }
    return parts;
  }

 private:
  BlockFile(File text, File index) : text_(std::move(text)), index_(std::move(index)) {}

  Result<record::BlockParts> parts_again(const IndexedBlock& block, const PartChoice& wanted) const {
    const auto text = lines(block);
    if (!text) return tl::unexpected(text.error());
    record::BlockParts parts = take_apart(*text).parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!wanted[i]) parts[i].clear();
    }
    return parts;
  }

  File text_;
  File index_;
};

/// Gives blocks in their order, some of which another thread has unpacked already.
class BlocksAhead {
 public:
  struct Wanted {
    const IndexedBlock* block;
    PartChoice parts;
  };

  BlocksAhead(const BlockFile& file, std::vector<Wanted> wanted)
      : file_(file), wanted_(std::move(wanted)), thread_([this] { unpack_all(); }) {}
  BlocksAhead(const BlocksAhead&) = delete;
  BlocksAhead& operator=(const BlocksAhead&) = delete;
  ~BlocksAhead() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  Result<record::BlockParts> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !ready_.empty(); });
    Result<record::BlockParts> parts = std::move(ready_.front());
    ready_.pop_front();
    changed_.notify_all();
    return parts;
  }

 private:
  void unpack_all() {
    for (const Wanted& wanted : wanted_) {
      Result<record::BlockParts> parts = file_.parts(*wanted.block, wanted.parts);
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopped_ || ready_.size() < kBlocksAhead; });
      if (stopped_) return;
      ready_.push_back(std::move(parts));
      changed_.notify_all();
    }
  }

  const BlockFile& file_;
  std::vector<Wanted> wanted_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Result<record::BlockParts>> ready_;
  bool stopped_ = false;
  std::thread thread_;
};

bool any_of(const PartChoice& parts) { return std::find(parts.begin(), parts.end(), true) != parts.end(); }

/// The line of that number among those of a block.
std::optional<std::string> line_in(std::string_view block, std::uint64_t seq) {
  while (!block.empty()) {
    const std::size_t end = block.find('\n');
    const auto layout = record::layout_of(block.substr(0, end));
    if (layout && layout->checksum_holds && layout->seq == seq) return std::string(block.substr(0, end));
    block.remove_prefix(end + 1);
  }
  return std::nullopt;
}

/// Looks for a line in the one frame of a compressed file that may hold it.
std::optional<std::string> line_in(const std::string& directory, const FinishedLog& log, std::uint64_t seq) {
  const auto index = read_index(directory, log);
  const auto file = index ? BlockFile::open(directory, log) : fail(Code::NotFound, "no index");
  if (!file) return std::nullopt;
  for (const IndexedBlock& block : index->blocks) {
    if (seq < block.summary.first_seq || seq > block.summary.last_seq) continue;
    const auto text = file->lines(block);
    return text ? line_in(*text, seq) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<LogIndex> read_index(const std::string& log_directory, const FinishedLog& log) {
  if (!log.compressed) return std::nullopt;
  const auto text = open_file(log_directory + "/" + log.name, O_RDONLY);
  const auto file = open_file(log_directory + "/" + index_name(log), O_RDONLY);
  auto index = text && file ? read_index_head(*file) : fail(Code::NotFound, "no index");
  if (!index || read_log_seal(*text) != index->log || log_digest(index->blocks) != index->log) return std::nullopt;
  return *std::move(index);
}

Result<void> show_indexed(const std::string& log_directory, const FinishedLog& log, const LogIndex& index,
                          const BlockChooser& choose, const record::BlockVisitor& visitor) {
  const auto file = BlockFile::open(log_directory, log);
  if (!file) return tl::unexpected(file.error());
  std::vector<BlocksAhead::Wanted> wanted;
  for (const IndexedBlock& block : index.blocks) {
    const PartChoice parts = choose(block.summary);
    if (any_of(parts)) wanted.push_back({&block, parts});
  }
  if (wanted.empty()) return {};
  const std::size_t count = wanted.size();
  BlocksAhead blocks(*file, std::move(wanted));
  for (std::size_t i = 0; i < count; ++i) {
    const auto parts = blocks.next();
    const auto shown = parts ? record::show_block(*parts, visitor) : tl::unexpected(parts.error());
    if (!shown) return fail(shown.error().code, "{}/{}: {}", log_directory, log.name, shown.error().message);
  }
  return {};
}

Result<std::string> block_lines(const std::string& log_directory, const FinishedLog& log, const IndexedBlock& block) {
  const auto file = BlockFile::open(log_directory, log);
  if (!file) return tl::unexpected(file.error());
  auto lines = file->lines(block);
  if (!lines) return fail(lines.error().code, "{}/{}: {}", log_directory, log.name, lines.error().message);
  return lines;
}

Result<std::optional<std::string>> line_numbered(const std::string& state_directory, std::uint64_t seq) {
  std::optional<std::string> found;
  const FileVisitor choose = [&](const FinishedLog& log) -> Result<FileTurn> {
    if (log.last_seq == 0) return FileTurn::Read;
    if (log.first_seq > seq) return FileTurn::Stop;
    found = line_in(state_directory + "/log", log, seq);
    return found ? FileTurn::Stop : FileTurn::Read;
  };
  const auto read = for_each_line(state_directory, seq - 1, choose, [&](const LogLine& line) {
    const auto layout = line.complete ? record::layout_of(line.text) : std::nullopt;
    if (!layout || !layout->checksum_holds || layout->seq != seq) return true;
    found = line.text;
    return false;
  });
  if (!read) return tl::unexpected(read.error());
  return found;
}

}  // namespace jurymast::store
