#pragma once
#include <string>
#include <vector>

#include "app/draw/build_report.hpp"
#include "evidence/contract_finding.hpp"
#include "evidence/contract_pack.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::app {

/// One thing that was held against a pack, and what was found.
struct CheckedSubject {
  std::string what;
  std::string source;  ///< id of the page that documents it; empty: none
  std::vector<evidence::ContractFinding> findings{};
  std::string unknown{};  ///< why it could not be told whether it conforms; empty: it could
  std::string file{};     ///< where it stands; empty: in none

  /// Whether it is as documented; what differs differs, whatever else is not known.
  record::Tri conforms() const;
};

/// What `jurymast contract verify` found.
struct ContractReport {
  const evidence::ContractPack& pack;
  bool live = false;  ///< a target was asked, past the gateway
  std::vector<CheckedSubject> subjects;

  record::Tri conforms() const;
};

/// What to do about a finding, by its id.
std::string_view remedy_of(std::string_view id);

/// The report in a form; it holds names of the documentation and of findings, never a value that was observed.
std::string contract_report(const ContractReport& report, PrintFormat format);

}  // namespace jurymast::app
