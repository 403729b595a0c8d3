#pragma once
#include <optional>
#include <string>
#include <vector>

#include "evidence/contract_finding.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::app {

/// One documented page that was looked at.
struct SnapshotPage {
  std::string pack;
  std::string source;
  std::string url;
  std::vector<evidence::ContractFinding> findings;
  std::string version;       ///< of the contract; empty: the page was not read
  std::string record;        ///< its line; empty: none was made
  std::string not_recorded;  ///< why the line does not stand in the log; empty: it does
  record::Tri reachable = record::Tri::Unknown;
  std::optional<std::uint64_t> status;
  bool supplied = false;  ///< it came out of a file, and what is said of its day is what a person states
  bool refused = false;   ///< a gateway was there and did not take the line
};

std::string snapshot_text(const std::vector<SnapshotPage>& pages);
std::string snapshot_json(const std::vector<SnapshotPage>& pages);

}  // namespace jurymast::app
