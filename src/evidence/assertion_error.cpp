#include "evidence/assertion.hpp"
#include "record/pattern_scrub.hpp"

namespace jurymast::evidence {
namespace {

using record::CheckResult;

constexpr int kErrorFirst = 400;

CheckResult told_apart_from_success(const AssertionInput& input) {
  if (input.seen.answer.status < kErrorFirst) return CheckResult::Fail;
  if (!input.operation) return input.seen.told_class ? passed_if(*input.seen.told_class != FailureClass::Ok) : CheckResult::Missing;
  return passed_if(input.operation->outcome == record::name_of(record::Outcome::Failed) &&
                   input.operation->failure_class != name_of(FailureClass::Ok));
}

CheckResult classified_as_expected(const AssertionInput& input) {
  if (!input.operation && !input.seen.told_class) return CheckResult::Missing;
  const std::string found = input.operation ? input.operation->failure_class : std::string(name_of(*input.seen.told_class));
  // Some providers answer an unknown key as one that may not do this.
  const bool as_permission = input.check.fault == record::ProbeFault::Credential && found == name_of(FailureClass::Permission);
  return passed_if(as_permission || found == name_of(expected_class(input.check.fault)));
}

CheckResult sent_once(const AssertionInput& input) {
  if (!input.operation) return CheckResult::Missing;
  return passed_if(input.operation->attempts.size() == 1);
}

CheckResult reason_recorded(const AssertionInput& input) {
  if (!input.operation) return CheckResult::Missing;
  if (input.operation->attempts.empty()) return CheckResult::Fail;
  const record::ParsedAttempt& last = input.operation->attempts.back();
  return passed_if(!last.failure_class.empty() && last.failure_class != name_of(FailureClass::Ok));
}

/// What the caller gets and what is written down hold no key, no ticket and nothing of the prompt.
CheckResult nothing_leaked(const AssertionInput& input) {
  for (const std::string* const text : {&input.seen.answer.body, &input.seen.record}) {
    const bool ticket = !input.seen.ticket.empty() && text->find(input.seen.ticket) != std::string::npos;
    if (ticket || !record::find_secrets(*text).empty()) return CheckResult::Fail;
  }
  if (input.seen.record.find(input.fixture.system) != std::string::npos) return CheckResult::Fail;
  return input.operation ? CheckResult::Pass : CheckResult::Missing;
}

}  // namespace

std::vector<record::Assertion> error_assertions(const AssertionInput& input) {
  return {
      {"same_path_as_application", same_path_as_application(input)},
      {"told_apart_from_success", told_apart_from_success(input)},
      {"classified_as_expected", classified_as_expected(input)},
      {"sent_once", sent_once(input)},
      {"reason_recorded", reason_recorded(input)},
      {"decision_recorded_once", decision_recorded_once(input)},
      {"nothing_leaked", nothing_leaked(input)},
  };
}

}  // namespace jurymast::evidence
