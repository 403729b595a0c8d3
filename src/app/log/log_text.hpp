#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::app {

/// `2026-07-05T12:00:00.123Z (14:00:00)`: UTC, and the time of day here.
std::string moment_text(WallTime time);
/// `2026-07-05 14:00:00 +0200`: date and time here.
std::string local_text(WallTime time);
/// A record as one line for people, without a newline.
std::string one_line(const record::ParsedLine& line);
/// True for an operation that its client did not get served, and for records that are missing; a client that left is neither.
bool is_failure(const record::ParsedLine& line);
/// A moment before now (`30m`, `7d`) or in itself (RFC 3339); fails with what is accepted.
Result<WallTime> parse_moment(std::string_view text, WallTime now);

}  // namespace jurymast::app
