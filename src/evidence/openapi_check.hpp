#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "evidence/contract_finding.hpp"
#include "evidence/contract_pack.hpp"

namespace jurymast::evidence {

inline constexpr std::size_t kOpenapiBytesMax = 32 * limits::kMiB;
/// Brackets within brackets that a document may have.
inline constexpr std::size_t kOpenapiNestingMax = 200;

/// What a document says of one API family, held against the pack.
struct DescribedFamily {
  Family family = Family::ChatCompletions;
  std::vector<ContractFinding> findings;
  std::vector<std::string> unknown;  ///< what the document does not tell, as sentences
};

/// Holds an OpenAPI document of version 3, as JSON, against everything that the pack says: path, method, key, members of requests, of answers and
/// of errors. Fails with Invalid where it is no such document or beyond the bounds. References to other documents are not followed; what
/// stands behind them is not known.
Result<std::vector<DescribedFamily>> check_openapi(const ContractPack& pack, std::string_view document);

}  // namespace jurymast::evidence
