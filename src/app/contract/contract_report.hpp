#pragma once
#include <string>
#include <vector>

#include "evidence/contract_finding.hpp"
#include "evidence/contract_pack.hpp"

namespace jurymast::app {

/// One thing that was held against a pack, and what was found.
struct CheckedSubject {
  std::string what;
  std::string source;  ///< id of the page that documents it; empty: none
  std::vector<evidence::ContractFinding> findings;
};

/// What `jurymast contract verify` found.
struct ContractReport {
  const evidence::ContractPack& pack;
  bool live = false;  ///< a target was asked, past the gateway
  std::vector<CheckedSubject> subjects;

  bool conforms() const;
};

/// What to do about a finding, by its id.
std::string_view remedy_of(std::string_view id);

std::string report_text(const ContractReport& report);
std::string report_json(const ContractReport& report);

}  // namespace jurymast::app
