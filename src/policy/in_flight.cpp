#include "policy/in_flight.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace jurymast::policy {
namespace {

constexpr std::uint32_t kCutDivisor = 10;

}  // namespace

std::uint32_t InFlight::limit(std::uint32_t configured, MonotonicTime now) {
  if (below_ > 0 && now > raised_to_) {
    const auto steps = (now - raised_to_) / kInFlightStep;
    raised_to_ = raised_to_ + steps * kInFlightStep;
    below_ -= static_cast<std::uint32_t>(std::min<std::int64_t>(steps, below_));
  }
  const std::uint32_t floor = std::min(kInFlightFloor, configured);
  return std::max(floor, configured - std::min(configured, below_));
}

void InFlight::end() {
  JURYMAST_ASSERT(count_ > 0);
  --count_;
}

void InFlight::pushed_back(std::uint32_t configured, MonotonicTime now) {
  const std::uint32_t before = limit(configured, now);
  raised_to_ = now;
  if (cut_once_ && now - cut_at_ < kInFlightStep) return;
  cut_once_ = true;
  cut_at_ = now;
  const std::uint32_t floor = std::min(kInFlightFloor, configured);
  const std::uint32_t after = std::max(floor, before - std::max(1U, before / kCutDivisor));
  below_ = configured - std::min(configured, after);
}

}  // namespace jurymast::policy
