#include "telemetry/metrics.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace jurymast::telemetry {
namespace {

constexpr std::array<Duration, 14> doubling_from(Duration first) {
  std::array<Duration, 14> bounds{};
  for (Duration& bound : bounds) {
    bound = first;
    first *= 2;
  }
  return bounds;
}

}  // namespace

const std::array<Duration, 14> kGenAiBounds = doubling_from(std::chrono::milliseconds(10));

Histogram::Histogram(Bounds bounds) : bounds_(bounds) {
  JURYMAST_ASSERT(!bounds.empty() && bounds.size() <= kBucketsMax);
  JURYMAST_ASSERT(std::is_sorted(bounds.begin(), bounds.end()));
}

void Histogram::observe(Duration duration) {
  duration = std::max(duration, Duration(0));
  const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), duration) - bounds_.begin();
  buckets_[static_cast<std::size_t>(bucket)].add();
  sum_ns_.add(static_cast<std::uint64_t>(duration.count()));
}

}  // namespace jurymast::telemetry
