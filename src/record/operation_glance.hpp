#pragma once
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "record/line.hpp"

namespace jurymast::record {

/// The few members of an operation's line that say when it was, whose, and what went wrong. The views are of the line.
struct OperationGlance {
  WallTime at;
  std::string_view route;
  std::string_view arm = "control";
  std::string_view outcome;
  std::string_view failure_class;
  std::string_view refusal;
  std::string_view fallback_class;
  std::string_view first_failed;  ///< the class of the first attempt that failed; empty: none did
};

/// What read_line() says of these members, without reading the others. Nothing where a line may be anything else; its checksum must hold.
std::optional<OperationGlance> glance_at_operation(const LineLayout& layout, std::string_view line);

}  // namespace jurymast::record
