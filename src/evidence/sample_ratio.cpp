#include "evidence/sample_ratio.hpp"

#include <algorithm>
#include <cmath>

namespace jurymast::evidence {
namespace {

/// So many operations, in the expected shares, are assumed before the first: it steadies the first looks and fades after that.
constexpr double kOperationsAssumed = 10;

constexpr std::int64_t kSettleSeconds = std::chrono::duration_cast<std::chrono::seconds>(kDrawsSettleAfter).count();

std::int64_t second_of(WallTime time) { return std::chrono::floor<std::chrono::seconds>(time.since_epoch).count(); }

}  // namespace

bool SampleRatio::decided() const { return log_e_ >= std::log(1 / kSampleRatioAlpha); }

void SampleRatio::take(Draw draw, WallTime began) {
  if (!draw.informs()) return;
  const std::int64_t number = second_of(began);
  newest_ = std::max(newest_, number);
  Second& place = second(std::max(number, newest_ - kSettleSeconds));
  ++(draw.side == Side::Canary ? place.canary : place.control);
  while (!waiting_.empty() && waiting_.front().number <= newest_ - kSettleSeconds) {
    settle(waiting_.front(), draw.weight());
    waiting_.pop_front();
  }
}

SampleRatio::Second& SampleRatio::second(std::int64_t number) {
  const auto place = std::lower_bound(waiting_.begin(), waiting_.end(), number,
                                      [](const Second& second, std::int64_t wanted) { return second.number < wanted; });
  if (place != waiting_.end() && place->number == number) return *place;
  return *waiting_.insert(place, Second{number});
}

void SampleRatio::settle(const Second& second, double weight) {
  for (std::uint64_t i = 0; i < second.canary; ++i) count(Side::Canary, weight);
  for (std::uint64_t i = 0; i < second.control; ++i) count(Side::Control, weight);
}

/// The share that has shown itself so far is bet on against the one that was drawn with; it is fair while the latter holds.
void SampleRatio::count(Side side, double weight) {
  const double drawn = side == Side::Canary ? weight : 1 - weight;
  std::uint64_t& of_side = side == Side::Canary ? canary_ : control_;
  const double seen = kOperationsAssumed * drawn + static_cast<double>(of_side);
  const double all = kOperationsAssumed + static_cast<double>(canary_ + control_);
  log_e_ += std::log(seen / all) - std::log(drawn);
  ++of_side;
}

}  // namespace jurymast::evidence
