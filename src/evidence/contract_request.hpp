#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "evidence/contract_finding.hpp"
#include "evidence/contract_pack.hpp"

namespace jurymast::evidence {

/// A request as it is sent, without its values.
struct ObservedRequest {
  Family family = Family::ChatCompletions;
  std::string method;
  std::string path;
  std::string auth_scheme;           ///< as auth_scheme_of tells it
  std::vector<std::string> members;  ///< at the top of the body
  std::string model;                 ///< empty: not known
};

/// How a request carries its key: `bearer`, `basic`, `other` or `none`; never the key. `authorization` is the field's value.
std::string_view auth_scheme_of(std::string_view authorization);

/// Where a request differs from what the pack says is documented.
std::vector<ContractFinding> check_request(const ContractPack& pack, const ObservedRequest& request);

}  // namespace jurymast::evidence
