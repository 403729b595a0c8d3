#include "evidence/rescue_watch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "base/random.hpp"
#include "record/test_operations.hpp"
#include "record/test_views.hpp"

namespace jurymast::evidence {
namespace {

using record::RolloutAction;
using record::RolloutRecord;
using record::RolloutTrigger;
using record::testing::moment;
using record::testing::operation_id;
using record::testing::plain;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const RescueSubject kSubject{"assistant", "spare", "main"};

RescueRules rules() {
  RescueRules rules;
  rules.first_content_budget = seconds(5);
  rules.total_budget = seconds(20);
  return rules;
}

StepMoment at(WallTime now) { return {now, operation_id(900'000), 7}; }

/// A rescue whose answer came in time, and was of use.
JudgedOperation rescued(std::uint64_t number) {
  JudgedOperation operation;
  operation.at = moment(static_cast<std::int64_t>(number));
  operation.id = operation_id(number).to_string();
  operation.route = "assistant";
  operation.arm = record::Arm::Rescue;
  operation.assigned = "main";
  operation.outcome = AssignedOutcome::Failed;
  operation.failure_class = FailureClass::UpstreamError;
  operation.rescues = {{"spare", FailureClass::Ok, false, seconds(4), seconds(3)}};
  return operation;
}

JudgedOperation useless(std::uint64_t number) {
  JudgedOperation operation = rescued(number);
  operation.rescues[0].failure_class = FailureClass::Overloaded;
  operation.rescues[0].content_after.reset();
  return operation;
}

JudgedOperation invalid(std::uint64_t number) {
  JudgedOperation operation = rescued(number);
  operation.rescues[0].failure_class = FailureClass::Malformed;
  operation.rescues[0].invalid = true;
  return operation;
}

JudgedOperation late(std::uint64_t number) {
  JudgedOperation operation = rescued(number);
  operation.rescues[0].content_after = seconds(25);
  operation.rescues[0].waited_before = seconds(20);
  return operation;
}

record::FeedbackRecord rejected(std::uint64_t number) {
  return {
      moment(static_cast<std::int64_t>(number)), operation_id(500'000 + number), operation_id(number), "assistant", "spare", "app"};
}

std::optional<RolloutTrigger> trigger_of(const std::optional<RolloutRecord>& step) { return step ? step->trigger : std::nullopt; }

/// How many operations it takes until the fallback is suspended; nothing where `most` are not enough.
std::optional<std::uint64_t> suspended_after(const std::function<JudgedOperation(std::uint64_t)>& operation, std::uint64_t most,
                                             RolloutTrigger trigger) {
  RescueWatch watch(kSubject, rules());
  for (std::uint64_t i = 1; i <= most; ++i) {
    watch.take(operation(i));
    if (const auto step = watch.next(at(moment(0)))) return trigger_of(step) == trigger ? std::optional(i) : std::nullopt;
  }
  return std::nullopt;
}

/// A watch that was suspended for useless rescues, `times` over; each but the last ended by a person.
RescueWatch suspended(unsigned times, std::int64_t second) {
  RescueWatch watch(kSubject, rules());
  std::uint64_t number = 1;
  for (unsigned i = 0; i < times; ++i) {
    if (i > 0) watch.apply(watch.ask_readmit(at(moment(second)), "ana", plain("looked at it")).value());
    while (!watch.next(at(moment(second)))) {
      JudgedOperation operation = useless(number++);
      operation.at = moment(second) + std::chrono::milliseconds(number);
      watch.take(operation);
    }
    watch.apply(*watch.next(at(moment(second))));
  }
  return watch;
}

TEST(RescueWatch, SuspendsAFallbackWhoseRescuesFail_AndWritesDownWhy) {
  RescueWatch watch(kSubject, rules());
  std::uint64_t rescues = 0;
  while (!watch.next(at(moment(100)))) watch.take(useless(++rescues));
  const RolloutRecord step = *watch.next(at(moment(100)));
  EXPECT_EQ(rescues, 9U);
  EXPECT_EQ(step.action, RolloutAction::Suspend);
  EXPECT_EQ(step.trigger, RolloutTrigger::RescueUseless);
  EXPECT_EQ(step.plan.route, "assistant");
  EXPECT_EQ(step.plan.target, "spare");
  EXPECT_EQ(step.plan.id, step.id);
  EXPECT_EQ(step.plan.purpose, record::RolloutPurpose::Mitigation);
  EXPECT_EQ(step.operations_canary, rescues);
  EXPECT_EQ(step.confirmations, 1U);
  EXPECT_EQ(step.until, moment(100) + minutes(30));
  ASSERT_EQ(step.statistics.size(), 3U);
  EXPECT_EQ(step.statistics[2].name, "rescue_useless");
  EXPECT_EQ(step.statistics[2].threshold, "100");
  EXPECT_EQ(record::read_rollout(record::render(step)).value(), step);
  EXPECT_FALSE(watch.suspended());
  watch.apply(step);
  EXPECT_TRUE(watch.suspended());
  EXPECT_FALSE(watch.next(at(moment(101))));
}

TEST(RescueWatch, SuspendsForUselessAnswersWithinAHandful_AndForTheirShareInTheLongRun) {
  EXPECT_EQ(suspended_after(invalid, 10, RolloutTrigger::RescueInvalid), 3U);
  EXPECT_TRUE(
      suspended_after([](std::uint64_t i) { return i % 10 == 0 ? invalid(i) : rescued(i); }, 200, RolloutTrigger::RescueInvalid));
  EXPECT_FALSE(suspended_after([](std::uint64_t i) { return i % 100 == 0 ? invalid(i) : rescued(i); }, 20'000,
                               RolloutTrigger::RescueInvalid));
}

TEST(RescueWatch, CountsLateFromTheArrival_AndTellsThePrimarysShareOfTheWait) {
  EXPECT_TRUE(suspended_after(late, 10, RolloutTrigger::RescueLate));
  EXPECT_FALSE(
      suspended_after([](std::uint64_t i) { return i % 10 == 0 ? late(i) : rescued(i); }, 5000, RolloutTrigger::RescueLate));
  RescueWatch watch(kSubject, rules());
  for (std::uint64_t i = 1; i < 10; ++i) watch.take(late(i));
  EXPECT_EQ(watch.next(at(moment(0)))->reason.text(),
            "of the time that callers waited for rescued answers, the targets before it took 80 percent");
}

TEST(RescueWatch, HoldsStreamsAgainstTheirFirstContent_AndBufferedAnswersAgainstTheWhole) {
  const auto streamed = [](std::uint64_t i) {
    JudgedOperation operation = rescued(i);
    operation.streamed = true;
    operation.rescues[0].content_after = seconds(6);
    return operation;
  };
  const auto buffered = [](std::uint64_t i) {
    JudgedOperation operation = rescued(i);
    operation.rescues[0].content_after = seconds(6);
    return operation;
  };
  EXPECT_TRUE(suspended_after(streamed, 10, RolloutTrigger::RescueLate));
  EXPECT_FALSE(suspended_after(buffered, 1000, RolloutTrigger::RescueLate));
  RescueWatch without_budget(kSubject);
  for (std::uint64_t i = 0; i < 1000; ++i) without_budget.take(late(i));
  EXPECT_FALSE(without_budget.next(at(moment(0))));
}

TEST(RescueWatch, CountsAnAnswerThatAnApplicationRejected_Once) {
  RescueWatch watch(kSubject, rules());
  for (std::uint64_t i = 1; i <= 3; ++i) watch.take(rescued(i));
  for (int again = 0; again < 10; ++again) watch.take(rejected(1));
  watch.take(rejected(77));
  EXPECT_FALSE(watch.next(at(moment(0))));
  watch.take(rejected(2));
  watch.take(rejected(3));
  EXPECT_EQ(trigger_of(watch.next(at(moment(0)))), RolloutTrigger::RescueInvalid);
}

TEST(RescueWatch, CountsNoAnswerTwice_WhereItWasInvalidBeforeItWasRejected) {
  RescueWatch told_twice(kSubject, rules());
  RescueWatch told_once(kSubject, rules());
  for (std::uint64_t i = 1; i <= 2; ++i) {
    told_once.take(invalid(i));
    told_twice.take(invalid(i));
    told_twice.take(rejected(i));
  }
  EXPECT_EQ(told_twice.statistics(), told_once.statistics());
}

TEST(RescueWatch, NeverSuspendsThePrimary_AndLooksAtItsOwnRescuesAlone) {
  RescueWatch primary({"assistant", "main", "main"}, rules());
  RescueWatch other_route({"search", "spare", "main"}, rules());
  RescueWatch other_target({"assistant", "third", "main"}, rules());
  for (std::uint64_t i = 0; i < 100; ++i) {
    JudgedOperation by_the_primary = useless(i);
    by_the_primary.rescues[0].target = "main";
    primary.take(by_the_primary);
    JudgedOperation left = useless(i);
    left.rescues[0].failure_class = FailureClass::Cancelled;
    for (RescueWatch* watch : {&other_route, &other_target}) watch->take(useless(i));
    other_target.take(left);
  }
  for (const RescueWatch* watch : {&primary, &other_route, &other_target}) EXPECT_FALSE(watch->next(at(moment(0))));
  RolloutRecord forged = *suspended(1, 0).ask_readmit(at(moment(0)), "ana", {});
  forged.action = RolloutAction::Suspend;
  forged.plan.target = "main";
  primary.apply(forged);
  EXPECT_FALSE(primary.suspended());
}

TEST(RescueWatch, ReturnsAfterItsTime_OnAPairOfSmokeTestsThatIsNewerThanTheSuspension) {
  RescueWatch watch = suspended(1, 1000);
  const WallTime over = moment(1000) + minutes(30);
  record::Standing standing{"assistant", "spare", Family::ChatCompletions, record::Tri::True, moment(999), moment(10)};
  watch.take(standing);
  EXPECT_FALSE(watch.next(at(over))) << "the pair is older than the suspension";
  standing.at = moment(1500);
  watch.take(standing);
  EXPECT_FALSE(watch.next(at(over - seconds(1)))) << "its time is not over";
  standing.newest = record::Tri::False;
  watch.take(standing);
  EXPECT_FALSE(watch.next(at(over))) << "the newest pair failed";
  standing.newest = record::Tri::True;
  standing.target = "third";
  watch.take(standing);
  EXPECT_FALSE(watch.next(at(over))) << "it is another target's";
  standing.target = "spare";
  watch.take(standing);
  const auto step = watch.next(at(over));
  ASSERT_TRUE(step);
  EXPECT_EQ(step->action, RolloutAction::Readmit);
  EXPECT_TRUE(watch.suspended()) << "only a record that is applied readmits";
  watch.apply(*step);
  EXPECT_FALSE(watch.suspended());
  EXPECT_FALSE(watch.next(at(over)));
}

TEST(RescueWatch, ReturnsByAPersonAtAnyTime_AndOnlyWhereItIsSuspended) {
  RescueWatch watch = suspended(1, 0);
  const auto asked = watch.ask_readmit(at(moment(1)), "ana", plain("provider says it is over"));
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->decided_by, record::DecidedBy::Operator);
  EXPECT_EQ(asked->trigger, RolloutTrigger::Operator);
  EXPECT_EQ(asked->person, "ana");
  watch.apply(*asked);
  EXPECT_FALSE(watch.suspended());
  const auto again = watch.ask_readmit(at(moment(1)), "ana", {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "target spare is not suspended on route assistant; there is nothing to clear");
}

TEST(RescueWatch, IsSuspendedForLongerEachTime_UpToEightHours_AndHarderEachTime) {
  const std::array<Duration, 6> lengths{minutes(30), hours(1), hours(2), hours(4), hours(8), hours(8)};
  for (unsigned times = 1; times <= lengths.size(); ++times) {
    RescueWatch watch = suspended(times, 5000);
    EXPECT_EQ(watch.until(), moment(5000) + lengths[times - 1]) << times;
    EXPECT_EQ(watch.statistics().front().threshold, std::to_string(100U << times));
    EXPECT_EQ(watch.statistics().front().e, "1");
  }
}

/// The log alone: the rescues, and the steps among them.
TEST(RescueWatch, StandsWhereItStood_WhenItIsMadeAnewFromTheLog) {
  Random random(3);
  RescueWatch live(kSubject, rules());
  RescueWatch replayed(kSubject, rules());
  std::vector<std::function<void(RescueWatch&)>> log;
  for (std::uint64_t i = 1; i < 3000; ++i) {
    const JudgedOperation operation = random.chance(3, 5) ? useless(i) : random.chance(1, 20) ? late(i) : rescued(i);
    log.emplace_back([operation](RescueWatch& watch) { watch.take(operation); });
    live.take(operation);
    if (random.chance(1, 30)) {
      log.emplace_back([i](RescueWatch& watch) { watch.take(rejected(i)); });
      live.take(rejected(i));
    }
    std::optional<RolloutRecord> step = live.next(at(operation.at));
    if (!step && live.suspended() && random.chance(1, 50)) step = live.ask_readmit(at(operation.at), "ana", {}).value();
    if (!step) continue;
    const std::string line = record::render(*step);
    log.emplace_back([line](RescueWatch& watch) { watch.apply(record::read_rollout(line).value()); });
    live.apply(*step);
  }
  for (const auto& entry : log) entry(replayed);
  EXPECT_EQ(replayed.statistics(), live.statistics());
  EXPECT_EQ(replayed.until(), live.until());
  EXPECT_EQ(replayed.next(at(moment(0))), live.next(at(moment(0))));
}

TEST(RescueWatch, RemembersABoundedNumberOfAnswers) {
  RescueWatch watch(kSubject, rules());
  for (std::uint64_t i = 0; i <= kRescuesRememberedMax; ++i) watch.take(rescued(i));
  const auto before = watch.statistics();
  watch.take(rejected(0));
  EXPECT_EQ(watch.statistics(), before);
  watch.take(rejected(1));
  EXPECT_NE(watch.statistics(), before);
}

TEST(RescueWatch, CountsNothingTwice_WhereTheLogIsReadAgainAfterAStepIsKnown) {
  RescueWatch watch = suspended(1, 100);
  watch.apply(*watch.ask_readmit(at(moment(200)), "ana", {}));
  const auto fresh = watch.statistics();
  for (std::uint64_t i = 1; i <= 200; ++i) watch.take(useless(i));
  EXPECT_EQ(watch.statistics(), fresh) << "all of it was before the end of the suspension";
  watch.take(useless(201));
  EXPECT_NE(watch.statistics(), fresh);
}

TEST(RescueWatch, JudgesEachFallbackOfAnOperation) {
  RescueWatch third({"assistant", "third", "main"}, rules());
  RescueWatch spare(kSubject, rules());
  for (std::uint64_t i = 1; i <= 20; ++i) {
    JudgedOperation operation = useless(i);
    operation.rescues.push_back({"third", FailureClass::Ok, false, seconds(4), seconds(3)});
    spare.take(operation);
    third.take(operation);
  }
  EXPECT_EQ(trigger_of(spare.next(at(moment(30)))), RolloutTrigger::RescueUseless);
  EXPECT_FALSE(third.next(at(moment(30))));
}

TEST(RescueWatch, FollowsTheConfiguration_WithoutForgettingWhatItJudged) {
  RescueWatch watch(kSubject);
  for (std::uint64_t i = 1; i <= 5; ++i) watch.take(useless(i));
  const auto before = watch.statistics();
  watch.follow(kSubject, rules());
  EXPECT_EQ(watch.statistics(), before);
  for (std::uint64_t i = 6; i <= 40; ++i) watch.take(late(i));
  EXPECT_EQ(trigger_of(watch.next(at(moment(50)))), RolloutTrigger::RescueLate) << "users wait for so long since the reload";
  watch.follow({"assistant", "spare", "spare"}, rules());
  const auto as_primary = watch.statistics();
  watch.take(useless(50));
  EXPECT_EQ(watch.statistics(), as_primary) << "the primary rescues nobody";
}

/// Of 300 fallbacks whose rescues fail with that probability, how many are suspended within 500.
unsigned suspended_of_300(std::uint32_t percent) {
  unsigned count = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    const auto operation = [&](std::uint64_t i) { return random.chance(percent, 100) ? useless(i) : rescued(i); };
    if (suspended_after(operation, 500, RolloutTrigger::RescueUseless)) ++count;
  }
  return count;
}

TEST(RescueWatch, NearlyAlwaysFindsRescuesThatMostlyFail_AndNearlyNeverThoseThatMostlyHelp) {
  EXPECT_EQ(suspended_of_300(90), 300U);
  EXPECT_GT(suspended_of_300(70), 295U);
  EXPECT_LE(suspended_of_300(50), 8U);  // 1 % and three standard deviations
  EXPECT_EQ(suspended_of_300(30), 0U);
}

}  // namespace
}  // namespace jurymast::evidence
