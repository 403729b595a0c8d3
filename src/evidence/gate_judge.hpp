#pragma once
#include "evidence/gate_case.hpp"
#include "evidence/gate_evidence.hpp"
#include "evidence/verdict.hpp"

namespace jurymast::evidence {

/// What follows from a case under the rules: the same for the same records in whatever order they come.
Verdict judge(const GateRules& rules, const GateCase& asked);
/// The same from records that were gathered already.
Verdict judge(const GateEvidence& evidence);

}  // namespace jurymast::evidence
