#include "store/minute_table.hpp"

#include <gtest/gtest.h>

#include <future>

#include "store/evidence_store.hpp"
#include "store/test_log.hpp"

namespace jurymast::store {
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

class MinuteTableTest : public ::testing::Test {
 protected:
  std::unique_ptr<EvidenceStore> open() { return std::move(*EvidenceStore::open(directory_.path())); }
  static Result<void> add(EvidenceStore& store, MinuteBatch batch) {
    std::promise<Result<void>> promise;
    store.add(std::move(batch), [&](Result<void> done) { promise.set_value(std::move(done)); });
    return promise.get_future().get();
  }
  Result<MinuteAnswer> ask(MinuteQuestion question) { return read_minutes(directory_.path(), question); }
  testing::TemporaryDirectory directory_;
};

const MinuteQuestion kAll{.route = {}, .from = 0, .to = 10'000, .step = 1, .rows_max = 100};

TEST_F(MinuteTableTest, AddsToWhatStands_AndKnowsAfterARestartHowFarItCame) {
  {
    const auto store = open();
    EXPECT_FALSE(store->minutes_reached());
    ASSERT_TRUE(add(*store, {.rows = {row(100, "main", 2)}, .last_seq = 7, .counted_to = 101}));
    ASSERT_TRUE(add(*store, {.rows = {row(100, "main", 3), row(101, "spare", 1)}, .last_seq = 9, .counted_to = 102}));
  }
  EXPECT_EQ(open()->minutes_reached(), (MinuteReach{.last_seq = 9, .known_from = 100, .known_to = 102}));
  const auto answer = ask(kAll);
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(answer->rows.size(), 2U);
  MinuteRow sum = row(100, "main", 5);
  sum.attempts = 7;
  sum.latency_ms_max = 103;
  EXPECT_EQ(answer->rows[0], sum);
  EXPECT_EQ(answer->rows[1], row(101, "spare", 1));
}

TEST_F(MinuteTableTest, PutsMinutesTogetherByTheStep_AndTellsOneRouteAlone) {
  const auto store = open();
  MinuteRow other = row(12, "main", 1);
  other.route = "other";
  ASSERT_TRUE(
      add(*store, {.rows = {row(10, "main", 1), row(14, "main", 2), row(15, "main", 4), other}, .last_seq = 4, .counted_to = 20}));
  auto question = kAll;
  question.route = "assistant";
  question.step = 5;
  const auto answer = ask(question);
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->rows.size(), 2U);
  EXPECT_EQ(answer->rows[0].minute, 10);
  EXPECT_EQ(answer->rows[0].operations, 3);
  EXPECT_EQ(answer->rows[0].latency_ms_max, 102);
  EXPECT_EQ(answer->rows[1].minute, 15);
  EXPECT_EQ(answer->rows[1].operations, 4);
  question.from = 11;
  question.to = 15;
  EXPECT_EQ(ask(question)->rows.front().operations, 2);
}

TEST_F(MinuteTableTest, ForgetsWhatIsTooOld_AndSaysFromWhenOnItKnows) {
  const auto store = open();
  ASSERT_TRUE(add(*store, {.rows = {row(10, "main", 1), row(20, "main", 2)}, .last_seq = 2, .counted_to = 21}));
  ASSERT_TRUE(add(*store, {.rows = {row(21, "main", 4)}, .last_seq = 3, .counted_to = 22, .forget_before = 20}));
  const auto answer = ask(kAll);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->rows.size(), 2U);
  EXPECT_EQ(answer->reach.known_from, 20);
}

TEST_F(MinuteTableTest, HasABoundOfRows_AtWhichWholeMinutesGo) {
  auto database = Sqlite::open(directory_.path() + "/evidence.db");
  ASSERT_TRUE(database);
  ASSERT_TRUE(database->execute(std::string(kMinuteSchema)));
  const MinuteBatch batch{
      .rows = {row(10, "a", 1), row(10, "b", 1), row(11, "a", 1), row(12, "a", 1)}, .last_seq = 4, .counted_to = 13};
  ASSERT_TRUE(add_minutes(*database, batch, 3));
  const auto answer = ask(kAll);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->rows.size(), 2U);
  EXPECT_EQ(answer->reach.known_from, 11);
}

TEST_F(MinuteTableTest, SaysThatThereIsMore_AndWhereThereIsNothing) {
  EXPECT_EQ(ask(kAll).error().code, Code::NotFound);
  const auto store = open();
  EXPECT_EQ(ask(kAll).error().code, Code::NotFound);
  ASSERT_TRUE(add(*store, {.rows = {row(10, "a", 1), row(10, "b", 1)}, .last_seq = 2, .counted_to = 11}));
  auto question = kAll;
  question.rows_max = 1;
  const auto answer = ask(question);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->rows.size(), 1U);
  EXPECT_TRUE(answer->cut);
  EXPECT_FALSE(ask(kAll)->cut);
}

TEST_F(MinuteTableTest, CountsNothingOfABatchThatWasNotTakenWhole) {
  const auto store = open();
  ASSERT_TRUE(add(*store, {.rows = {row(10, "a", 1)}, .last_seq = 1, .counted_to = 11}));
  auto other = Sqlite::open(directory_.path() + "/evidence.db");
  ASSERT_TRUE(other->execute("BEGIN IMMEDIATE"));
  EXPECT_FALSE(add(*store, {.rows = {row(11, "a", 1)}, .last_seq = 2, .counted_to = 12}));
  ASSERT_TRUE(other->execute("ROLLBACK"));
  EXPECT_EQ(ask(kAll)->reach.last_seq, 1U);
  EXPECT_EQ(ask(kAll)->rows.size(), 1U);
}

TEST_F(MinuteTableTest, ComesIntoADatabaseOfTheVersionBefore) {
  {
    open();
    auto database = Sqlite::open(directory_.path() + "/evidence.db");
    ASSERT_TRUE(database->execute("DROP TABLE minutes; DROP TABLE minutes_reach; PRAGMA user_version = 1"));
  }
  const auto store = open();
  EXPECT_FALSE(store->is_new());
  EXPECT_TRUE(add(*store, {.rows = {row(10, "a", 1)}, .last_seq = 1, .counted_to = 11}));
}

}  // namespace
}  // namespace jurymast::store
