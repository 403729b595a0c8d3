#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "crypto/digest.hpp"

namespace jurymast::app {

/// How much of a line a line of the log is.
enum class LineState : unsigned char {
  Whole,
  Unreadable,  ///< it has not the layout of one
  Unfinished   ///< the file ends in it, as it does while it is being written
};

/// What one line says of itself, found out without its neighbours, so that lines can be looked at in any order.
struct ScannedLine {
  std::string_view text;
  std::string_view file;
  std::uint64_t number = 0;  ///< of the line in its file, from 1
  LineState state = LineState::Whole;
  std::string_view complaint;  ///< why it is unreadable
  std::uint64_t seq = 0;
  std::string_view kind;
  std::string_view previous;  ///< the hash it names of the line before; empty: it is not chained
  bool checksum_holds = false;
  crypto::Digest leaf{};
  std::string leaf_text;            ///< as the next line should name it
  std::optional<WallTime> written;  ///< nothing where that says nothing of its place
  std::optional<OperationId> operation;
  std::string_view secret;  ///< the rule by which a string of it is told as a secret; empty: none is
};

/// Where a line stands and whether its file goes on behind it.
struct LinePlace {
  std::string_view file;
  std::uint64_t number = 0;
  bool complete = true;
};

/// Looks at one line, without its newline; what is given views `text` and the place. Costs little more than hashing it.
ScannedLine scan_line(std::string_view text, const LinePlace& place);

}  // namespace jurymast::app
