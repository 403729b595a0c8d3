#include "evidence/burn_rate.hpp"

#include <algorithm>

namespace jurymast::evidence {
namespace {

std::int64_t minute_of(WallTime time) { return std::chrono::floor<std::chrono::minutes>(time.since_epoch).count(); }
std::int64_t minutes_of(Duration time) { return std::chrono::duration_cast<std::chrono::minutes>(time).count(); }

constexpr Duration kLongest = std::max_element(kBurnRules.begin(), kBurnRules.end(), [](const BurnRule& a, const BurnRule& b) {
                                return a.over < b.over;
                              })->over;

}  // namespace

void BurnRate::take(WallTime began, bool unserved) {
  const std::int64_t number = minute_of(began);
  const std::int64_t newest = minutes_.empty() ? number : std::max(number, minutes_.back().number);
  if (number <= newest - minutes_of(kLongest)) return;
  auto place = std::lower_bound(minutes_.begin(), minutes_.end(), number,
                                [](const Minute& minute, std::int64_t wanted) { return minute.number < wanted; });
  if (place == minutes_.end() || place->number != number) place = minutes_.insert(place, Minute{.number = number, .count = {}});
  ++place->count.operations;
  if (unserved) ++place->count.unserved;
  while (minutes_.front().number <= newest - minutes_of(kLongest)) minutes_.pop_front();
}

BurnRate::Count BurnRate::within(Duration time) const {
  Count count;
  const std::int64_t before = minutes_.empty() ? 0 : minutes_.back().number - minutes_of(time);
  for (auto minute = minutes_.rbegin(); minute != minutes_.rend() && minute->number > before; ++minute) {
    count.operations += minute->count.operations;
    count.unserved += minute->count.unserved;
  }
  return count;
}

double BurnRate::rate_of(const Count& count) const {
  return static_cast<double>(count.unserved) / static_cast<double>(count.operations) / budget_;
}

std::optional<double> BurnRate::rate(const BurnRule& rule) const {
  const Count over = within(rule.over);
  if (over.unserved < kBurnFailuresMin) return std::nullopt;
  return std::min(rate_of(over), rate_of(within(rule.lately)));
}

}  // namespace jurymast::evidence
