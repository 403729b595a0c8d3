#include "evidence/standing.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "evidence/test_evidence.hpp"

namespace jurymast::evidence {
namespace {

using record::ProbeRecord;
using record::Standing;
using record::Tri;
using testing::passed_run;
using testing::subject_spare;
using testing::records::moment;

std::vector<ProbeRecord> whole_run(std::uint64_t number, std::int64_t second) {
  std::vector<ProbeRecord> run;
  for (std::size_t check = 0; check < kCheckNames.size(); ++check) {
    run.push_back(passed_run(check, number + check, second + static_cast<std::int64_t>(check)));
  }
  return run;
}

ProbeRecord failed(ProbeRecord probe) {
  probe.assertions.front().result = record::CheckResult::Fail;
  probe.decision = record::OperatorDecision::Fail;
  return probe;
}

Standing standing_of(const std::vector<ProbeRecord>& probes, const Subject& subject = subject_spare()) {
  const std::vector<Standing> all = standings(probes, std::span(&subject, 1));
  return all.size() == 1 ? all.front() : Standing();
}

TEST(Standing, IsUnknownWithoutAnyCheck) {
  const Standing standing = standing_of({});
  EXPECT_EQ(standing.newest, Tri::Unknown);
  EXPECT_EQ(standing.route, "assistant");
  EXPECT_EQ(standing.target, "spare");
}

TEST(Standing, OfAWholePairIsTrue_AndAsOldAsItsOldestCheck) {
  const Standing standing = standing_of(whole_run(1, 10));
  EXPECT_EQ(standing.newest, Tri::True);
  EXPECT_EQ(standing.at, moment(10));
  EXPECT_EQ(standing.first_passed, moment(13));
}

TEST(Standing, IsUnknownWhereAnyOfTheFourWasNotRun) {
  for (std::size_t left_out = 0; left_out < kCheckNames.size(); ++left_out) {
    std::vector<ProbeRecord> probes = whole_run(1, 10);
    probes.erase(probes.begin() + static_cast<std::ptrdiff_t>(left_out));
    EXPECT_EQ(standing_of(probes).newest, Tri::Unknown) << kCheckNames[left_out];
  }
}

TEST(Standing, IsFalseWhereTheNewestRunOfAnyCheckFailed) {
  for (std::size_t check = 0; check < kCheckNames.size(); ++check) {
    std::vector<ProbeRecord> probes = whole_run(1, 10);
    probes.push_back(failed(passed_run(check, 9, 50)));
    const Standing standing = standing_of(probes);
    EXPECT_EQ(standing.newest, Tri::False) << kCheckNames[check];
    EXPECT_EQ(standing.at, moment(50));
    EXPECT_EQ(standing.first_passed, moment(13));
  }
}

TEST(Standing, OfAFailureIsNotCoveredByAPassTheOtherWayOfAsking) {
  std::vector<ProbeRecord> probes = whole_run(1, 10);
  probes.push_back(failed(passed_run(kHappyPathIndex, 9, 50)));
  probes.push_back(passed_run(kHappyPathIndex, 10, 60));
  probes.back().question.streamed = true;
  EXPECT_EQ(standing_of(probes).newest, Tri::False);
  probes.push_back(passed_run(kHappyPathIndex, 11, 70));
  EXPECT_EQ(standing_of(probes).newest, Tri::True);
}

TEST(Standing, ComesBackWithAPassAfterAFailure_AndRemembersWhenItFirstPassed) {
  std::vector<ProbeRecord> probes = whole_run(1, 10);
  probes.push_back(failed(passed_run(kHappyPathIndex, 9, 50)));
  probes.push_back(passed_run(kHappyPathIndex, 10, 60));
  const Standing standing = standing_of(probes);
  EXPECT_EQ(standing.newest, Tri::True);
  EXPECT_EQ(standing.at, moment(11));
  EXPECT_EQ(standing.first_passed, moment(13));
}

TEST(Standing, DoesNotCountACheckThatCouldNotBeRun) {
  std::vector<ProbeRecord> probes = whole_run(1, 10);
  ProbeRecord blocked = passed_run(kHappyPathIndex, 9, 50);
  for (record::Assertion& made : blocked.assertions) made.result = record::CheckResult::Missing;
  probes.push_back(blocked);
  EXPECT_EQ(standing_of(probes).newest, Tri::True) << "a blocked check is no failure";
  probes.erase(probes.begin());
  EXPECT_EQ(standing_of(probes).newest, Tri::Unknown) << "a blocked check is no pass";
}

TEST(Standing, IsUnknownWhereWhatACheckIsForWasNotLookedAtOrCouldNotBeTold) {
  std::vector<ProbeRecord> probes = whole_run(1, 10);
  probes[0].assertions[1].result = record::CheckResult::Missing;
  EXPECT_EQ(standing_of(probes).newest, Tri::Unknown);
  probes = whole_run(1, 10);
  probes[0].decision = record::OperatorDecision::Investigate;
  EXPECT_EQ(standing_of(probes).newest, Tri::Unknown);
}

TEST(Standing, IgnoresChecksThatDidNotGoThroughTheGateway) {
  std::vector<ProbeRecord> probes = whole_run(1, 10);
  probes[0].question.path = record::ProbePath::Direct;
  EXPECT_EQ(standing_of(probes).newest, Tri::Unknown);
}

TEST(Standing, IsNotTransferred_BetweenRoutesTargetsFamiliesModelsOrSettings) {
  const std::vector<ProbeRecord> probes = whole_run(1, 10);
  ASSERT_EQ(standing_of(probes).newest, Tri::True);
  std::vector<Subject> others(5, subject_spare());
  others[0].route = "answers";
  others[1].target = "main";
  others[2].family = Family::Responses;
  others[3].model = "model-c";
  others[4].areas = testing::areas_named("changed");
  for (const Subject& other : others) EXPECT_EQ(standing_of(probes, other).newest, Tri::Unknown);
}

TEST(Standing, DoesNotDependOnTheOrderOfTheRecords) {
  Random random(7);
  std::vector<ProbeRecord> probes;
  for (std::uint64_t number = 0; number < 40; ++number) {
    ProbeRecord probe = passed_run(random.below(kCheckNames.size()), number, static_cast<std::int64_t>(random.below(90)));
    if (random.below(4) == 0) probe = failed(probe);
    if (random.below(4) == 0) probe.setting.areas = testing::areas_named("changed");
    if (random.below(4) == 0) probe.question.target = "main";
    probe.question.streamed = random.below(2) == 0;
    probes.push_back(probe);
  }
  const std::vector<Subject> subjects{subject_spare(),
                                      {"assistant", "main", Family::ChatCompletions, "model-b", testing::areas_named("in force")}};
  const std::vector<Standing> expected = standings(probes, subjects);
  for (int shuffle = 0; shuffle < 200; ++shuffle) {
    for (std::size_t i = probes.size() - 1; i > 0; --i) std::swap(probes[i], probes[random.below(i + 1)]);
    ASSERT_EQ(standings(probes, subjects), expected);
  }
}

}  // namespace
}  // namespace jurymast::evidence
