#include "review/incident/mitigation_fold.hpp"

namespace jurymast::review {

void MitigationFold::done(WallTime at) {
  if (!first_) first_ = at;
}

void MitigationFold::take(Phase phase, WallTime at, bool hurt) {
  const bool later = first_ && at >= *first_;
  if (phase == Phase::Before || (later && at >= *first_ + kMitigationWorksWithin)) return;
  if (!later && phase != Phase::During) return;
  evidence::Hits& side = later ? after_ : before_;
  ++side.of;
  side.hits += hurt ? 1U : 0U;
}

Mitigation MitigationFold::mitigation() const {
  if (!first_) return Mitigation::None;
  switch (evidence::change_of(before_, after_)) {
    case evidence::Change::Fewer:
      return Mitigation::Effective;
    case evidence::Change::AsMany:
      return Mitigation::NotEffective;
    case evidence::Change::NotKnown:
      break;
  }
  return Mitigation::NotKnown;
}

}  // namespace jurymast::review
