// Sticky rollouts: whose requests are all drawn alike counts once.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "evidence/rollout_statistics.hpp"
#include "evidence/test_rollout.hpp"

namespace jurymast::evidence {
namespace {

using namespace testing;

constexpr std::uint32_t kQuarter = 250'000;

record::RolloutRecord step_at(std::uint32_t weight_ppm, WallTime at) {
  record::RolloutRecord step;
  step.at = at;
  step.plan = plan_of(RolloutPurpose::Planned);
  step.plan.id = OperationId::parse("01JCQK8Z5M3N7P9R1T3V5X7Z9B").value();
  step.weight_to_ppm = weight_ppm;
  step.stage_since = at;
  return step;
}

/// Callers with a place each, and what they send between two targets.
class Callers {
 public:
  Callers(std::uint64_t seed, bool sticky) : random_(seed), sticky_(sticky), statistics_(short_rules()) { move(50'000); }

  void move(std::uint32_t weight_ppm) {
    weight_ppm_ = weight_ppm;
    now_ = now_ + 1s;
    statistics_.follow(step_at(weight_ppm, now_));
  }
  /// One request of a caller; its place in the draw is as its number says.
  void one(std::uint64_t caller, bool failed, FailureClass failure_class = FailureClass::UpstreamError) {
    now_ = now_ + 1s;
    JudgedOperation operation;
    operation.at = now_;
    operation.id = OperationId::make(now_, random_).to_string();
    operation.route = "assistant";
    if (sticky_) operation.unit = std::to_string(caller);
    const bool canary = Random(caller * 7919 + seed_of_places).below(kWholePpm) < weight_ppm_;
    operation.draw = Draw{weight_ppm_, canary ? Side::Canary : Side::Control};
    operation.assigned = canary ? "spare" : "main";
    operation.outcome = failed ? AssignedOutcome::Failed : AssignedOutcome::Served;
    if (failed) operation.failure_class = failure_class;
    statistics_.take(operation);
  }
  double error_e() const { return statistics_.harm().tests(0)[2].e; }
  const RolloutStage& stage() const { return statistics_.stage(); }
  Random& random() { return random_; }

  std::uint64_t seed_of_places = 0;

 private:
  Random random_;
  bool sticky_;
  RolloutStatistics statistics_;
  std::uint32_t weight_ppm_ = 0;
  WallTime now_{1'782'000'000s};
};

/// A caller that falls to the canary at that weight, or does not.
std::uint64_t caller_where(bool canary, std::uint32_t weight_ppm) {
  std::uint64_t caller = 0;
  while ((Random(caller * 7919).below(kWholePpm) < weight_ppm) != canary) ++caller;
  return caller;
}

TEST(RolloutUnits, OneBrokenCallerInTheCanaryThrowsNothingOut_WhileItsRequestsForThemselvesWould) {
  const std::uint64_t broken = caller_where(true, 50'000);
  Callers sticky(1, true);
  Callers single(1, false);
  for (int i = 0; i < 500; ++i) {
    sticky.one(broken, true);
    single.one(broken, true);
  }
  EXPECT_LT(sticky.error_e(), 50);
  EXPECT_GT(single.error_e(), 1e6);
  EXPECT_EQ(sticky.stage().canary().operations, 1U);
  EXPECT_EQ(single.stage().canary().operations, 500U);
}

TEST(RolloutUnits, AFailureOfAnotherClassIsHeardForItsClass_AndNotAgainAsAny) {
  const std::uint64_t caller = caller_where(true, 50'000);
  Callers once(1, true);
  once.one(caller, true, FailureClass::UpstreamError);
  const double first = once.error_e();
  once.one(caller, true, FailureClass::UpstreamError);
  EXPECT_EQ(once.error_e(), first);
  once.one(caller, true, FailureClass::TimeoutTotal);
  const double second = once.error_e();
  EXPECT_GT(second, first);
  EXPECT_LT(second - first, first - 1) << "the half that is of any failure has heard of it";
}

TEST(RolloutUnits, ACallerThatMovesOverWithTheWeightCountsAsWhatItWasFirst) {
  const std::uint64_t late = [] {
    std::uint64_t caller = 0;
    const auto place = [](std::uint64_t one) { return Random(one * 7919).below(kWholePpm); };
    while (place(caller) < 50'000 || place(caller) >= kQuarter) ++caller;
    return caller;
  }();
  Callers callers(1, true);
  callers.one(late, false);
  EXPECT_EQ(callers.stage().control().operations, 1U);
  callers.move(kQuarter);
  callers.one(late, true);
  EXPECT_EQ(callers.stage().canary().operations, 1U) << "the stage counts it where it is";
  EXPECT_LT(callers.error_e(), 1) << "the comparison counts it where it was first";
}

TEST(RolloutUnits, EachStageCountsACallerAnew) {
  const std::uint64_t caller = caller_where(true, 50'000);
  Callers callers(1, true);
  for (int i = 0; i < 3; ++i) callers.one(caller, false);
  EXPECT_EQ(callers.stage().canary().operations, 1U);
  callers.move(kQuarter);
  EXPECT_EQ(callers.stage().canary().operations, 0U);
  for (int i = 0; i < 3; ++i) callers.one(caller, false);
  EXPECT_EQ(callers.stage().canary().operations, 1U);
}

TEST(RolloutUnits, BeyondTheirNumberCallersCountForNothing) {
  Callers callers(1, true);
  for (std::uint64_t caller = 0; caller < kUnitsMax + 50; ++caller) callers.one(caller, false);
  EXPECT_EQ(callers.stage().canary().operations + callers.stage().control().operations, kUnitsMax);
}

/// Both targets are as good; one caller in twenty fails always, the others seldom. Weights rise in mid-run.
bool thrown_out(std::uint64_t seed, bool sticky) {
  constexpr std::array<std::uint32_t, 4> kWeights{50'000, 100'000, 250'000, 500'000};
  constexpr std::uint64_t kCallers = 400;
  constexpr int kRequestsAStage = 1500;
  Callers callers(seed, sticky);
  callers.seed_of_places = seed * 104'729;
  for (const std::uint32_t weight : kWeights) {
    callers.move(weight);
    for (int i = 0; i < kRequestsAStage; ++i) {
      const std::uint64_t caller = callers.random().below(kCallers);
      const bool failed = caller % 20 == 0 || callers.random().chance(1, 100);
      callers.one(caller, failed);
      if (failed && callers.error_e() >= 1 / short_rules().error_alpha) return true;
    }
  }
  return false;
}

TEST(RolloutUnits, EqualFallbacksAreThrownOutNoMoreOftenThanPromised_ThoughCallersFailTogether) {
  constexpr std::uint64_t kRuns = 200;
  std::uint64_t thrown = 0;
  std::uint64_t thrown_by_requests = 0;
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    thrown += thrown_out(seed, true) ? 1U : 0U;
    if (seed <= 60) thrown_by_requests += thrown_out(seed, false) ? 1U : 0U;
  }
  const double alpha = short_rules().error_alpha;
  const double bound = kRuns * alpha + 3 * std::sqrt(kRuns * alpha * (1 - alpha));
  EXPECT_LE(static_cast<double>(thrown), bound);
  // 60 * 2 % is 1.2; requests that were counted for themselves break the promise.
  EXPECT_GT(thrown_by_requests, 6U);
}

TEST(RolloutUnits, AFallbackThatFailsCallersIsStillFound) {
  Callers callers(3, true);
  callers.move(kQuarter);
  bool found = false;
  for (std::uint64_t caller = 0; caller < 3000 && !found; ++caller) {
    const bool canary = Random(caller * 7919).below(kWholePpm) < kQuarter;
    callers.one(caller, callers.random().chance(canary ? 30 : 1, 100));
    found = callers.error_e() >= 50;
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace jurymast::evidence
