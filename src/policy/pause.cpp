#include "policy/pause.hpp"

#include <algorithm>

namespace jurymast::policy {
namespace {

Duration unsaid_pause(unsigned earlier_limits) {
  Duration d = kPauseMin;
  for (unsigned i = 0; i < earlier_limits && d < kUnsaidPauseMax; ++i) d *= 2;
  return std::min(d, kUnsaidPauseMax);
}

}  // namespace

void Pause::extend(MonotonicTime until) { until_ = std::max(until_, until); }

void Pause::rate_limited(std::optional<Duration> asked, MonotonicTime now) {
  // A whole burst may come back refused; what was sent before the pause began does not make it grow.
  const bool first_of_burst = now >= until_;
  if (first_of_burst) ++limits_in_a_row_;
  const unsigned earlier = limits_in_a_row_ > 0 ? limits_in_a_row_ - 1 : 0;
  extend(now + (asked ? std::clamp(*asked, kPauseMin, kPauseMax) : unsaid_pause(earlier)));
}

void Pause::overloaded(Duration asked, MonotonicTime now) {
  if (asked > kPauseMax) return;
  extend(now + std::max(asked, kPauseMin));
}

void Pause::quota_exhausted(MonotonicTime now) { extend(now + kQuotaPause); }

void Pause::clear() { *this = Pause(); }

}  // namespace jurymast::policy
