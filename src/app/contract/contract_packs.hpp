#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "evidence/contract_pack.hpp"

namespace jurymast::app {

/// A contract pack with the text it was read from.
struct NamedPack {
  std::string text;
  evidence::ContractPack pack;
};

/// Reads a shipped pack by its name, or a file; fails with Invalid and every problem, one a line, or with the first sentence that claims
/// what no check here can show.
Result<NamedPack> read_contract_pack(const std::string& contract);

}  // namespace jurymast::app
