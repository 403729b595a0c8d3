#include "evidence/smoke_plan.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace jurymast::evidence {
namespace {

const SmokeRoute kRoute{"assistant", Family::ChatCompletions, "main", {"spare", "third"}};

std::vector<std::string> texts_of(const std::vector<PlannedCheck>& plan) {
  std::vector<std::string> texts;
  for (const PlannedCheck& check : plan) {
    texts.push_back(fmt::format("{} {} {} {} {}", check.check, check.target, record::name_of(check.routing),
                                check.streamed ? "streamed" : "buffered", record::name_of(check.fault)));
  }
  return texts;
}

TEST(SmokePlan, ShowsThePrimaryNaturally_AndEachFallbackForced) {
  const auto plan = texts_of(smoke_plan({"assistant", Family::ChatCompletions, "main", {"spare"}}, {}));
  EXPECT_EQ(
      plan,
      (std::vector<std::string>{
          "happy_path main natural buffered none", "happy_path main natural streamed none",
          "error_credential main forced buffered credential", "error_credential main forced streamed credential",
          "error_missing_field main forced buffered missing_field", "error_missing_field main forced streamed missing_field",
          "error_client_fault main forced buffered client_fault", "error_client_fault main forced streamed client_fault",
          "happy_path spare forced buffered none", "happy_path spare forced streamed none",
          "error_credential spare forced buffered credential", "error_credential spare forced streamed credential",
          "error_missing_field spare forced buffered missing_field", "error_missing_field spare forced streamed missing_field",
          "error_client_fault spare forced buffered client_fault", "error_client_fault spare forced streamed client_fault"}));
}

TEST(SmokePlan, KeepsToTheWishedCheck_InEachForm) {
  const auto plan = texts_of(smoke_plan(kRoute, {.target = "spare", .check = "error_credential"}));
  EXPECT_EQ(plan, (std::vector<std::string>{"error_credential spare forced buffered credential",
                                            "error_credential spare forced streamed credential"}));
}

TEST(SmokePlan, AsksNoTargetMoreOftenThanItsProbesOfOneMinuteAllow) {
  const auto plan = smoke_plan(kRoute, {});
  for (const char* target : {"main", "spare", "third"}) {
    const auto count = std::count_if(plan.begin(), plan.end(), [&](const PlannedCheck& check) { return check.target == target; });
    EXPECT_EQ(static_cast<std::size_t>(count), kChecksPerTarget);
  }
}

TEST(SmokePlan, KeepsToTheWishedFormAndTarget) {
  const auto streamed = smoke_plan(kRoute, {.target = "spare", .streamed = true, .buffered = false});
  ASSERT_EQ(streamed.size(), 4U);
  EXPECT_TRUE(std::all_of(streamed.begin(), streamed.end(),
                          [](const PlannedCheck& check) { return check.streamed && check.target == "spare"; }));
  EXPECT_TRUE(smoke_plan(kRoute, {.target = "nobody"}).empty());
}

TEST(SmokePlan, SaysWhatItExpects) {
  EXPECT_EQ(expected_of({.target = "main"}), "2xx:chat.completion");
  EXPECT_EQ(expected_of({.target = "main", .streamed = true}), "2xx:chat.completion.chunk");
  EXPECT_EQ(expected_of({.target = "main", .family = Family::Responses, .streamed = true}), "2xx:response");
  EXPECT_EQ(expected_of({.check = kErrorCredential, .fault = record::ProbeFault::Credential}), "auth");
  EXPECT_EQ(expected_of({.check = kErrorMissingField, .fault = record::ProbeFault::MissingField}), "invalid_request");
  EXPECT_EQ(expected_of({.check = kErrorClientFault, .fault = record::ProbeFault::ClientFault}), "network_connect");
  EXPECT_EQ(fault_of("error_client_fault"), record::ProbeFault::ClientFault);
  EXPECT_FALSE(fault_of("sad_path"));
}

}  // namespace
}  // namespace jurymast::evidence
