#include "evidence/assertion.hpp"

namespace jurymast::evidence {

using record::CheckResult;

CheckResult same_path_as_application(const AssertionInput& input) {
  // Whoever runs the check names this address as the one that the application's requests take.
  if (input.terms.path == record::ProbePath::Via) return passed_if(input.seen.answer.status != 0);
  // What goes past the gateway shows nothing of the way that the application's requests take.
  if (input.terms.path == record::ProbePath::Direct || !input.operation) return CheckResult::Missing;
  const bool synthetic = input.operation->arm == record::name_of(record::Arm::Synthetic);
  return passed_if(synthetic && input.operation->family == name_of(input.check.family));
}

CheckResult decision_recorded_once(const AssertionInput& input) {
  if (input.records == 0) return CheckResult::Missing;
  return passed_if(input.records == 1 && input.operation && !input.operation->outcome.empty());
}

}  // namespace jurymast::evidence
