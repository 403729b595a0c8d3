#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/digest.hpp"
#include "record/line_block.hpp"
#include "store/file.hpp"
#include "store/log_reader.hpp"

namespace jurymast::store {

/// Where something stands in a file.
struct Stretch {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

/// A part of a block in an index: where it stands, packed, and the digest of what comes out.
struct IndexedPart {
  Stretch place;
  crypto::Digest digest{};
};

/// A block of a compressed file.
struct IndexedBlock {
  record::BlockSummary summary;
  Stretch frame;          ///< of its lines, in the compressed file
  crypto::Digest text{};  ///< of its lines
  std::array<IndexedPart, record::kBlockParts> parts;
};

/// What stands beside a compressed file of the log: what its blocks hold, and their parts. It can always be made again from the file.
struct LogIndex {
  crypto::Digest log{};  ///< log_digest() of the file that it was made from
  std::vector<IndexedBlock> blocks;
};

/// No index has a longer head: a summary for each block of a finished file, with room to spare.
inline constexpr std::size_t kIndexHeadBytesMax = 16 << 20;
/// The digest of a file of the log: over those of its blocks' lines.
crypto::Digest log_digest(const std::vector<IndexedBlock>& blocks);
/// The name of a finished file's index.
std::string index_name(const FinishedLog& log);
/// What follows an index's parts, so that the index is whole: its head and where that begins.
std::string index_end(const LogIndex& index);
/// Reads an index's head. Fails with Corrupt where it is damaged, and with Invalid where it is of another version.
Result<LogIndex> read_index_head(const File& file);

/// What a compressed file says at its end of the text it was made from.
std::string log_seal(const crypto::Digest& log);
/// Nothing where it ends in another way.
std::optional<crypto::Digest> read_log_seal(const File& file);

}  // namespace jurymast::store
