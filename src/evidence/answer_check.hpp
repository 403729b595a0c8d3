#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "evidence/contract_finding.hpp"
#include "evidence/contract_pack.hpp"

namespace jurymast::evidence {

/// Bytes of an answer that are looked at; of a longer one nothing is said but that.
inline constexpr std::size_t kObservedBytesMax = 8 * limits::kMiB;

/// An answer of a provider as it came.
struct ObservedAnswer {
  Family family = Family::ChatCompletions;
  bool streamed = false;  ///< what was asked for
  int status = 0;
  std::string content_type;
  std::string_view body;
};

/// Where an answer differs from what the pack says is documented: none means that it conforms. What the documentation does not name, and what
/// it names as optional, may be there or not. No value of the body is in a finding.
std::vector<ContractFinding> check_answer(const ContractPack& pack, const ObservedAnswer& answer);

}  // namespace jurymast::evidence
