#pragma once
#include <optional>

#include "base/time.hpp"

namespace jurymast::policy {

inline constexpr Duration kPauseMin = std::chrono::seconds(1);
inline constexpr Duration kPauseMax = std::chrono::seconds(60);
inline constexpr Duration kUnsaidPauseMax = std::chrono::seconds(30);
inline constexpr Duration kQuotaPause = std::chrono::minutes(10);

/// The time for which a provider wants to be left alone. It only ever gets longer by itself; a changed configuration or an
/// operator ends it.
class Pause {
 public:
  /// A rate limit: for as long as the provider asked, or doubling from one second where it did not say.
  void rate_limited(std::optional<Duration> asked, MonotonicTime now);
  /// A 503 that names a time; longer than a minute is not taken for a pause.
  void overloaded(Duration asked, MonotonicTime now);
  /// An exhausted quota.
  void quota_exhausted(MonotonicTime now);
  /// Some other answer came: the row of rate limits is broken.
  void answered() { limits_in_a_row_ = 0; }
  void clear();

  MonotonicTime until() const { return until_; }
  Duration left(MonotonicTime now) const { return until_ > now ? until_ - now : Duration(0); }

 private:
  void extend(MonotonicTime until);

  unsigned limits_in_a_row_ = 0;
  MonotonicTime until_;
};

}  // namespace jurymast::policy
