#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace jurymast {

/// Reads a duration with its unit (`250ms`, `1.5s`, `10m`, `24h`, `7d`); fails with what is accepted.
Result<Duration> parse_duration(std::string_view text);
/// Reads a size with its unit (`512B`, `20MiB`, `1GiB`); fails with what is accepted.
Result<std::uint64_t> parse_size(std::string_view text);
/// Reads a share of a whole (`2.5 %`, `2.5%`) into millionths; fails with what is accepted.
Result<std::uint64_t> parse_share(std::string_view text);
/// The shortest exact spelling that parse_duration reads back.
std::string to_text(Duration duration);
/// The shortest exact spelling that parse_size reads back.
std::string size_to_text(std::uint64_t bytes);
/// The shortest exact spelling of millionths that people read: `2.5 %`.
std::string share_to_text(std::uint64_t ppm);

}  // namespace jurymast
