#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "evidence/contract_pack.hpp"

namespace jurymast::config {

/// What became of a contract pack's text: a pack, or every problem it has in the order of the text.
struct LoadedContractPack {
  std::string file_name;
  std::optional<evidence::ContractPack> pack;
  std::vector<Problem> errors;

  /// One error a line, each with file, line and column.
  std::string problem_text() const;
};

/// Reads and validates a contract pack. `file_name` is for the messages alone.
LoadedContractPack load_contract_pack(std::string_view text, std::string_view file_name);

/// True where a pack's name means a file, not one that is shipped: it has a `/`, or ends in `.toml`.
bool names_a_file(std::string_view contract);

/// What is wrong with a name that is neither that of a shipped pack nor of a file; nothing where it may be one.
std::optional<Problem> check_contract_name(std::string_view contract);

}  // namespace jurymast::config
