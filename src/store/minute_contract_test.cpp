#include "store/test_evidence_contract.hpp"

namespace jurymast::store::testing {
namespace {

MinuteRow row(Minute minute, std::string target, std::int64_t operations) {
  return {.minute = minute,
          .route = "assistant",
          .target = std::move(target),
          .arm = "control",
          .failure_class = "ok",
          .operations = operations,
          .complete = operations,
          .attempts = operations + 1,
          .latency_ms = 100 * operations,
          .latency_ms_max = 100 + operations};
}

const MinuteQuestion kAll{.route = {}, .from = 0, .to = 10'000, .step = 1, .rows_max = 100};

TEST_P(EvidenceContract, AddsMinutesToWhatStands_AndKnowsAfterARestartHowFarItCame) {
  {
    const auto store = open();
    EXPECT_FALSE(store->minutes_reached());
    ASSERT_TRUE(add(*store, MinuteBatch{.rows = {row(100, "main", 2)}, .last_seq = 7, .counted_to = 101}));
    ASSERT_TRUE(add(*store, MinuteBatch{.rows = {row(100, "main", 3), row(101, "spare", 1)}, .last_seq = 9, .counted_to = 102}));
  }
  const auto store = open();
  EXPECT_EQ(store->minutes_reached(), (MinuteReach{.last_seq = 9, .known_from = 100, .known_to = 102}));
  const auto answer = store->minutes(kAll);
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(answer->rows.size(), 2U);
  MinuteRow sum = row(100, "main", 5);
  sum.attempts = 7;
  sum.latency_ms_max = 103;
  EXPECT_EQ(answer->rows[0], sum);
  EXPECT_EQ(answer->rows[1], row(101, "spare", 1));
}

TEST_P(EvidenceContract, PutsMinutesTogetherByTheStep_AndTellsOneRouteAlone) {
  const auto store = open();
  MinuteRow other = row(12, "main", 1);
  other.route = "other";
  ASSERT_TRUE(add(
      *store,
      MinuteBatch{.rows = {row(10, "main", 1), row(14, "main", 2), row(15, "main", 4), other}, .last_seq = 4, .counted_to = 20}));
  auto question = kAll;
  question.route = "assistant";
  question.step = 5;
  const auto answer = store->minutes(question);
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->rows.size(), 2U);
  EXPECT_EQ(answer->rows[0].minute, 10);
  EXPECT_EQ(answer->rows[0].operations, 3);
  EXPECT_EQ(answer->rows[0].latency_ms_max, 102);
  EXPECT_EQ(answer->rows[1].minute, 15);
  EXPECT_EQ(answer->rows[1].operations, 4);
  question.from = 11;
  question.to = 15;
  EXPECT_EQ(store->minutes(question)->rows.front().operations, 2);
}

TEST_P(EvidenceContract, ForgetsMinutesThatAreTooOld_AndSaysFromWhenOnItKnows) {
  const auto store = open();
  ASSERT_TRUE(add(*store, MinuteBatch{.rows = {row(10, "main", 1), row(20, "main", 2)}, .last_seq = 2, .counted_to = 21}));
  ASSERT_TRUE(add(*store, MinuteBatch{.rows = {row(21, "main", 4)}, .last_seq = 3, .counted_to = 22, .forget_before = 20}));
  ASSERT_TRUE(add(*store, MinuteBatch{.rows = {}, .last_seq = 4, .counted_to = 23, .forget_before = 5}));
  const auto answer = store->minutes(kAll);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->rows.size(), 2U);
  EXPECT_EQ(answer->reach, (MinuteReach{.last_seq = 4, .known_from = 20, .known_to = 23})) << "what went does not come back";
}

TEST_P(EvidenceContract, SaysThatThereAreMoreMinutes_AndWhereThereAreNone) {
  const auto store = open();
  EXPECT_EQ(store->minutes(kAll).error().code, Code::NotFound);
  ASSERT_TRUE(add(*store, MinuteBatch{.rows = {row(10, "a", 1), row(10, "b", 1)}, .last_seq = 2, .counted_to = 11}));
  auto question = kAll;
  question.rows_max = 1;
  const auto answer = store->minutes(question);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->rows.size(), 1U);
  EXPECT_TRUE(answer->cut);
  EXPECT_FALSE(store->minutes(kAll)->cut);
  question.route = "nobody";
  EXPECT_TRUE(store->minutes(question)->rows.empty());
}

TEST_P(EvidenceContract, CountsNothingOfABatchThatWasNotTakenWhole) {
  const auto store = open();
  ASSERT_TRUE(add(*store, MinuteBatch{.rows = {row(10, "a", 1)}, .last_seq = 1, .counted_to = 11}));
  medium_->take_nothing();
  EXPECT_FALSE(add(*store, MinuteBatch{.rows = {row(10, "a", 1), row(11, "a", 1)}, .last_seq = 2, .counted_to = 12}));
  medium_->take_again();
  const auto answer = store->minutes(kAll);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->reach.last_seq, 1U);
  EXPECT_EQ(answer->rows, std::vector<MinuteRow>{row(10, "a", 1)});
}

TEST_P(EvidenceContract, MinutesThatWereAcknowledgedOutliveACrash) {
  const auto store = open();
  ASSERT_TRUE(add(*store, MinuteBatch{.rows = {row(10, "a", 1)}, .last_seq = 1, .counted_to = 11}));
  const auto left = medium_->after_a_crash();
  const auto next = opened(*left);
  ASSERT_NE(next, nullptr);
  EXPECT_EQ(next->minutes_reached(), (MinuteReach{.last_seq = 1, .known_from = 10, .known_to = 11}));
  EXPECT_EQ(next->minutes(kAll)->rows, std::vector<MinuteRow>{row(10, "a", 1)});
}

}  // namespace
}  // namespace jurymast::store::testing
