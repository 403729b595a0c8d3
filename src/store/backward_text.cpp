#include "store/backward_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace jurymast::store {
namespace {

constexpr std::uint64_t kPieceBytes = 256 << 10;
/// Of a compressed file without an index no more than this is held, from its end: several finished files.
constexpr std::size_t kWholeBytesMax = 256 << 20;

Result<std::string> whole_text(LogText file) {
  std::string text;
  for (;;) {
    const auto more = file.next();
    if (!more) return tl::unexpected(more.error());
    if (more->empty()) return text;
    text += *more;
    if (text.size() > kWholeBytesMax) text.erase(0, text.size() / 2);
  }
}

}  // namespace

Result<BackwardText> BackwardText::open(const std::string& log_directory, const FinishedLog& log) {
  BackwardText text(log_directory, log);
  const auto opened = log.compressed ? text.open_compressed() : text.open_plain();
  if (!opened) return tl::unexpected(opened.error());
  return text;
}

Result<void> BackwardText::open_plain() {
  const std::string path = directory_ + "/" + log_.name;
  auto file = open_file(path, O_RDONLY);
  if (file) {
    file_ = *std::move(file);
    struct stat about{};
    if (::fstat(file_.descriptor(), &about) != 0) return system_failure("look at", path);
    left_ = static_cast<std::uint64_t>(about.st_size);
    return {};
  }
  if (::access(path.c_str(), F_OK) == 0) return tl::unexpected(file.error());
  log_.name += kCompressedSuffix;
  log_.compressed = true;
  // A file that was finished may have been compressed since it was listed.
  if (log_.last_seq == 0 || ::access((directory_ + "/" + log_.name).c_str(), F_OK) != 0)
    return fail(Code::NotFound, "{}", file.error().message);
  return open_compressed();
}

Result<void> BackwardText::open_compressed() {
  index_ = read_index(directory_, log_);
  if (index_) {
    left_ = index_->blocks.size();
    return {};
  }
  auto file = open_finished(directory_, log_);
  auto text = file ? whole_text(*std::move(file)) : tl::unexpected(file.error());
  if (!text) return tl::unexpected(text.error());
  whole_ = *std::move(text);
  return {};
}

Result<std::string> BackwardText::previous() {
  if (whole_) {
    std::string text = *std::move(whole_);
    whole_ = std::string();
    return text;
  }
  if (!index_) return previous_bytes();
  if (left_ == 0) return std::string();
  return block_lines(directory_, log_, index_->blocks[--left_]);
}

Result<std::string> BackwardText::previous_bytes() {
  std::string piece(std::min(left_, kPieceBytes), '\0');
  const auto from = static_cast<off_t>(left_ - piece.size());
  if (::pread(file_.descriptor(), piece.data(), piece.size(), from) != static_cast<ssize_t>(piece.size()))
    return system_failure("read", directory_ + "/" + log_.name);
  left_ -= piece.size();
  return piece;
}

}  // namespace jurymast::store
