#include "app/status/status_log.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/status/status_record.hpp"
#include "record/events.hpp"
#include "record/line.hpp"
#include "record/test_operations.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr WallTime kNow{std::chrono::seconds(1'782'000'000)};

/// An operation of which one attempt, lasting 10 s, ended `age` ago.
record::ParsedLine failed_ago(Duration age, std::uint64_t seq, const std::string& failure_class = "overloaded") {
  record::ParsedLine line;
  line.kind = "operation";
  line.seq = seq;
  line.checksum_holds = true;
  line.at = kNow - age - 10s;
  line.operation.route = "assistant";
  line.operation.latency_ms = 10'000;
  record::ParsedAttempt attempt;
  attempt.target = "main";
  attempt.failure_class = failure_class;
  attempt.elapsed_us = 10'000'000;
  line.operation.attempts = {attempt};
  return line;
}

RecordFacts fold(const std::vector<record::ParsedLine>& lines, const std::string& route = {}) {
  LogFold fold(kNow, route);
  for (const record::ParsedLine& line : lines) fold.take(line);
  return std::move(fold).finish(true);
}

std::pair<std::uint64_t, std::uint64_t> counted(Duration age) {
  const RecordFacts facts = fold({failed_ago(age, 1)});
  if (facts.failures.empty()) return {0, 0};
  return {facts.failures[0].recent, facts.failures[0].before};
}

TEST(StatusLog, DoesNotCountWhatAProbeMet) {
  record::ParsedLine probe = failed_ago(1min, 1, "auth");
  probe.operation.arm = "synthetic";
  EXPECT_TRUE(fold({probe}).failures.empty());
}

TEST(StatusLog, CountsAnAttemptInTheWindowInWhichItEnded_ToTheMicrosecond) {
  using Counts = std::pair<std::uint64_t, std::uint64_t>;
  EXPECT_EQ(counted(0s), Counts(1, 0));
  EXPECT_EQ(counted(5min - 1us), Counts(1, 0));
  EXPECT_EQ(counted(5min), Counts(0, 1));
  EXPECT_EQ(counted(65min - 1us), Counts(0, 1));
  EXPECT_EQ(counted(65min), Counts(0, 0));
  EXPECT_EQ(counted(-3s), Counts(1, 0)) << "a clock that was set back";
}

TEST(StatusLog, CountsEachAttemptOfAnOperationAtItsOwnEnd) {
  record::ParsedLine line = failed_ago(0s, 1);
  line.at = kNow - 6min;
  line.operation.attempts[0].elapsed_us = 30'000'000;
  line.operation.attempts.push_back(line.operation.attempts[0]);
  line.operation.attempts[1].started_us = 120'000'000;
  const RecordFacts facts = fold({line});
  ASSERT_EQ(facts.failures.size(), 1U);
  EXPECT_EQ(facts.failures[0].recent, 1U);
  EXPECT_EQ(facts.failures[0].before, 1U);
}

TEST(StatusLog, WantsNoMoreOnceLinesAreTooOld_ButBearsWithDisorder) {
  LogFold fold(kNow, {});
  EXPECT_TRUE(fold.take(failed_ago(65min + 59s, 9)));
  EXPECT_FALSE(fold.take(failed_ago(66min, 8)));
}

TEST(StatusLog, IsNotStoppedByWhatALaterLifeWroteOfAnInterruptedOperation) {
  record::ParsedLine interrupted = failed_ago(3h, 9);
  interrupted.operation.outcome = "interrupted";
  interrupted.operation.attempts.clear();
  LogFold fold(kNow, {});
  EXPECT_TRUE(fold.take(interrupted));
  EXPECT_TRUE(fold.take(failed_ago(1min, 8)));
  EXPECT_EQ(std::move(fold).finish(true).failures.size(), 1U);
}

TEST(StatusLog, CountsInterruptedOperationsAndRefusalsForTheGatewayItself) {
  record::ParsedLine interrupted = failed_ago(1min, 3);
  interrupted.operation.outcome = "interrupted";
  interrupted.operation.attempts.clear();
  record::ParsedLine refused = failed_ago(1min, 2);
  refused.operation.refusal = "all_open";
  refused.operation.attempts.clear();
  const RecordFacts facts = fold({interrupted, refused});
  ASSERT_EQ(facts.failures.size(), 2U);
  EXPECT_EQ(facts.failures[0].target, "");
  EXPECT_EQ(facts.failures[0].word, "all_open");
  EXPECT_EQ(facts.failures[1].word, "interrupted");
}

TEST(StatusLog, CountsWhatIsAnsweredAsAnswered_EvenWhereTheRequestIsAtFault) {
  const RecordFacts facts = fold({failed_ago(1s, 5, "ok"), failed_ago(1s, 4, "invalid_request"), failed_ago(1s, 3, "auth"),
                                  failed_ago(1s, 2, "cancelled"), failed_ago(6min, 1, "ok")});
  ASSERT_EQ(facts.attempts.size(), 1U);
  EXPECT_EQ(facts.attempts[0].recent, 4U);
  EXPECT_EQ(facts.attempts[0].recent_answered, 2U);
  EXPECT_EQ(facts.attempts[0].recent_cancelled, 1U);
  EXPECT_EQ(facts.attempts[0].before, 1U);
  EXPECT_EQ(facts.failures.size(), 3U);
}

