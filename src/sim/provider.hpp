#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>

#include "sim/fault.hpp"
#include "sim/timeline.hpp"

namespace jurymast::sim {

/// How many requests wait at one provider before it turns more away.
inline constexpr std::size_t kProviderQueueMax = 20'000;

/// A provider's capacity: slots, the queue before them (first come, first served), and its rate limit.
class Provider {
 public:
  explicit Provider(const ProviderSettings& settings) : settings_(settings) {}

  const ProviderSettings& settings() const { return settings_; }
  /// A brown-out leaves a part of the slots.
  std::size_t slots(const Weather& weather, std::size_t target) const {
    const auto& brown_out = weather.find(FaultKind::BrownOut, target);
    const unsigned divisor = brown_out ? std::max<unsigned>(brown_out->strength, 1) : 1;
    return std::max(1U, settings_.slots / divisor);
  }
  /// Counts a request against a limit of so many a second; false where it is over. One second's worth may come at once.
  bool within_rate(std::uint32_t per_second, MonotonicTime now) {
    const Duration cost = Duration(std::chrono::seconds(1)) / std::max<std::int64_t>(per_second, 1);
    next_free_ = std::max(next_free_, now);
    if (next_free_ - now > std::chrono::seconds(1)) return false;
    next_free_ = next_free_ + cost;
    return true;
  }
  bool enqueue(std::uint32_t attempt) {
    if (queue_.size() >= kProviderQueueMax) return false;
    queue_.push_back(attempt);
    return true;
  }
  /// The next that may be served, where a slot of `slots` is free; the slot is taken.
  std::optional<std::uint32_t> grant(std::size_t slots) {
    if (queue_.empty() || busy_ >= slots) return std::nullopt;
    const std::uint32_t attempt = queue_.front();
    queue_.pop_front();
    ++busy_;
    return attempt;
  }
  void release() { --busy_; }

 private:
  ProviderSettings settings_;
  std::deque<std::uint32_t> queue_;
  std::size_t busy_ = 0;
  MonotonicTime next_free_;
};

}  // namespace jurymast::sim
