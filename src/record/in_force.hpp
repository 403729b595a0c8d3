#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/family.hpp"
#include "record/contract.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::record {

/// What was in force at a line of the log: what boots, snapshots and contracts before it say.
class InForce {
 public:
  /// Takes the lines of a log in order; other kinds than snapshot and boot are passed over.
  void take(const ParsedLine& line);
  void take(const ContractRecord& contract);
  const ParsedTarget* target(std::string_view name) const;
  const ParsedRoute* route(std::string_view name) const;
  const ContractRecord* contract(Family family) const;
  const std::string& environment() const { return environment_; }
  const std::string& build() const { return build_; }
  const NamedLabels& flags() const { return flags_; }

 private:
  std::uint64_t config_ = 0;
  std::string environment_;
  std::string build_;
  NamedLabels flags_;
  std::vector<ParsedTarget> targets_;
  std::vector<ParsedRoute> routes_;
  std::array<std::optional<ContractRecord>, kFamilyCount> contracts_;
};

}  // namespace jurymast::record
