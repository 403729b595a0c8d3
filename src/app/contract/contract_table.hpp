#pragma once
#include <string>

#include "app/contract/contract_command.hpp"
#include "evidence/contract_pack.hpp"

namespace jurymast::app {

/// The details of a pack that a person verifies: area, what to verify, source, day, safe wording.
std::string contract_table(const evidence::ContractPack& pack, TableFormat format);

}  // namespace jurymast::app
