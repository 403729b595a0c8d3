#pragma once
#include <algorithm>
#include <optional>

#include "base/limits.hpp"
#include "base/time.hpp"

namespace jurymast::policy {

/// The end of an operation's time, and whether the caller's own timeout made it that early.
struct Deadline {
  MonotonicTime at = MonotonicTime::never();
  bool callers = false;

  /// The route's allowance, shortened by what the caller said it would wait.
  static Deadline of(Duration allowance, std::optional<Duration> caller, MonotonicTime now) {
    const bool shorter = caller && *caller < allowance;
    return {now + (shorter ? std::max(*caller, Duration(0)) : allowance), shorter};
  }
  /// True if an attempt that is not the first could still do something useful when started at `start`.
  bool leaves_room(MonotonicTime start) const { return at - start >= limits::kMinUsefulAttempt; }
};

}  // namespace jurymast::policy
