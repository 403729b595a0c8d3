#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"

namespace jurymast::record {

/// What a line has beside its record: `"seq":N` (20 digits at most), `"crc":"8 hex"` and the line's end.
inline constexpr std::size_t kLineOverheadBytesMax = 64;

/// Appends the record as a line: `seq` behind its kind, at its end the CRC-32C of every byte before `,"crc":`, and a newline.
/// The record must begin with `{"v":1,"kind":"…"`, as every rendering here does.
void number_line(std::string_view record, std::uint64_t seq, std::string& out);

/// A line of the log taken apart again.
struct SplitLine {
  std::uint64_t seq = 0;
  std::string_view kind;
  std::string record;  ///< as it was before it was numbered
  bool checksum_holds = false;
};
/// Takes a line (without its newline) apart by its bytes alone; nothing if it has not the layout of one.
std::optional<SplitLine> split_line(std::string_view line);

/// True if this can be numbered: an object of one of our kinds.
bool is_record(std::string_view record);
/// The id of an operation's record or start; nothing for other kinds.
std::optional<OperationId> operation_id_of(std::string_view record);

}  // namespace jurymast::record
