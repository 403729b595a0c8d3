#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "evidence/smoke_plan.hpp"
#include "record/probe.hpp"

namespace jurymast::evidence {

/// One check of a run as a preflight looks at it.
struct RunCheck {
  PlannedCheck check;
  std::vector<record::Assertion> assertions;  ///< empty: it could not run
  std::string blocked{};                      ///< why it could not
  bool recorded = false;                      ///< its record stands in the log
};

/// What must hold before a fallback is switched on, one named question.
struct PreflightCheck {
  std::string_view name;
  record::CheckResult result = record::CheckResult::Missing;
  std::vector<std::string> reasons{};  ///< what failed, or what is not known
};

inline constexpr std::string_view kRollbackCheck = "rollback";

/// Seven of a preflight's eight checks from the assertions of a run: authentication, request shape, model configuration, latency, response parsing,
/// output validation, logging. Each fails where an assertion that it rests on failed, and passes only where all of them passed at every target.
std::vector<PreflightCheck> preflight_checks(const std::vector<RunCheck>& run);

}  // namespace jurymast::evidence