TEST(StatusLog, CountsALineOnce_AndADamagedOneNot) {
  record::ParsedLine damaged = failed_ago(1s, 4);
  damaged.checksum_holds = false;
  const RecordFacts facts = fold({failed_ago(1s, 5), failed_ago(1s, 5), failed_ago(1s, 6), damaged});
  ASSERT_EQ(facts.failures.size(), 1U);
  EXPECT_EQ(facts.failures[0].recent, 1U);
  EXPECT_EQ(facts.damaged_lines, 1U);
}

TEST(StatusLog, CountsOneRouteAloneWhereAsked) {
  record::ParsedLine other = failed_ago(1s, 2);
  other.operation.route = "batch";
  EXPECT_EQ(fold({failed_ago(1s, 3), other}, "batch").failures[0].recent, 1U);
  EXPECT_TRUE(fold({failed_ago(1s, 3)}, "batch").failures.empty());
}

TEST(StatusLog, KnowsWhetherTheLastLifeEndedInOrder) {
  record::ParsedLine boot = failed_ago(1min, 5);
  boot.kind = "boot";
  boot.event = "stop";
  record::ParsedLine start = boot;
  start.seq = 4;
  start.event = "start";
  EXPECT_EQ(fold({boot, start}).stopped_in_order, true);
  start.seq = 6;
  EXPECT_EQ(fold({start, boot}).stopped_in_order, false);
  EXPECT_EQ(fold({failed_ago(1s, 1)}).stopped_in_order, std::nullopt);
}

TEST(StatusLog, SurvivesNumbersThatNoClockHolds) {
  record::ParsedLine line = failed_ago(1s, 1);
  line.operation.latency_ms = line.operation.attempts[0].elapsed_us = line.operation.attempts[0].started_us = ~std::uint64_t{0};
  EXPECT_EQ(fold({line}).failures[0].recent, 1U) << "in the future, as far as anybody can tell";
}

/// A state directory of its own, gone with the test.
class StatusRecord : public ::testing::Test {
 protected:
  StatusRecord() : state_(fs::temp_directory_path() / ("jurymast-status-" + std::to_string(::getpid()))) {
    fs::remove_all(state_);
    fs::create_directories(state_ / "log");
  }
  ~StatusRecord() override { fs::remove_all(state_); }

  /// A rescued operation that began `age` ago.
  std::string line(Duration age, std::uint64_t seq) {
    record::Operation operation = record::testing::rescued(seq);
    operation.start.at = kNow - age;
    std::string line;
    record::number_line(record::render(operation), seq, line);
    return line;
  }
  void write(const std::string& name, const std::string& text) { std::ofstream(state_ / "log" / name) << text; }
  RecordFacts read(std::size_t bytes_max = kLogBytesMax) { return read_record(state_.string(), LogFold(kNow, {}), bytes_max); }

  fs::path state_;
};

TEST_F(StatusRecord, IsReadFromTheNewestFileBackwards_AndNoFurtherThanNeeded) {
  write(store::finished_log_name(1, 2), "not a line at all\n" + line(3h, 2));
  write(store::finished_log_name(3, 4), line(40min, 3) + line(30min, 4));
  write("current.jsonl", line(2min, 5) + line(1min, 6));
  const RecordFacts facts = read();
  EXPECT_EQ(facts.problem, "");
  EXPECT_EQ(facts.damaged_lines, 0U) << "the line before the first that is too old was read";
  ASSERT_EQ(facts.failures.size(), 1U);
  EXPECT_EQ(facts.failures[0].word, "overloaded");
  EXPECT_EQ(facts.failures[0].recent, 2U);
  EXPECT_EQ(facts.failures[0].before, 2U);
  EXPECT_EQ(facts.before_covered, 60min);
}

TEST_F(StatusRecord, LeavesOutTheLineThatIsStillBeingWritten) {
  const std::string torn = line(1s, 2);
  write("current.jsonl", line(1min, 1) + torn.substr(0, torn.size() / 2));
  EXPECT_EQ(read().failures[0].recent, 1U);
  EXPECT_EQ(read().damaged_lines, 0U);
}

TEST_F(StatusRecord, CountsDamageInTheMiddle) {
  write("current.jsonl", line(1min, 1) + std::string(100'000, 'x') + "\n" + line(1s, 2));
  EXPECT_EQ(read().failures[0].recent, 2U);
  EXPECT_EQ(read().damaged_lines, 1U);
}

TEST_F(StatusRecord, OfManyBlocksLosesNoLineAtTheirSeams) {
  std::string text;
  for (std::uint64_t seq = 1; seq <= 3000; ++seq) text += line(1min, seq);
  write("current.jsonl", text);
  EXPECT_EQ(read().failures[0].recent, 3000U);
  EXPECT_EQ(read().damaged_lines, 0U);
}

TEST_F(StatusRecord, IsReadWithinABound_AndSaysHowFar) {
  std::string text;
  for (std::uint64_t seq = 1; seq <= 3000; ++seq) text += line(std::chrono::seconds(3000 - seq), seq);
  write("current.jsonl", text);
  const RecordFacts facts = read(600'000);
  EXPECT_GT(facts.before_covered, 0min);
  EXPECT_LT(facts.before_covered, 45min);
  EXPECT_EQ(facts.failures[0].recent, 301U) << "the oldest began 300 s ago and ended within them";
}

TEST_F(StatusRecord, ThatIsNotThereIsAProblem_AndAnEmptyOneIsNot) {
  EXPECT_EQ(read().problem, "");
  EXPECT_FALSE(read().newest);
  fs::remove_all(state_);
  EXPECT_NE(read().problem.find("No such file"), std::string::npos) << read().problem;
}

}  // namespace
}  // namespace jurymast::app
