#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/time.hpp"

namespace jurymast::telemetry {

/// A number that only grows. One thread adds, any may read; a sum by load and store costs no locked instruction.
class Counter {
 public:
  void add(std::uint64_t n = 1) { value_.store(value() + n, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// A number that goes up and down. One thread writes, any may read.
class Gauge {
 public:
  void set(std::int64_t to) { value_.store(to, std::memory_order_relaxed); }
  void add(std::int64_t n) { set(value() + n); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

inline constexpr std::size_t kBucketsMax = 16;

/// Upper ends of a histogram's buckets, ascending; what is above the last is counted as well.
using Bounds = std::span<const Duration>;

/// Durations of whole operations and times to the first content, as the GenAI semantic conventions divide them: 10 ms, doubling to 81.92 s.
extern const std::array<Duration, 14> kGenAiBounds;

/// Durations in buckets. One thread observes, any may read; a reader may see an observation in some of the numbers first.
class Histogram {
 public:
  explicit Histogram(Bounds bounds = kGenAiBounds);
  /// Counts a duration; a negative one as zero.
  void observe(Duration duration);

  Bounds bounds() const { return bounds_; }
  /// Observations in the bucket alone (not in those below); the index after the last bound is all that is longer.
  std::uint64_t in_bucket(std::size_t i) const { return buckets_[i].value(); }
  std::uint64_t sum_ns() const { return sum_ns_.value(); }

 private:
  Bounds bounds_;
  std::array<Counter, kBucketsMax + 1> buckets_;
  Counter sum_ns_;
};

}  // namespace jurymast::telemetry
