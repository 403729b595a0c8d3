#include "store/sqlite/minute_table.hpp"

#include <gtest/gtest.h>

#include "store/evidence_store.hpp"
#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

MinuteRow row(Minute minute, std::string target) {
  return {.minute = minute,
          .route = "assistant",
          .target = std::move(target),
          .arm = "control",
          .failure_class = "ok",
          .operations = 1,
          .complete = 1,
          .attempts = 1,
          .latency_ms = 100,
          .latency_ms_max = 100};
}

const MinuteQuestion kAll{.route = {}, .from = 0, .to = 10'000, .step = 1, .rows_max = 100};

TEST(MinuteTable, HasABoundOfRows_AtWhichWholeMinutesGo) {
  const testing::TemporaryDirectory directory;
  auto database = Sqlite::open(directory.path() + "/evidence.db");
  ASSERT_TRUE(database);
  ASSERT_TRUE(database->execute(std::string(kMinuteSchema)));
  const MinuteBatch batch{.rows = {row(10, "a"), row(10, "b"), row(11, "a"), row(12, "a")}, .last_seq = 4, .counted_to = 13};
  ASSERT_TRUE(add_minutes(*database, batch, 3));
  const auto answer = read_minutes(directory.path(), kAll);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->rows.size(), 2U);
  EXPECT_EQ(answer->reach.known_from, 11);
}

TEST(MinuteTable, IsReadWithoutAProcessThatCounts_AndSaysWhereNoneEverDid) {
  const testing::TemporaryDirectory directory;
  EXPECT_EQ(read_minutes(directory.path(), kAll).error().code, Code::NotFound) << "there is no file";
  {
    const auto store = *open_evidence_store(directory.path());
  }
  EXPECT_EQ(read_minutes(directory.path(), kAll).error().code, Code::NotFound) << "nothing was counted";
  auto database = *Sqlite::open(directory.path() + "/evidence.db");
  ASSERT_TRUE(add_minutes(database, {.rows = {row(10, "a")}, .last_seq = 1, .counted_to = 11}));
  EXPECT_EQ(read_minutes(directory.path(), kAll)->rows, std::vector<MinuteRow>{row(10, "a")});
}

}  // namespace
}  // namespace jurymast::store
