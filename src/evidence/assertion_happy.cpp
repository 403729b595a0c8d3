#include <algorithm>

#include "evidence/assertion.hpp"
#include "record/pattern_scrub.hpp"

namespace jurymast::evidence {
namespace {

using record::CheckResult;

constexpr std::string_view kUsage = "/usage";
constexpr std::string_view kWithinUsage = "/usage/";

bool succeeded(const AssertionInput& input) {
  return input.seen.answer.status >= kSuccessFirst && input.seen.answer.status <= kSuccessLast;
}

CheckResult status_success(const AssertionInput& input) {
  return passed_if(succeeded(input) && !input.reading.facts.error.present);
}

CheckResult expected_family(const AssertionInput& input) { return passed_if(input.reading.facts.object_matches); }

CheckResult answer_parsed(const AssertionInput& input) { return passed_if(input.reading.accepted()); }

CheckResult required_members_present(const AssertionInput& input) {
  return passed_if(input.reading.facts.required_present && input.reading.missing.empty());
}

CheckResult output_valid(const AssertionInput& input) {
  if (input.reading.output == OutputFault::Undecided) return CheckResult::Missing;
  return passed_if(input.reading.output == OutputFault::None);
}

CheckResult within_latency_budget(const AssertionInput& input) {
  if (!input.terms.time_max) return CheckResult::Missing;
  return passed_if(input.seen.answer.elapsed <= *input.terms.time_max);
}

CheckResult served_by_expected_target(const AssertionInput& input) {
  if (!input.operation) return CheckResult::Missing;
  return passed_if(input.operation->served_by == input.check.target);
}

CheckResult fallback_inactive(const AssertionInput& input) {
  if (!input.operation) return CheckResult::Missing;
  const auto& attempts = input.operation->attempts;
  const bool elsewhere = std::any_of(attempts.begin(), attempts.end(),
                                     [&](const record::ParsedAttempt& attempt) { return attempt.target != input.check.target; });
  return passed_if(!input.operation->fallback_taken && !elsewhere);
}

CheckResult single_attempt(const AssertionInput& input) {
  if (!input.operation) return CheckResult::Missing;
  return passed_if(input.operation->attempts.size() == 1);
}

CheckResult model_as_requested(const AssertionInput& input) {
  if (!input.operation) {
    // Another gateway may know the model by another name, so only the same name says something.
    const std::string& asked = input.terms.model;
    return !asked.empty() && input.reading.facts.model == asked ? CheckResult::Pass : CheckResult::Missing;
  }
  const std::string& substituted = input.operation->model_substituted;
  if (substituted == record::name_of(record::Returned::True)) return CheckResult::Fail;
  return substituted == record::name_of(record::Returned::False) ? CheckResult::Pass : CheckResult::Missing;
}

/// What the documentation says of the family that was asked; null where nothing does.
const FamilyContract* documented(const AssertionInput& input) {
  return input.terms.contract ? input.terms.contract->contract_of(input.check.family) : nullptr;
}

/// An answer may leave it out, which is told apart (`usage_present`), unless the application reads it or the documentation promises it for
/// an answer in one piece.
CheckResult usage_as_documented(const AssertionInput& input) {
  if (input.reading.facts.usage.present) return CheckResult::Pass;
  const auto is_usage = [](const std::string& pointer) { return pointer == kUsage || pointer.starts_with(kWithinUsage); };
  const auto& reads = input.terms.demands.depends_on;
  if (std::any_of(reads.begin(), reads.end(), is_usage)) return CheckResult::Fail;
  const FamilyContract* const contract = documented(input);
  if (contract == nullptr) return CheckResult::Missing;
  return passed_if(input.check.streamed || std::none_of(contract->required.begin(), contract->required.end(), is_usage));
}

CheckResult request_id_propagated(const AssertionInput& input) {
  if (input.terms.path != record::ProbePath::Gateway) return CheckResult::Missing;
  if (input.seen.answer.operation_id.empty()) return CheckResult::Fail;
  if (!input.operation) return CheckResult::Missing;
  return passed_if(input.operation->id == input.seen.answer.operation_id && !input.operation->caller_id.empty());
}

CheckResult prompt_sanitized(const AssertionInput& input) {
  return passed_if(record::find_secrets(input.fixture.system + "\n" + input.fixture.user).empty());
}

CheckResult authenticated_as_documented(const AssertionInput& input) {
  const Authentication& authentication = input.terms.authentication;
  const bool keyless = authentication.credential == "none";
  if (!keyless && authentication.credential != "env" && authentication.credential != "file") return CheckResult::Fail;
  const FamilyContract* const contract = documented(input);
  if (contract == nullptr || !input.operation) return CheckResult::Missing;
  // Of a target that is sent no key, its answer alone tells whether it wants one.
  const auto sent = authentication.bearer ? record::AuthScheme::Bearer : record::AuthScheme::ApiKey;
  const std::string& failed = input.operation->failure_class;
  const bool refused = failed == name_of(FailureClass::Auth) || failed == name_of(FailureClass::Permission);
  return passed_if((keyless || contract->auth_scheme == sent) && !refused);
}

CheckResult matches_contract(const AssertionInput& input) {
  if (!input.contract_findings) return CheckResult::Missing;
  return passed_if(input.contract_findings->empty());
}

}  // namespace

std::vector<record::Assertion> happy_assertions(const AssertionInput& input) {
  std::vector<record::Assertion> assertions{
      {"same_path_as_application", same_path_as_application(input)},
      {"status_success", status_success(input)},
      {"expected_family", expected_family(input)},
      {"answer_parsed", answer_parsed(input)},
      {"required_members_present", required_members_present(input)},
      {"output_valid", output_valid(input)},
      {"within_latency_budget", within_latency_budget(input)},
      {"served_by_expected_target", served_by_expected_target(input)},
  };
  if (input.check.routing == record::ProbeRouting::Natural) assertions.push_back({"fallback_inactive", fallback_inactive(input)});
  const std::vector<record::Assertion> further{
      {"single_attempt", single_attempt(input)},
      {"model_as_requested", model_as_requested(input)},
      {"usage_as_documented", usage_as_documented(input)},
      {"decision_recorded_once", decision_recorded_once(input)},
      {"request_id_propagated", request_id_propagated(input)},
      {"prompt_sanitized", prompt_sanitized(input)},
      {"authenticated_as_documented", authenticated_as_documented(input)},
      {"matches_contract", matches_contract(input)},
  };
  assertions.insert(assertions.end(), further.begin(), further.end());
  return assertions;
}

}  // namespace jurymast::evidence
