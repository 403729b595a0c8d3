#include "evidence/verdict.hpp"

#include <algorithm>

namespace jurymast::evidence {

record::GateVerdict conclude(std::span<const Conjunct> conjuncts, std::span<const Disagreement> disagreements) {
  if (!disagreements.empty()) return record::GateVerdict::Investigate;
  const bool all_hold = std::all_of(conjuncts.begin(), conjuncts.end(),
                                    [](const Conjunct& conjunct) { return conjunct.look.holds == record::Tri::True; });
  return all_hold && !conjuncts.empty() ? record::GateVerdict::Promote : record::GateVerdict::Hold;
}

}  // namespace jurymast::evidence
