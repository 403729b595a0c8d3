#include "evidence/smoke_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "evidence/answer_check.hpp"
#include "evidence/assertion.hpp"
#include "record/line.hpp"

namespace jurymast::evidence {
namespace {

using record::Assertion;
using record::CheckResult;
using record::OperatorDecision;

/// The statuses by which a target says that the request is at fault.
constexpr std::uint64_t kRefusedFirst = 400;
constexpr std::uint64_t kRefusedLast = 499;

/// What can be said before anybody knows what the answer was.
constexpr std::array<std::string_view, 4> kUpToClassification{"same_path_as_application", "told_apart_from_success",
                                                              "decision_recorded_once", "nothing_leaked"};

/// The whole lines of a gateway's answer.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

record::RetryDecision retry_named(std::string_view name) {
  const auto& names = record::kRetryDecisionNames;
  const auto* const found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? record::RetryDecision::NoRetry : static_cast<record::RetryDecision>(found - names.begin());
}

record::Tri substituted(const record::ParsedOperation& operation) {
  if (operation.model_substituted == record::name_of(record::Returned::True)) return record::Tri::True;
  return operation.model_substituted == record::name_of(record::Returned::False) ? record::Tri::False : record::Tri::Unknown;
}

void take_operation(const record::ParsedOperation& operation, record::ProbeAnswer& answer) {
  answer.attempts = operation.attempts.size();
  answer.answered_by = operation.served_by;
  answer.failure_class = failure_class_named(operation.failure_class).value_or(FailureClass::Ambiguous);
  answer.fallback_taken = operation.fallback_taken;
  answer.substituted = substituted(operation);
  answer.status.reset();
  if (operation.attempts.empty()) return;
  // What the target said, not what the gateway made of it for its caller.
  if (const std::uint64_t status = operation.attempts.back().status; status != 0) answer.status = status;
  answer.retry = retry_named(operation.attempts.front().retry);
  answer.backoff_seen = std::any_of(operation.attempts.begin(), operation.attempts.end(),
                                    [](const record::ParsedAttempt& attempt) { return attempt.waited_us > 0; });
}

record::Returned returned(bool present) { return present ? record::Returned::True : record::Returned::False; }

void take_reading(const AnswerReading& reading, record::ProbeAnswer& answer) {
  answer.object_type = reading.object;
  answer.finish = reading.finish;
  // A well-formed error is told by its class; as an answer there was nothing to read.
  if (reading.facts.error.present && reading.facts.parsed) return;
  answer.parse = reading.accepted() ? record::ParseResult::Accepted : record::ParseResult::Rejected;
  if (!reading.facts.parsed) return;
  answer.id_present = returned(reading.facts.id_present);
  answer.usage_present = returned(reading.facts.usage.present);
  answer.required_present = returned(reading.facts.required_present && reading.missing.empty());
  answer.missing = reading.missing;
  answer.output = reading.output;
}

bool is_good_answer(const SmokeAnswer& answer, const AnswerReading& reading) {
  return answer.status >= kSuccessFirst && answer.status <= kSuccessLast && reading.accepted();
}

/// An answer that nobody can name is not looked into any further: nothing is done to turn it green.
void stop_at_classification(std::vector<Assertion>& assertions) {
  for (Assertion& assertion : assertions) {
    const bool before =
        std::find(kUpToClassification.begin(), kUpToClassification.end(), assertion.name) != kUpToClassification.end();
    if (!before) assertion.result = CheckResult::Missing;
  }
}

/// Another model than the one asked for is for a person to judge, where nothing else is wrong.
OperatorDecision decide(const std::vector<Assertion>& assertions, bool ambiguous) {
  bool other_model = false;
  for (const Assertion& assertion : assertions) {
    if (assertion.result != CheckResult::Fail) continue;
    if (assertion.name != "model_as_requested") return OperatorDecision::Fail;
    other_model = true;
  }
  return other_model || ambiguous ? OperatorDecision::Investigate : OperatorDecision::Pass;
}

std::vector<ContractFinding> differences(const ContractPack& pack, const SmokeAnswer& answer) {
  return check_answer(pack, {.family = answer.family,
                             .streamed = answer.streamed,
                             .status = answer.status,
                             .content_type = answer.content_type,
                             .body = answer.body});
}

void take_differences(const std::vector<ContractFinding>& found, CheckVerdict& verdict) {
  for (const ContractFinding& finding : found) {
    verdict.contract_findings.push_back(fmt::format("{} at {}", finding.id, finding.where));
    if (verdict.answer.differences.size() < record::kIdentifiersMax)
      verdict.answer.differences.push_back(fmt::format("{}:{}", finding.id, finding.where));
  }
}

/// Of a request that its target refused: what its documentation says of the request.
std::optional<Expectation> expectation_of(const PlannedCheck& check, const ContractPack* pack, const CheckVerdict& verdict) {
  const auto status = verdict.answer.status.value_or(0);
  const FamilyContract* const contract = pack == nullptr ? nullptr : pack->contract_of(check.family);
  const ContractSource* const page = contract == nullptr ? nullptr : pack->source(contract->source);
  if (page == nullptr || status < kRefusedFirst || status > kRefusedLast) return std::nullopt;
  const bool left_out = check.fault == record::ProbeFault::MissingField;
  return Expectation{left_out ? fmt::format("/{}", content_member(check.family)) : std::string(), page->url, page->accessed};
}

}  // namespace

std::optional<record::ParsedOperation> read_operation(std::string_view text) {
  const std::vector<std::string_view> lines = lines_of(text);
  if (lines.empty()) return std::nullopt;
  std::string line(lines.front());
  if (!record::split_line(line)) {
    if (!record::is_record(line)) return std::nullopt;
    std::string numbered;
    record::number_line(line, 0, numbered);
    line = numbered.substr(0, numbered.size() - 1);
  }
  const auto read = record::read_line(line);
  if (!read || read->kind != "operation") return std::nullopt;
  return read->operation;
}

CheckVerdict judge_check(const PlannedCheck& check, const Fixture& fixture, const CheckTerms& terms, const CheckSeen& seen) {
  const AnswerReading reading = read_smoke_answer(seen.answer, terms.demands);
  AssertionInput input{check,       fixture, terms, seen, reading, read_operation(seen.record), lines_of(seen.record).size(),
                       std::nullopt};
  const bool happy = check.request_type() == record::RequestType::HappyPath;
  CheckVerdict verdict;
  if (happy && terms.contract) {
    take_differences(differences(*terms.contract, seen.answer), verdict);
    input.contract_findings = verdict.contract_findings;
  }
  if (seen.answer.status != 0) verdict.answer.status = static_cast<std::uint64_t>(seen.answer.status);
  verdict.answer.elapsed = record::bucket_of(seen.answer.elapsed);
  // Without a record the answer alone can say that all is well, and nothing else.
  verdict.answer.failure_class = is_good_answer(seen.answer, reading) ? FailureClass::Ok : FailureClass::Ambiguous;
  if (!input.operation && seen.told_class) verdict.answer.failure_class = *seen.told_class;
  if (!terms.model.empty() && reading.facts.model == terms.model) verdict.answer.substituted = record::Tri::False;
  take_reading(reading, verdict.answer);
  if (input.operation) take_operation(*input.operation, verdict.answer);
  verdict.assertions = happy ? happy_assertions(input) : error_assertions(input);
  const bool ambiguous = verdict.answer.failure_class == FailureClass::Ambiguous;
  if (ambiguous && input.operation) stop_at_classification(verdict.assertions);
  verdict.decision = decide(verdict.assertions, ambiguous);
  verdict.expectation = expectation_of(check, terms.contract.get(), verdict);
  return verdict;
}

}  // namespace jurymast::evidence
