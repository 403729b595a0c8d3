#include "store/log_text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace jurymast::store {
namespace {

constexpr std::size_t kChunkBytes = 256 * 1024;
/// Who only wants to know how a file begins reads no more than this.
constexpr std::size_t kFirstChunkBytes = 16 * 1024;

}  // namespace

LogText::LogText(File file, std::string path) : file_(std::move(file)), path_(std::move(path)) {
  if (path_.ends_with(kCompressedSuffix)) unpacker_.emplace();
}

Result<std::optional<LogText>> LogText::open(std::string path) {
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file) return std::optional(LogText(std::move(file), std::move(path)));
  if (errno == ENOENT) return std::optional<LogText>();
  return system_failure("open", path);
}

Result<std::string_view> LogText::read_bytes() {
  bytes_.resize(chunk_bytes_);
  ssize_t got = 0;
  do {
    got = ::read(file_.descriptor(), bytes_.data(), bytes_.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) return system_failure("read", path_);
  return std::string_view(bytes_).substr(0, static_cast<std::size_t>(got));
}

Result<std::string_view> LogText::next() {
  chunk_bytes_ = chunk_bytes_ == 0 ? kFirstChunkBytes : kChunkBytes;
  return unpacker_ ? unpack_on() : read_bytes();
}

Result<std::string_view> LogText::unpack_on() {
  text_.resize(chunk_bytes_);
  for (;;) {
    if (packed_.empty()) {
      const auto more = read_bytes();
      if (!more) return tl::unexpected(more.error());
      packed_ = *more;
    }
    const bool at_end = packed_.empty();
    if (at_end && unpacker_->between_frames()) return std::string_view();
    const auto got = unpacker_->take(packed_, text_);
    if (!got) return fail(got.error().code, "{}: {}; restore the file from a copy", path_, got.error().message);
    if (*got > 0) return std::string_view(text_).substr(0, *got);
    if (at_end) return fail(Code::Corrupt, "{} ends in the middle of what is compressed; restore the file from a copy", path_);
  }
}

}  // namespace jurymast::store
