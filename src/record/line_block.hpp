#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "record/plain_answer.hpp"

namespace jurymast::record {

/// What the lines of a block are taken apart into. Each part is read without the others, but that Details go with Times.
enum class BlockPart : unsigned char {
  Times,       ///< plain answers: numbers, times, routes and targets
  Details,     ///< plain answers: the rest
  Operations,  ///< other operations, as they stand
  Others       ///< lines of all other kinds, and what is no line, as they stand
};
inline constexpr std::size_t kBlockParts = 4;
inline constexpr std::array<std::string_view, kBlockParts> kBlockPartNames{"times", "details", "operations", "others"};
using BlockParts = std::array<std::string, kBlockParts>;

/// A block ends with this line, or before the one with which it would have more bytes.
inline constexpr std::size_t kBlockLinesMax = 8192;
inline constexpr std::size_t kBlockBytesMax = 4 << 20;
/// No part is longer: all that a part adds to a line is less than a line's shortest text.
inline constexpr std::size_t kBlockPartBytesMax = 2 * kBlockBytesMax;

/// What a block holds, so that it need not be read to know that it holds nothing of a time or a route.
struct BlockSummary {
  std::uint64_t lines = 0;
  std::uint64_t first_seq = 0;  ///< of the lines that can be read; 0: there are none
  std::uint64_t last_seq = 0;
  std::uint64_t operations = 0;
  std::uint64_t plain = 0;                       ///< of those, the plain answers
  std::uint64_t unreadable = 0;                  ///< lines that begin as an operation's and cannot be read
  WallTime first_at;                             ///< the earliest time that an operation tells
  WallTime last_at;                              ///< the latest
  bool timeless = false;                         ///< an operation tells no time, or not as lines do
  std::map<std::string, std::uint64_t> routes;   ///< operations by route
  std::map<std::string, std::uint64_t> classes;  ///< operations by class, or by outcome where there is none
};

/// Who is shown the lines of a block, in their order.
struct BlockVisitor {
  std::function<void(const PlainLine& line)> plain;
  std::function<void(std::string_view line)> text;
};

/// Shows what the given parts hold; one that is empty was not read. Of a plain answer without its details only the number, time, route, family,
/// targets and what is told by a flag are there. Fails with Corrupt where the parts are not what a BlockWriter makes.
Result<void> show_block(const BlockParts& parts, const BlockVisitor& visitor);

}  // namespace jurymast::record
