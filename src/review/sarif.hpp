#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "review/rule.hpp"

namespace jurymast::review {

/// A rule as code hosts and editors are told of it.
struct SarifRule {
  std::string_view id;
  Severity severity = Severity::Error;
  std::string_view what;
  std::string_view why;  ///< empty: what is wrong says it
  std::string_view instead;
};

/// A place where one of the rules was found broken.
struct SarifResult {
  std::size_t rule = 0;  ///< its position among the rules
  std::string message;
  std::string file;       ///< empty: it was found in no file
  Place place{};          ///< within the file
  std::string subject{};  ///< what it was found in, where that is no file
};

/// SARIF 2.1.0 with a final line break.
std::string sarif_text(std::string_view tool, std::string_view version, const std::vector<SarifRule>& rules,
                       const std::vector<SarifResult>& results);

}  // namespace jurymast::review
