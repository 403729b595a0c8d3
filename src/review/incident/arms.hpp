#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "record/parsed_line.hpp"

namespace jurymast::review {

/// What one target did for the operations of one arm during the incident.
struct ArmFigures {
  std::uint64_t operations = 0;
  std::uint64_t failures = 0;
  std::map<std::string, std::uint64_t> classes;  ///< failures by class
};

/// An arm and the target that served it. Arms are never added up: rescues are requests on which the primary had failed already.
struct ArmKey {
  std::string arm;
  std::string target;
  friend auto operator<=>(const ArmKey&, const ArmKey&) = default;
};

using Arms = std::map<ArmKey, ArmFigures>;

/// Counts an operation at the target that it was to go to first, in the arm to which it was drawn, and in the arm `rescue` at each target that
/// was asked after that one had failed.
void count(Arms& arms, const record::ParsedOperation& operation);

}  // namespace jurymast::review
