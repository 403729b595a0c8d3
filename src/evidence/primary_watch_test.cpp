#include "evidence/primary_watch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/random.hpp"

namespace jurymast::evidence {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// A route's traffic, one operation every ten seconds unless told otherwise.
class Traffic {
 public:
  explicit Traffic(std::uint64_t seed) : random_(seed) {}

  void fail_of_1000(PrimaryWatch& watch, std::uint64_t share, int operations) {
    for (int i = 0; i < operations; ++i) watch.take(next(random_.chance(share, 1000)));
  }
  /// How many operations it takes until the primary stands so; `most` where it does not.
  int until(PrimaryWatch& watch, PrimaryHealth health, std::uint64_t share, int most) {
    for (int i = 0; i < most; ++i) {
      if (watch.standing().health == health) return i;
      watch.take(next(random_.chance(share, 1000)));
    }
    return most;
  }
  /// How many operations it takes until it is degraded, each class failing with its share of 1000.
  int until_mixed(PrimaryWatch& watch, const std::vector<std::pair<FailureClass, std::uint64_t>>& shares, int most) {
    for (int i = 0; i < most; ++i) {
      if (watch.standing().health == PrimaryHealth::Degraded) return i;
      std::uint64_t place = random_.below(1000);
      bool failed = false;
      for (const auto& [failure_class, share] : shares) {
        failed = place < share;
        class_ = failure_class;
        if (failed) break;
        place -= share;
      }
      watch.take(next(failed));
    }
    return most;
  }
  JudgedOperation next(bool failed) {
    now_ = now_ + interval_;
    JudgedOperation operation;
    operation.at = now_;
    operation.route = "assistant";
    operation.assigned = "main";
    operation.outcome = failed ? AssignedOutcome::Failed : AssignedOutcome::Served;
    operation.failure_class = failed ? class_ : FailureClass::Ok;
    return operation;
  }
  void pass(Duration time) { now_ = now_ + time; }
  void fails_with(FailureClass failure_class) { class_ = failure_class; }

