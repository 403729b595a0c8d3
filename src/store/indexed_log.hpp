#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "record/line_block.hpp"
#include "store/log_index.hpp"
#include "store/log_reader.hpp"

namespace jurymast::store {

/// Which parts of a block are wanted.
using PartChoice = std::array<bool, record::kBlockParts>;
using BlockChooser = std::function<PartChoice(const record::BlockSummary& block)>;

/// The index of a compressed file, where it was made from what that file says it holds; nothing where there is no such index, whatever is wrong
/// with it: then the lines are read.
std::optional<LogIndex> read_index(const std::string& log_directory, const FinishedLog& log);

/// Shows the wanted parts of a compressed file's blocks, in the lines' order; another thread unpacks them ahead. A part that is not what the index
/// was made with is made again from the lines. Fails where these cannot be read either.
Result<void> show_indexed(const std::string& log_directory, const FinishedLog& log, const LogIndex& index,
                          const BlockChooser& choose, const record::BlockVisitor& visitor);

/// The lines of one block with their newlines. Fails with Corrupt where they are not those that the index was made from.
Result<std::string> block_lines(const std::string& log_directory, const FinishedLog& log, const IndexedBlock& block);

/// The line of that number, without its newline; nothing where the log has none. Of a compressed file one frame is unpacked. Fails where the
/// log cannot be read.
Result<std::optional<std::string>> line_numbered(const std::string& state_directory, std::uint64_t seq);

}  // namespace jurymast::store
