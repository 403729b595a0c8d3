#pragma once
#include <optional>
#include <string>

#include "app/contract/contract_packs.hpp"
#include "app/contract/contract_page.hpp"
#include "base/result.hpp"
#include "record/contract.hpp"

namespace jurymast::app {

/// The page of one family, looked at.
struct FamilyPage {
  const NamedPack& named;
  const evidence::FamilyContract& contract;
  const evidence::ContractSource& source;
  const PageRead& page;
};

/// The record of a page that was looked at just now, or on the day that is stated of it.
record::ContractRecord contract_record(const FamilyPage& page, record::Tri listed, OperationId id, WallTime now);

/// The newest record of the same pack, family and page in the log that has a digest; nothing where there is none.
Result<std::optional<record::ContractRecord>> previous_record(const std::string& state_directory,
                                                              const record::ContractRecord& record);

/// The records of documented pages of a family that the log holds, the newest of each pack; empty where there are none.
Result<std::vector<record::ContractRecord>> newest_contracts(const std::string& state_directory, Family family);

}  // namespace jurymast::app
