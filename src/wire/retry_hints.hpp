#pragma once
#include <optional>

#include "base/time.hpp"
#include "wire/header_fields.hpp"

namespace jurymast::wire {

/// When the upstream says to come back. Zero, negative, past and unreadable values count as not said.
struct RetryHints {
  std::optional<Duration> retry_after;      ///< retry-after-ms, x-ms-retry-after-ms, retry-after (seconds or HTTP date)
  std::optional<Duration> ratelimit_reset;  ///< the smallest of the x-ratelimit-reset-* fields (Go duration or seconds)
};

/// Reads the hints of a response's header; `now` is what an HTTP date is measured from.
RetryHints read_retry_hints(const HeaderFields& fields, WallTime now);

}  // namespace jurymast::wire
