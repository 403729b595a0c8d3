#pragma once
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace jurymast::wire {

/// Nobody sensibly asks for a longer wait; whatever is longer was meant as something else, a date for instance.
inline constexpr Duration kTextDurationMax = std::chrono::hours(24 * 366);

/// A plain decimal number (`20`, `0.5`; no sign, no exponent) of `unit`, at most kTextDurationMax.
std::optional<Duration> read_decimal(std::string_view text, Duration unit);

/// A duration as Go prints it (`12ms`, `6m0s`, `50.529s`, `1h2m3s`), not negative, at most kTextDurationMax.
std::optional<Duration> read_go_duration(std::string_view text);

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of date that RFC 9110 lets anyone send.
std::optional<WallTime> read_http_date(std::string_view text);

/// `2026-07-05T12:00:00Z`, with or without a fraction, in UTC or with an offset (RFC 3339).
std::optional<WallTime> read_rfc3339(std::string_view text);

}  // namespace jurymast::wire
