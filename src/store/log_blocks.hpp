#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "record/line_block.hpp"
#include "store/log_text.hpp"

namespace jurymast::store {

/// Cuts the text of a finished file into blocks of whole lines; the same text is always cut in the same way.
class LogBlocks {
 public:
  explicit LogBlocks(LogText text) : text_(std::move(text)) {}
  /// The lines of the next block with their newlines, good until the next call; empty at the end. Fails with Corrupt where a line has no end, or
  /// none within a block's bytes.
  Result<std::string_view> next();

 private:
  Result<bool> fill();
  std::size_t end_of_block() const;

  LogText text_;
  std::string ahead_;
  std::size_t shown_ = 0;  ///< of these, the block that was given last
  bool at_end_ = false;
};

/// What a block's lines are taken apart into, with what it holds.
struct TakenApart {
  record::BlockSummary summary;
  record::BlockParts parts;
};
TakenApart take_apart(std::string_view block);

}  // namespace jurymast::store
