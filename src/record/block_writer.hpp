#pragma once
#include <memory>
#include <string_view>

#include "record/line_block.hpp"

namespace jurymast::record {

/// True of the text of an operation's line, whatever follows its kind.
bool begins_operation(std::string_view line);

/// Takes lines apart. What comes out again is the same: of each plain answer what plain_answer() says, of all others the text.
class BlockWriter {
 public:
  BlockWriter();
  BlockWriter(const BlockWriter&) = delete;
  BlockWriter& operator=(const BlockWriter&) = delete;
  ~BlockWriter();
  /// The next line, without its newline; kBlockLinesMax at most.
  void take(std::string_view line);
  const BlockSummary& summary() const;
  /// The parts of all lines that were taken; used once.
  BlockParts finish();

 private:
  struct Columns;
  void take_operation(std::string_view line);
  bool take_plain(std::uint64_t seq, const PlainAnswer& plain);
  void note_time(std::string_view text);
  std::unique_ptr<Columns> columns_;
  BlockSummary summary_;
};

}  // namespace jurymast::record
