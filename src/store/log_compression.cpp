#include "store/log_compression.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "store/file.hpp"
#include "store/log_blocks.hpp"
#include "store/log_index.hpp"
#include "store/zstd.hpp"

namespace jurymast::store {
namespace {

constexpr std::string_view kHalfSuffix = ".half";
constexpr std::string_view kIndexSuffix = ".index";

/// A file that gets its name when it is whole and on the disk; until then it has another one.
class ComingFile {
 public:
  explicit ComingFile(std::string path) : path_(std::move(path)) {}
  ComingFile(const ComingFile&) = delete;
  ComingFile& operator=(const ComingFile&) = delete;
  ~ComingFile() {
    if (file_ && !named_) ::unlink(half().c_str());
  }

  Result<void> begin() {
    auto file = open_file(half(), O_WRONLY | O_CREAT | O_TRUNC);
    if (!file) return tl::unexpected(file.error());
    file_ = std::move(*file);
    return {};
  }
  /// Where what was written stands.
  Result<Stretch> write(std::string_view bytes) {
    const Stretch place{bytes_, bytes.size()};
    if (!write_all(file_.descriptor(), bytes)) return system_failure("write", half());
    bytes_ += bytes.size();
    return place;
  }
  /// With the times of the file that it replaces.
  Result<void> end(const struct stat& like) {
    const std::array<timespec, 2> times{like.st_atim, like.st_mtim};
    ::futimens(file_.descriptor(), times.data());
    if (::fsync(file_.descriptor()) != 0) return system_failure("sync", half());
    // Nobody is about to read it.
    ::posix_fadvise(file_.descriptor(), 0, 0, POSIX_FADV_DONTNEED);
    return {};
  }
  Result<void> name() {
    if (::rename(half().c_str(), path_.c_str()) != 0) return system_failure("rename", half());
    named_ = true;
    return {};
  }
  std::uint64_t bytes() const { return bytes_; }
  const std::string& path() const { return path_; }

 private:
  std::string half() const { return path_ + std::string(kHalfSuffix); }

  std::string path_;
  File file_;
  std::uint64_t bytes_ = 0;
  bool named_ = false;
};

/// The name of the file as it was, without what compressing adds.
std::string plain_name(const FinishedLog& log) { return finished_log_name(log.first_seq, log.last_seq); }

/// Makes the two files that replace one.
class Compression {
 public:
  Compression(const std::string& directory, const FinishedLog& log)
      : directory_(directory),
        source_(directory + "/" + log.name),
        log_(directory + "/" + plain_name(log) + std::string(kCompressedSuffix)),
        index_file_(directory + "/" + index_name(log)),
        compressed_before_(log.compressed) {}

  Result<CompressedLog> run(const GoOn& go_on) {
    if (::stat(source_.c_str(), &before_) != 0) return system_failure("look at", source_);
    auto text = LogText::open(source_);
    if (!text) return tl::unexpected(text.error());
    if (!*text) return fail(Code::NotFound, "cannot open {}: it was deleted a moment ago", source_);
    ::posix_fadvise((*text)->descriptor(), 0, 0, POSIX_FADV_SEQUENTIAL);
    for (ComingFile* file : {&log_, &index_file_}) {
      if (const auto begun = file->begin(); !begun) return tl::unexpected(begun.error());
    }
    const auto all = take_blocks(LogBlocks(std::move(**text)), go_on);
    if (!all) return tl::unexpected(all.error());
    CompressedLog result{*all, static_cast<std::uint64_t>(before_.st_size), 0, 0};
    if (!*all) return result;
    if (const auto put = put_in_place(); !put) return tl::unexpected(put.error());
    result.bytes_after = log_.bytes();
    result.bytes_index = index_file_.bytes();
    return result;
  }

