#include "sim/tally.hpp"

namespace jurymast::sim {

TallySecond Tally::all() const {
  TallySecond sum;
  for (const TallySecond& second : seconds_) {
    sum.offered += second.offered;
    sum.served += second.served;
    sum.failed += second.failed;
    sum.left += second.left;
    for (std::size_t target = 0; target < kSimTargetsMax; ++target) sum.attempts[target] += second.attempts[target];
  }
  return sum;
}

}  // namespace jurymast::sim
