#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "evidence/smoke_verdict.hpp"

namespace jurymast::evidence {

/// The statuses of success.
inline constexpr int kSuccessFirst = 200;
inline constexpr int kSuccessLast = 299;

/// Everything that the assertions of one check look at.
struct AssertionInput {
  const PlannedCheck& check;
  const Fixture& fixture;
  const CheckTerms& terms;
  const CheckSeen& seen;
  const AnswerReading& reading;
  std::optional<record::ParsedOperation> operation;
  std::size_t records = 0;  ///< lines that the gateway gave for the one operation
  std::optional<std::vector<std::string>> contract_findings;
};

/// The assertions of a good request, of a bad one, in the order in which they are reported.
std::vector<record::Assertion> happy_assertions(const AssertionInput& input);
std::vector<record::Assertion> error_assertions(const AssertionInput& input);

/// Those that both kinds share.
record::CheckResult same_path_as_application(const AssertionInput& input);
record::CheckResult decision_recorded_once(const AssertionInput& input);

constexpr record::CheckResult passed_if(bool holds) { return holds ? record::CheckResult::Pass : record::CheckResult::Fail; }

}  // namespace jurymast::evidence
