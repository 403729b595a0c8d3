#pragma once
#include <string_view>

#include "evidence/contract_finding.hpp"
#include "evidence/contract_pack.hpp"

namespace jurymast::evidence {

/// Tells where a stream of events differs from what is documented for the contract's family. `other` is the pack's other family, or null.
void check_stream(const FamilyContract& contract, const FamilyContract* other, std::string_view body, ContractFindings& findings);

/// Tells a finish reason that is missing or not documented; `reason` is null where a choice has none.
void check_finish_reason(const FamilyContract& contract, std::string_view reason, std::string_view where,
                         ContractFindings& findings);

}  // namespace jurymast::evidence
