#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "record/line.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::record {

/// An operation of one attempt, which was answered, in the arm `control`: nearly all lines of a log are one. It is read by its text in one
/// walk, many times faster than as JSON. The views are of the line.
struct PlainAnswer {
  WallTime at;
  std::string_view id;
  std::string_view route;
  std::string_view family;
  std::string_view primary;
  std::string_view caller_id;
  std::string_view unit;
  std::string_view replay_of;
  std::string_view target;  ///< who answered
  bool replay = false;
  bool streamed = false;
  std::uint64_t started_us = 0;  ///< the attempt, since the operation's arrival
  std::uint64_t elapsed_us = 0;
  std::optional<std::uint64_t> first_content_us;
  std::optional<std::uint64_t> first_content_ms;
  std::uint64_t latency_ms = 0;
};

/// A plain answer beside the number of its line, whose checksum held.
struct PlainLine {
  std::uint64_t seq = 0;
  PlainAnswer answer;
};

/// Nothing where a line may be anything else. Whether its checksum holds is for the caller to look.
std::optional<PlainAnswer> plain_answer(std::string_view line);
/// Its line with what figures are made of: ids, route, family, targets, outcome and times. The rest is as if it were not told.
std::optional<ParsedLine> read_plain_answer(const LineLayout& layout, std::string_view line);
/// The same of one that was read; `to` holds nothing, or another plain answer, whose memory is used again.
void put_plain_answer(const PlainLine& plain, ParsedLine& to);

}  // namespace jurymast::record