 private:
  static constexpr Duration interval_ = seconds(10);
  Random random_;
  WallTime now_{hours(500'000)};
  FailureClass class_ = FailureClass::UpstreamError;
};

PrimaryWatch watch_of_main() { return {"assistant", "main"}; }

TEST(PrimaryWatch, KnowsNothingAtFirst_AndWhatIsUsualAfter500Operations) {
  PrimaryWatch watch = watch_of_main();
  EXPECT_EQ(watch.standing().health, PrimaryHealth::Unknown);
  Traffic traffic(1);
  traffic.fail_of_1000(watch, 0, 499);
  EXPECT_EQ(watch.standing().health, PrimaryHealth::Unknown);
  traffic.fail_of_1000(watch, 0, 1);
  EXPECT_EQ(watch.standing().health, PrimaryHealth::Well);
  EXPECT_EQ(watch.standing().usual, 0.005);
}

TEST(PrimaryWatch, SaysThatItIsDegraded_AndInWhichClass) {
  PrimaryWatch watch = watch_of_main();
  Traffic traffic(2);
  traffic.fail_of_1000(watch, 10, 2000);
  EXPECT_NEAR(watch.standing().usual.value_or(0), 0.01, 0.005);
  traffic.fails_with(FailureClass::TimeoutFirstToken);
  EXPECT_LT(traffic.until(watch, PrimaryHealth::Degraded, 300, 1000), 60);
  EXPECT_EQ(watch.standing().failure_class, FailureClass::TimeoutFirstToken);
  EXPECT_GE(watch.standing().statistic, kPrimaryThreshold);
}

/// Upstream errors become rarer while timeouts come up: of any class there are hardly more failures than usual, and less than twice as many.
TEST(PrimaryWatch, SeesOneClassThatRises_ThoughTheSumHidesIt) {
  int longest = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    PrimaryWatch watch = watch_of_main();
    Traffic traffic(seed);
    traffic.fail_of_1000(watch, 100, 4000);
    ASSERT_EQ(watch.standing().health, PrimaryHealth::Well) << seed;
    const int took = traffic.until_mixed(watch, {{FailureClass::UpstreamError, 40}, {FailureClass::TimeoutFirstToken, 90}}, 2000);
    EXPECT_LT(took, 2000) << seed;
    EXPECT_EQ(watch.standing().failure_class, FailureClass::TimeoutFirstToken) << seed;
    longest = std::max(longest, took);
  }
  EXPECT_LT(longest, 600);
}

TEST(PrimaryWatch, CallsAClassThatRoseRecoveredOnceThatClassIs) {
  PrimaryWatch watch = watch_of_main();
  Traffic traffic(21);
  traffic.fail_of_1000(watch, 100, 4000);
  traffic.until_mixed(watch, {{FailureClass::UpstreamError, 40}, {FailureClass::TimeoutFirstToken, 90}}, 2000);
  ASSERT_EQ(watch.standing().health, PrimaryHealth::Degraded);
  traffic.fails_with(FailureClass::UpstreamError);
  EXPECT_LT(traffic.until(watch, PrimaryHealth::Well, 100, 3000), 1500) << "upstream errors are as usual";
}

TEST(PrimaryWatch, CallsNoPrimaryDegraded_WhoseClassesAllFailAsUsual) {
  const std::vector<std::pair<FailureClass, std::uint64_t>> usual{{FailureClass::UpstreamError, 10},
                                                                  {FailureClass::TimeoutFirstToken, 10},
                                                                  {FailureClass::RateLimited, 10},
                                                                  {FailureClass::Malformed, 3}};
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    PrimaryWatch watch = watch_of_main();
    Traffic traffic(100 + seed);
    EXPECT_EQ(traffic.until_mixed(watch, usual, 50'000), 50'000) << seed;
    EXPECT_EQ(watch.standing().health, PrimaryHealth::Well) << seed;
  }
}

TEST(PrimaryWatch, WaitsForTwentyOperationsAndFiveFailures_AlsoInATotalOutage) {
  PrimaryWatch watch = watch_of_main();
  Traffic traffic(3);
  traffic.fail_of_1000(watch, 0, 1000);
  traffic.fail_of_1000(watch, 1000, 19);
  EXPECT_EQ(watch.standing().health, PrimaryHealth::Well);
  traffic.fail_of_1000(watch, 1000, 1);
  EXPECT_EQ(watch.standing().health, PrimaryHealth::Degraded);
  EXPECT_EQ(watch.standing().failures, 20U);
}

TEST(PrimaryWatch, CallsNoPrimaryDegradedThatFailsAsUsual) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    PrimaryWatch watch = watch_of_main();
    Traffic traffic(seed);
    EXPECT_EQ(traffic.until(watch, PrimaryHealth::Degraded, 20, 50'000), 50'000) << seed;
  }
}

/// Without knowing what is usual there is nothing to compare with: an alert, and no activation.
TEST(PrimaryWatch, OnlySuspectsAPrimaryOfWhichLittleIsKnown) {
  PrimaryWatch watch = watch_of_main();
  Traffic traffic(4);
  traffic.fail_of_1000(watch, 500, 400);
  EXPECT_EQ(watch.standing().health, PrimaryHealth::Suspected);
  EXPECT_FALSE(watch.standing().usual);
  EXPECT_EQ(watch.standing().failure_class, FailureClass::UpstreamError);
  EXPECT_LT(traffic.until(watch, PrimaryHealth::Unknown, 0, 200), 100);
}

TEST(PrimaryWatch, SaysThatItHasRecovered_AndNotWhileItStillFails) {
  PrimaryWatch watch = watch_of_main();
  Traffic traffic(5);
  traffic.fail_of_1000(watch, 20, 3000);
  traffic.fail_of_1000(watch, 1000, 2000);
  EXPECT_EQ(traffic.until(watch, PrimaryHealth::Well, 150, 3000), 3000);
  EXPECT_LT(traffic.until(watch, PrimaryHealth::Well, 10, 1000), 500);
}

TEST(PrimaryWatch, LeavesIncidentsOutOfWhatIsUsual) {
  PrimaryWatch watch = watch_of_main();
  Traffic traffic(6);
  traffic.fail_of_1000(watch, 10, 3000);
  const double before = watch.standing().usual.value_or(0);
  traffic.fail_of_1000(watch, 400, 2000);
  EXPECT_EQ(watch.standing().health, PrimaryHealth::Degraded);
  EXPECT_NEAR(watch.standing().usual.value_or(0), before, 0.001);
  traffic.until(watch, PrimaryHealth::Well, 10, 2000);
  traffic.fail_of_1000(watch, 10, 500);
  EXPECT_EQ(watch.standing().health, PrimaryHealth::Well);
  EXPECT_NEAR(watch.standing().usual.value_or(0), before, 0.001);
}

TEST(PrimaryWatch, ForgetsWhatIsUsualAfterADay) {
  PrimaryWatch watch = watch_of_main();
  Traffic traffic(7);
  traffic.fail_of_1000(watch, 100, 2000);
  EXPECT_GT(watch.standing().usual.value_or(0), 0.05);
  traffic.pass(hours(25));
  traffic.fail_of_1000(watch, 0, 1);
  EXPECT_EQ(watch.standing().health, PrimaryHealth::Unknown);
  traffic.fail_of_1000(watch, 0, 600);
  EXPECT_EQ(watch.standing().usual, 0.005);
}

TEST(PrimaryWatch, LooksAtOperationsOfThePrimaryAlone_AndNotAtCallersFaults) {
  PrimaryWatch watch = watch_of_main();
  Traffic traffic(8);
  traffic.fail_of_1000(watch, 0, 600);
  for (int i = 0; i < 100; ++i) {
    JudgedOperation canary = traffic.next(true);
    canary.assigned = "spare";
    JudgedOperation other_route = traffic.next(true);
    other_route.route = "search";
    JudgedOperation callers_own = traffic.next(true);
    callers_own.outcome = AssignedOutcome::Excluded;
    for (const JudgedOperation& operation : {canary, other_route, callers_own}) watch.take(operation);
  }
  EXPECT_EQ(watch.standing().health, PrimaryHealth::Well);
  EXPECT_EQ(watch.standing().statistic, 1);
}

TEST(PrimaryWatch, NamesAFaultThatWasFoundAfterTheDelivery) {
  PrimaryWatch watch = watch_of_main();
  Traffic traffic(9);
  traffic.fail_of_1000(watch, 0, 600);
  for (int i = 0; i < 20; ++i) {
    JudgedOperation operation = traffic.next(false);
    operation.outcome = AssignedOutcome::Invalid;
    watch.take(operation);
  }
  EXPECT_EQ(watch.standing().failure_class, FailureClass::OutputInvalid);
}

}  // namespace
}  // namespace jurymast::evidence
