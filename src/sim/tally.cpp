#include "sim/tally.hpp"

namespace jurymast::sim {

TallySecond Tally::sum(Duration begin, Duration end) const {
  TallySecond sum;
  for (std::size_t i = 0; i < seconds_.size(); ++i) {
    const Duration at = std::chrono::seconds(static_cast<std::int64_t>(i));
    if (at < begin || at >= end) continue;
    sum.offered += seconds_[i].offered;
    sum.served += seconds_[i].served;
    sum.failed += seconds_[i].failed;
    sum.left += seconds_[i].left;
    for (std::size_t target = 0; target < kSimTargetsMax; ++target) sum.attempts[target] += seconds_[i].attempts[target];
  }
  return sum;
}

}  // namespace jurymast::sim
