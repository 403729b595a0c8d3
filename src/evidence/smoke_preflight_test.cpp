#include "evidence/smoke_preflight.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "evidence/smoke_test_check.hpp"

namespace jurymast::evidence {
namespace {

using record::CheckResult;

std::vector<RunCheck> good_run() {
  std::vector<RunCheck> run;
  for (const PlannedCheck& check : smoke_plan({"assistant", Family::ChatCompletions, "main", {"spare"}}, {.streamed = false})) {
    auto made = check.fault == record::ProbeFault::None ? testing::good_case() : testing::bad_case();
    run.push_back({check, made.judge().assertions, {}, true});
  }
  return run;
}

void set(std::vector<RunCheck>& run, std::string_view check, std::string_view assertion, CheckResult result) {
  for (RunCheck& one : run) {
    if (one.check.check != check || one.check.target != "spare") continue;
    for (record::Assertion& found : one.assertions) {
      if (found.name == assertion) found.result = result;
    }
  }
}

CheckResult result_of(const std::vector<PreflightCheck>& checks, std::string_view name) {
  for (const PreflightCheck& check : checks) {
    if (check.name == name) return check.result;
  }
  ADD_FAILURE() << name;
  return CheckResult::Missing;
}

TEST(Preflight, PassesEachQuestionWhereEverythingItRestsOnPassed) {
  const auto checks = preflight_checks(good_run());
  ASSERT_EQ(checks.size(), 7U);
  for (const PreflightCheck& check : checks) {
    EXPECT_EQ(check.result, CheckResult::Pass) << check.name;
    EXPECT_TRUE(check.reasons.empty()) << check.name;
  }
}

TEST(Preflight, FailsTheQuestionThatOneTargetBreaks_AndNamesIt) {
  const struct {
    const char* question;
    std::string_view check;
    const char* assertion;
  } faults[] = {{"authentication", kHappyPath, "authenticated_as_documented"},
                {"authentication", kErrorCredential, "classified_as_expected"},
                {"request shape", kHappyPath, "status_success"},
                {"request shape", kErrorMissingField, "classified_as_expected"},
                {"model configuration", kHappyPath, "model_as_requested"},
                {"latency", kHappyPath, "within_latency_budget"},
                {"response parsing", kHappyPath, "answer_parsed"},
                {"output validation", kHappyPath, "output_valid"},
                {"logging", kHappyPath, "decision_recorded_once"},
                {"logging", kErrorCredential, "nothing_leaked"}};
  for (const auto& fault : faults) {
    auto run = good_run();
    set(run, fault.check, fault.assertion, CheckResult::Fail);
    const auto checks = preflight_checks(run);
    for (const PreflightCheck& check : checks) {
      const bool broken = check.name == fault.question;
      EXPECT_EQ(check.result, broken ? CheckResult::Fail : CheckResult::Pass) << check.name << " with " << fault.assertion;
      if (broken) {
        EXPECT_NE(check.reasons.front().find("spare"), std::string::npos);
      }
    }
  }
}

TEST(Preflight, NeverTakesWhatIsNotKnownForAPass) {
  auto run = good_run();
  set(run, kHappyPath, "within_latency_budget", CheckResult::Missing);
  EXPECT_EQ(result_of(preflight_checks(run), "latency"), CheckResult::Missing);
  run = good_run();
  for (RunCheck& check : run) {
    if (check.check.check != kErrorCredential || check.check.target != "main") continue;
    check.assertions.clear();
    check.blocked = "no ticket";
  }
  EXPECT_EQ(result_of(preflight_checks(run), "authentication"), CheckResult::Missing);
  EXPECT_EQ(preflight_checks(run).front().reasons, std::vector<std::string>{"error_credential at main could not run: no ticket"});
  for (const PreflightCheck& check : preflight_checks({})) EXPECT_EQ(check.result, CheckResult::Missing) << check.name;
}

TEST(Preflight, FailsLoggingWhereARecordWasNotTaken) {
  auto run = good_run();
  run.front().recorded = false;
  EXPECT_EQ(result_of(preflight_checks(run), "logging"), CheckResult::Fail);
}

}  // namespace
}  // namespace jurymast::evidence