 private:
  /// False where it was stopped.
  Result<bool> take_blocks(LogBlocks blocks, const GoOn& go_on) {
    for (;;) {
      const auto block = blocks.next();
      if (!block) return fail(block.error().code, "{}: {}", source_, block.error().message);
      if (block->empty()) break;
      if (const auto taken = take_block(*block); !taken) return tl::unexpected(taken.error());
      if (!go_on()) return false;
    }
    index_.log = log_digest(index_.blocks);
    const auto sealed = log_.write(log_seal(index_.log));
    if (!sealed) return tl::unexpected(sealed.error());
    const auto ended = index_file_.write(index_end(index_));
    if (!ended) return tl::unexpected(ended.error());
    return true;
  }

  Result<void> take_block(std::string_view block) {
    const auto frame = packer_.pack(block);
    if (!frame) return tl::unexpected(frame.error());
    // What replaces the only copy of a record is read again before that goes.
    const auto again = unpack(*frame, record::kBlockBytesMax);
    if (!again || *again != block) return fail(Code::Internal, "{}: what was compressed does not give the same text", source_);
    const auto place = log_.write(*frame);
    if (!place) return tl::unexpected(place.error());
    IndexedBlock indexed;
    indexed.frame = *place;
    indexed.text = crypto::sha256(block);
    TakenApart apart = take_apart(block);
    indexed.summary = std::move(apart.summary);
    for (std::size_t i = 0; i < record::kBlockParts; ++i) {
      const auto part = put_part(apart.parts[i]);
      if (!part) return tl::unexpected(part.error());
      indexed.parts[i] = *part;
    }
    index_.blocks.push_back(std::move(indexed));
    return {};
  }

  Result<IndexedPart> put_part(const std::string& part) {
    const auto packed = packer_.pack(part);
    if (!packed) return tl::unexpected(packed.error());
    const auto place = index_file_.write(*packed);
    if (!place) return tl::unexpected(place.error());
    return IndexedPart{*place, crypto::sha256(part)};
  }

  Result<void> put_in_place() {
    for (ComingFile* file : {&index_file_, &log_}) {
      if (const auto ended = file->end(before_); !ended) return ended;
    }
    for (ComingFile* file : {&index_file_, &log_}) {
      if (const auto named = file->name(); !named) return named;
    }
    sync_directory(directory_);
    if (compressed_before_) return {};
    if (::unlink(source_.c_str()) == 0) {
      sync_directory(directory_);
      return {};
    }
    if (errno != ENOENT) return system_failure("delete", source_);
    // Somebody deleted it meanwhile and wants nothing of it.
    ::unlink(log_.path().c_str());
    ::unlink(index_file_.path().c_str());
    return {};
  }

  std::string directory_;
  std::string source_;
  ComingFile log_;
  ComingFile index_file_;
  bool compressed_before_;
  struct stat before_{};
  Packer packer_;
  LogIndex index_;
};

}  // namespace

Result<CompressedLog> compress_log(const std::string& log_directory, const FinishedLog& log, const GoOn& go_on) {
  return Compression(log_directory, log).run(go_on);
}

bool is_compressed(const std::string& log_directory, const FinishedLog& log) {
  if (!log.compressed) return false;
  const auto file = open_file(log_directory + "/" + log.name, O_RDONLY);
  const auto index_file = open_file(log_directory + "/" + index_name(log), O_RDONLY);
  if (!file || !index_file) return false;
  const auto index = read_index_head(*index_file);
  return index && read_log_seal(*file) == index->log;
}

void clear_half_compressed(const std::string& log_directory) {
  const std::vector<FinishedLog> logs = finished_logs(log_directory);
  for (const std::string& name : names_in(log_directory)) {
    const bool of_nothing = name.ends_with(kIndexSuffix) && std::none_of(logs.begin(), logs.end(), [&name](const FinishedLog& log) {
                              return index_name(log) == name;
                            });
    if (of_nothing || name.ends_with(kHalfSuffix)) ::unlink((log_directory + "/" + name).c_str());
  }
}

}  // namespace jurymast::store
