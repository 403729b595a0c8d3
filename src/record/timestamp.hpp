#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/time.hpp"

namespace jurymast::record {

inline constexpr std::size_t kTimestampBytes = 27;

/// Writes the same characters as to_rfc3339, without the cost of a formatting library.
void write_timestamp(std::span<char, kTimestampBytes> out, WallTime time);
/// Reads RFC 3339: a date and a time of day, an optional fraction, `Z` or an offset; nothing else is a time.
std::optional<WallTime> parse_timestamp(std::string_view text);

}  // namespace jurymast::record
