#include "policy/backoff.hpp"

#include <algorithm>

namespace jurymast::policy {

Duration backoff_ceiling(const RetrySettings& settings, unsigned retries_before) {
  Duration d = std::min(settings.backoff_base, settings.backoff_cap);
  for (unsigned i = 0; i < retries_before && d < settings.backoff_cap; ++i) {
    d = d > settings.backoff_cap / 2 ? settings.backoff_cap : d * 2;
  }
  return d;
}

Duration draw_backoff(const RetrySettings& settings, unsigned retries_before, Random& random) {
  return random.jitter(backoff_ceiling(settings, retries_before));
}

}  // namespace jurymast::policy
