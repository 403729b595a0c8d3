#pragma once
#include "base/random.hpp"
#include "base/time.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::policy {

/// The longest wait before retry number `retries_before` + 1 at one target: the base doubled for each, up to the cap.
Duration backoff_ceiling(const RetrySettings& settings, unsigned retries_before);

/// A wait drawn evenly from nothing to the ceiling (full jitter), so that clients that failed together do not come back together.
Duration draw_backoff(const RetrySettings& settings, unsigned retries_before, Random& random);

}  // namespace jurymast::policy
