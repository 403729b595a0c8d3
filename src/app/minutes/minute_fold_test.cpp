#include "app/minutes/minute_fold.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

namespace records = record::testing;
using records::attempt_at;

std::string numbered(const std::string& record, std::uint64_t seq) {
  std::string line;
  record::number_line(record, seq, line);
  line.pop_back();
  return line;
}

record::Operation failed(std::uint64_t number) {
  record::Operation operation = record::testing::served(number);
  operation.decision.outcome = record::Outcome::Failed;
  operation.decision.failure_class = FailureClass::UpstreamError;
  operation.decision.served_by_name = {};
  operation.decision.attempts = {attempt_at("main", FailureClass::UpstreamError, 500),
                                 attempt_at("spare", FailureClass::UpstreamError, 500)};
  return operation;
}

std::int64_t operations_in(const store::MinuteBatch& batch) {
  std::int64_t sum = 0;
  for (const store::MinuteRow& row : batch.rows) sum += row.operations;
  return sum;
}

/// The lines of operations, numbered from `seq` on.
std::vector<std::string> lines_of(const std::vector<record::Operation>& operations, std::uint64_t seq) {
  std::vector<std::string> lines;
  for (const record::Operation& operation : operations) {
    lines.push_back(numbered(record::render(operation), seq++));
  }
  return lines;
}

record::Operation on_route(record::Operation operation, std::string_view route) {
  operation.start.route = route;
  return operation;
}

record::Operation after(record::Operation operation, Duration time) {
  operation.start.at = operation.start.at + time;
  return operation;
}

const store::MinuteRow* row(const store::MinuteBatch& batch, std::string_view route, std::string_view target,
                            store::Minute minute) {
  for (const store::MinuteRow& one : batch.rows) {
    if (one.route == route && one.target == target && one.minute == minute) return &one;
  }
  return nullptr;
}

TEST(MinuteFold, CountsEachOperationOnce_UnderItsOwnMinuteRouteAndTarget) {
  const std::string other = "other";
  const record::Operation first = records::served(1);
  const store::Minute minute = minute_of(first.start.at);
  record::Operation slow = records::served(2);
  slow.latency = std::chrono::seconds(5);
  const auto lines = lines_of({first, slow, on_route(records::served(3), other), records::served(4), records::rescued(5),
                               after(records::served(6), std::chrono::minutes(1)), records::served(7)},
                              1);
  MinuteFold fold(0);
  for (const std::string& line : lines) fold.take(line, 0);
  for (const std::string& line : lines) fold.take(line, 0);
  const store::MinuteBatch batch = fold.batch();
  EXPECT_EQ(batch.last_seq, lines.size());
  EXPECT_EQ(batch.rows.size(), 4U);
  const store::MinuteRow* const main = row(batch, "assistant", "main", minute);
  ASSERT_NE(main, nullptr);
  EXPECT_EQ(main->operations, 4);
  EXPECT_EQ(main->complete, 4);
  EXPECT_EQ(main->attempts, 4);
  EXPECT_EQ(main->latency_ms, 3 * 813 + 5000);
  EXPECT_EQ(main->latency_ms_max, 5000);
  EXPECT_EQ(main->arm, "control");
  EXPECT_EQ(main->failure_class, "ok");
  const store::MinuteRow* const spare = row(batch, "assistant", "spare", minute);
  ASSERT_NE(spare, nullptr);
  EXPECT_EQ(spare->attempts, 2);
  EXPECT_EQ(spare->arm, "rescue");
  ASSERT_NE(row(batch, other, "main", minute), nullptr);
  EXPECT_EQ(row(batch, other, "main", minute)->operations, 1);
  ASSERT_NE(row(batch, "assistant", "main", minute + 1), nullptr);
  EXPECT_EQ(row(batch, "assistant", "main", minute + 1)->operations, 1);
}

TEST(MinuteFold, BeginsAnewOnceItsRowsAreKeptElsewhere_AndLeavesWhatIsTooOld) {
  MinuteFold fold(0);
  const auto before = lines_of({records::served(1), records::served(2)}, 1);
  for (const std::string& line : before) fold.take(line, 0);
  fold.forget();
  EXPECT_TRUE(fold.batch().rows.empty());
  const auto later = lines_of({records::served(3)}, 3);
  fold.take(later.front(), 0);
  ASSERT_EQ(fold.batch().rows.size(), 1U);
  EXPECT_EQ(fold.batch().rows.front().operations, 1);
  const auto old = lines_of({on_route(records::served(4), "other")}, 4);
  fold.take(old.front(), minute_of(records::served(4).start.at) + 1);
  EXPECT_EQ(fold.batch().rows.size(), 1U);
  EXPECT_EQ(fold.last_seq(), 4U);
}

TEST(MinuteFold, CountsByTargetArmAndClass) {
  MinuteFold fold(0);
  fold.take(numbered(store::testing::end_text(1), 1), 0);
  fold.take(numbered(store::testing::end_text(2), 2), 0);
  fold.take(numbered(record::render(failed(3)), 3), 0);
  fold.take(numbered(record::render(record::testing::rescued(4)), 4), 0);
  const store::MinuteBatch batch = fold.batch();
  EXPECT_EQ(batch.last_seq, 4U);
  EXPECT_EQ(operations_in(batch), 4);
  const auto row_of = [&](std::string_view target, std::string_view failure_class) {
    return *std::find_if(batch.rows.begin(), batch.rows.end(),
                         [&](const store::MinuteRow& row) { return row.target == target && row.failure_class == failure_class; });
  };
  EXPECT_EQ(row_of("main", "ok").complete, row_of("main", "ok").operations);
  const store::MinuteRow lost = row_of("spare", name_of(FailureClass::UpstreamError));
  EXPECT_EQ(lost.complete, 0);
  EXPECT_EQ(lost.attempts, 2);
}

TEST(MinuteFold, CountsALineOnce_AndNoneThatIsDamagedTooOldOrNoOperation) {
  MinuteFold fold(5);
  const std::string line = numbered(store::testing::end_text(1), 6);
  fold.take(numbered(store::testing::end_text(2), 5), 0);
  EXPECT_EQ(operations_in(fold.batch()), 0) << "it was counted before the fold began";
  fold.take(line, 0);
  fold.take(line, 0);
  EXPECT_EQ(operations_in(fold.batch()), 1);
  std::string damaged = numbered(store::testing::end_text(3), 7);
  damaged[damaged.find("assistant")] = 'b';
  fold.take(damaged, 0);
  EXPECT_EQ(fold.last_seq(), 6U);
  fold.take(numbered(store::testing::end_text(4), 8), minute_of(record::testing::start_of(4).at) + 1);
  EXPECT_EQ(operations_in(fold.batch()), 1);
  EXPECT_EQ(fold.last_seq(), 8U);
}

}  // namespace
}  // namespace jurymast::app
