#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "crypto/digest.hpp"

namespace jurymast::record {

/// What a line has beside its record: `"seq":N` (20 digits at most), `"prev":"44 characters"`, `"crc":"8 hex"` and the line's end.
inline constexpr std::size_t kLineOverheadBytesMax = 128;

/// Appends the record as a line: `seq` behind its kind, at its end the CRC-32C of every byte before `,"crc":`, and a newline.
/// The record must begin with `{"v":1,"kind":"…"`, as every rendering here does.
void number_line(std::string_view record, std::uint64_t seq, std::string& out);
/// The same, with the hash of the line before (`prev`, base 64) in front of the checksum; without one, the line begins a chain.
void number_line(std::string_view record, std::uint64_t seq, const std::optional<crypto::Digest>& previous, std::string& out);

/// A line's hash (leaf_hash) as the next line names it.
std::string previous_text(const crypto::Digest& leaf);

/// Where the parts of a line stand; all of them lie in the line itself.
struct LineLayout {
  std::uint64_t seq = 0;
  std::string_view kind;
  std::string_view head;      ///< up to and with the kind
  std::string_view members;   ///< what follows `seq`, up to the chain and the checksum: empty, or from a comma on
  std::string_view previous;  ///< the hash of the line before as text; empty: the line is not chained
  bool checksum_holds = false;
};
/// Finds a line's parts by its bytes alone and without copying any; nothing if the line (without its newline) has not the layout of one.
std::optional<LineLayout> layout_of(std::string_view line);

/// A line of the log taken apart again.
struct SplitLine {
  std::uint64_t seq = 0;
  std::string_view kind;
  std::string record;  ///< as it was before it was numbered
  bool chained = false;
  bool checksum_holds = false;
};
/// As layout_of, with the record put together again.
std::optional<SplitLine> split_line(std::string_view line);

/// True if this can be numbered: an object of one of our kinds that does not end as if it were chained already.
bool is_record(std::string_view record);
/// The id of an operation's record or start; nothing for other kinds.
std::optional<OperationId> operation_id_of(std::string_view record);

}  // namespace jurymast::record
