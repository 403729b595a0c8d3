#include "store/log_blocks.hpp"

#include "record/block_writer.hpp"

namespace jurymast::store {

Result<bool> LogBlocks::fill() {
  while (!at_end_ && ahead_.size() <= record::kBlockBytesMax) {
    const auto more = text_.next();
    if (!more) return tl::unexpected(more.error());
    at_end_ = more->empty();
    ahead_ += *more;
  }
  return !ahead_.empty();
}

/// Behind the last line of the next block; 0 where there is none.
std::size_t LogBlocks::end_of_block() const {
  std::size_t end = 0;
  for (std::size_t lines = 0; lines < record::kBlockLinesMax; ++lines) {
    const std::size_t newline = ahead_.find('\n', end);
    if (newline == std::string::npos || newline >= record::kBlockBytesMax) break;
    end = newline + 1;
  }
  return end;
}

Result<std::string_view> LogBlocks::next() {
  ahead_.erase(0, shown_);
  shown_ = 0;
  const auto any = fill();
  if (!any) return tl::unexpected(any.error());
  if (!*any) return std::string_view();
  shown_ = end_of_block();
  if (shown_ == 0) return fail(Code::Corrupt, "a line has no end, or more than {} bytes", record::kBlockBytesMax);
  return std::string_view(ahead_).substr(0, shown_);
}

TakenApart take_apart(std::string_view block) {
  record::BlockWriter writer;
  while (!block.empty()) {
    const std::size_t end = block.find('\n');
    writer.take(block.substr(0, end));
    block.remove_prefix(end + 1);
  }
  TakenApart taken;
  taken.parts = writer.finish();
  taken.summary = writer.summary();
  return taken;
}

}  // namespace jurymast::store
