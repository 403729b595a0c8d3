#pragma once
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "app/lint/lint_command.hpp"

namespace jurymast::app {

/// What `jurymast contract list` was asked.
struct ContractListOptions {
  bool json = false;
};
/// Lists the packs that the binary carries.
int run_contract_list(const ContractListOptions& options, const Streams& streams);

/// What `jurymast contract show` was asked.
struct ContractShowOptions {
  std::string pack;
  std::string name;                  ///< empty: as it is
  std::vector<std::string> sources;  ///< `ID=ADDRESS`
};
/// Prints a pack as TOML, with another name or other addresses of its sources; 0 printed, 2 no such pack or source.
int run_contract_show(const ContractShowOptions& options, const Streams& streams);

/// How the table of details is written.
enum class TableFormat : unsigned char { Text, Markdown, Json };
inline constexpr std::array<std::string_view, 3> kTableFormatNames{"text", "markdown", "json"};

/// What `jurymast contract table` was asked.
struct ContractTableOptions {
  std::string pack;
  TableFormat format = TableFormat::Text;
};
/// Prints what is to be verified, where, and the strongest sentence that a report may use; 0 printed, 2 no such pack.
int run_contract_table(const ContractTableOptions& options, const Streams& streams);

}  // namespace jurymast::app
