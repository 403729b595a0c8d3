#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jurymast::wire {

/// Whether `\ud83d` without its other half is let through, as JSON.parse does, or refused.
enum class LoneSurrogates : unsigned char { Refused, Tolerated };

/// True if the whole text is one number of the JSON grammar, of any size and precision.
bool is_json_number(std::string_view text);

/// The value of a number written as a plain non-negative integer of at most 64 bits.
std::optional<std::uint64_t> json_unsigned(std::string_view number);

/// The value of a number as a fraction of seconds or the like would need it; nothing where it is out of range.
std::optional<double> json_double(std::string_view number);

/// Checks the escape sequence at `at` (a backslash) and returns its size in bytes, or 0 where it is invalid.
std::size_t escape_size(std::string_view at, LoneSurrogates lone);

/// Appends a checked string's content with its escapes resolved, stopping at a whole character once `bytes_max` would be
/// exceeded; half a surrogate pair becomes U+FFFD.
void append_unescaped(std::string_view raw, std::size_t bytes_max, std::string& out);

/// Appends `text` as a JSON string with its quotes; `text` must be UTF-8.
void append_json_string(std::string_view text, std::string& out);

}  // namespace jurymast::wire
