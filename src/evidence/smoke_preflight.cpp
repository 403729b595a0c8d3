#include "evidence/smoke_preflight.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::evidence {
namespace {

using record::CheckResult;

/// An assertion of a check that a question rests on.
struct Ground {
  std::string_view check;
  std::string_view assertion;
};

struct Question {
  std::string_view name;
  std::vector<Ground> grounds;
};

const std::vector<Question>& questions() {
  static const std::vector<Question> kQuestions{
      {"authentication", {{kHappyPath, "authenticated_as_documented"}, {kErrorCredential, "classified_as_expected"}}},
      {"request shape",
       {{kHappyPath, "status_success"}, {kHappyPath, "expected_family"}, {kErrorMissingField, "classified_as_expected"}}},
      {"model configuration", {{kHappyPath, "model_as_requested"}}},
      {"latency", {{kHappyPath, "within_latency_budget"}}},
      {"response parsing", {{kHappyPath, "answer_parsed"}, {kHappyPath, "required_members_present"}}},
      {"output validation", {{kHappyPath, "output_valid"}}},
      {"logging",
       {{kHappyPath, "decision_recorded_once"},
        {kHappyPath, "request_id_propagated"},
        {kErrorClientFault, "reason_recorded"},
        {kErrorCredential, "nothing_leaked"}}},
  };
  return kQuestions;
}

CheckResult result_of(const RunCheck& check, std::string_view assertion) {
  const auto found = std::find_if(check.assertions.begin(), check.assertions.end(),
                                  [&](const record::Assertion& one) { return one.name == assertion; });
  return found == check.assertions.end() ? CheckResult::Missing : found->result;
}

/// A failure outranks what is not known, and that outranks a pass.
void take(const RunCheck& check, std::string_view assertion, CheckResult result, PreflightCheck& answer) {
  if (result == CheckResult::Pass) return;
  if (answer.result != CheckResult::Fail) answer.result = result;
  if (check.assertions.empty()) {
    const std::string reason = fmt::format("{} at {} could not run: {}", check.check.check, check.check.target, check.blocked);
    const bool told = std::find(answer.reasons.begin(), answer.reasons.end(), reason) != answer.reasons.end();
    if (!told) answer.reasons.push_back(reason);
    return;
  }
  answer.reasons.push_back(fmt::format("{} of {} at {}: {}", assertion, check.check.check, check.check.target,
                                       result == CheckResult::Fail ? "failed" : "not known"));
}

PreflightCheck answer_to(const Question& question, const std::vector<RunCheck>& run) {
  PreflightCheck answer{question.name, CheckResult::Pass};
  for (const Ground& ground : question.grounds) {
    bool seen = false;
    for (const RunCheck& check : run) {
      if (check.check.check != ground.check) continue;
      seen = true;
      take(check, ground.assertion, result_of(check, ground.assertion), answer);
    }
    if (seen) continue;
    answer.reasons.push_back(fmt::format("{} was not made", ground.check));
    if (answer.result != CheckResult::Fail) answer.result = CheckResult::Missing;
  }
  return answer;
}

}  // namespace

std::vector<PreflightCheck> preflight_checks(const std::vector<RunCheck>& run) {
  std::vector<PreflightCheck> answers;
  for (const Question& question : questions()) answers.push_back(answer_to(question, run));
  PreflightCheck& logging = answers.back();
  for (const RunCheck& check : run) {
    if (!check.assertions.empty() && !check.recorded) take(check, "its record", CheckResult::Fail, logging);
  }
  return answers;
}

}  // namespace jurymast::evidence
