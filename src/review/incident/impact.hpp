#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "review/incident/scope.hpp"

namespace jurymast::review {

/// What callers met in one phase. What the log has no word of is nothing, never 0.
struct PhaseImpact {
  std::uint64_t operations = 0;
  std::uint64_t completed = 0;       ///< a whole answer was given
  std::uint64_t visible_errors = 0;  ///< the caller got a failure, a refusal or a part
  std::uint64_t timeouts = 0;        ///< of those, because time ran out
  std::uint64_t cancelled = 0;       ///< the caller left
  std::uint64_t degraded = 0;        ///< answers given in a degraded form
  std::uint64_t rescued = 0;         ///< answers of a fallback after the primary had failed
  std::uint64_t caller_retries = 0;  ///< requests that said to be a repetition
  std::uint64_t duplicates = 0;      ///< requests whose id was seen before and which were both answered
  std::uint64_t late = 0;            ///< answers slower than the route's budget for users; 0 and `late_known` false: no budget
  bool late_known = false;
  std::optional<std::uint64_t> queue_depth_most;  ///< of the samples
  std::optional<std::uint64_t> first_content_ms_median;
  std::optional<std::uint64_t> first_content_ms_p95;
  std::uint64_t failed_attempts = 0;
  std::optional<std::uint64_t> failed_attempt_tokens;  ///< tokens of answers that were thrown away, where they were told
};

using Impact = std::array<PhaseImpact, kPhases>;

/// What came of what was done against it.
enum class Mitigation : unsigned char {
  None,          ///< nothing was done
  Effective,     ///< fewer callers were hurt afterwards, beyond chance
  NotEffective,  ///< as many were hurt afterwards
  NotKnown       ///< too little was seen to tell
};

}  // namespace jurymast::review
