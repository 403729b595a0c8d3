#include "app/serve/record_tail.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "record/events.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;
using store::testing::TemporaryDirectory;

std::string numbered(const std::string& record, std::uint64_t seq) {
  std::string line;
  record::number_line(record, seq, line);
  line.pop_back();
  return line;
}

std::string drawn(std::uint64_t number) {
  record::Operation operation = record::testing::served(number);
  operation.decision.arm = record::Arm::Canary;
  operation.decision.weight_ppm = 250'000;
  operation.decision.assigned_name = "spare";
  operation.decision.served_by_name = "spare";
  operation.decision.attempts = {record::testing::attempt_at("spare", FailureClass::Ok, 200)};
  return record::render(operation);
}

record::GateRecord verdict(std::uint64_t number) {
  record::GateRecord gate;
  gate.at = WallTime{1'782'000'000s};
  gate.id = record::testing::operation_id(number);
  gate.route = "assistant";
  gate.target = "spare";
  gate.verdict = record::GateVerdict::Promote;
  return gate;
}

std::optional<TailLine> read(std::string_view line) {
  evidence::JudgedLineReader operations;
  return read_tail_line(line, operations);
}

TEST(ReadTailLine, TakesWhatJudgesOrMovesARollout) {
  const auto operation = read(numbered(drawn(1), 7));
  ASSERT_TRUE(operation);
  EXPECT_EQ(operation->seq, 7U);
  EXPECT_EQ(std::get<evidence::JudgedOperation>(operation->what).assigned, "spare");
  const auto gate = read(numbered(record::render(verdict(2)), 8));
  ASSERT_TRUE(gate);
  EXPECT_EQ(std::get<record::GateRecord>(gate->what), verdict(2));
}

TEST(ReadTailLine, TakesRescues_AndWhatWasNeverDrawn) {
  const auto rescue = read(numbered(record::render(record::testing::rescued(2)), 8));
  ASSERT_TRUE(rescue);
  EXPECT_FALSE(std::get<evidence::JudgedOperation>(rescue->what).rescues.empty());
  const auto served = read(numbered(record::render(record::testing::served(1)), 9));
  ASSERT_TRUE(served);
  EXPECT_FALSE(std::get<evidence::JudgedOperation>(served->what).draw);
}

TEST(ReadTailLine, TakesTheSettingsThatAConfigurationChanged_OnceItIsInForce) {
  record::ConfigRecord config;
  config.accepted = true;
  config.changed = {"routes.assistant.retry.attempts"};
  const auto change = read(numbered(record::render(config), 9));
  ASSERT_TRUE(change);
  EXPECT_EQ(change->seq, 9U);
  EXPECT_EQ(std::get<ConfigChange>(change->what).paths, config.changed);
  config.accepted = false;
  EXPECT_FALSE(read(numbered(record::render(config), 10)));
}

TEST(ReadTailLine, LeavesOtherKinds_AndDamage) {
  EXPECT_FALSE(read(numbered(record::render(record::GapRecord{}), 1)));
  std::string damaged = numbered(record::render(verdict(2)), 8);
  damaged[damaged.find("spare")] = 'S';
  EXPECT_FALSE(read(damaged));
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(read(R"({"v":1,"kind":"operation)"));
}

/// What a tail told, put together.
class Told {
 public:
  RecordTail::Deliver deliver() {
    return [this](TailBatch batch) {
      const std::lock_guard lock(mutex_);
      for (const TailLine& line : batch.lines) seqs_.push_back(line.seq);
      last_seq_ = batch.last_seq;
      caught_up_ = caught_up_ || batch.caught_up;
      ++waiting_;
      changed_.notify_all();
    };
  }
  /// Takes batches until so many lines came and the tail has caught up; false after too long.
  bool wait_for(std::size_t count, RecordTail& tail) {
    const auto until = std::chrono::steady_clock::now() + 20s;
    std::unique_lock lock(mutex_);
    while (seqs_.size() < count || !caught_up_) {
      if (changed_.wait_until(lock, until) == std::cv_status::timeout) return false;
      for (; waiting_ > 0; --waiting_) tail.taken();
    }
    return true;
  }
  std::vector<std::uint64_t> seqs() {
    const std::lock_guard lock(mutex_);
    return seqs_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::uint64_t> seqs_;
  std::uint64_t last_seq_ = 0;
  unsigned waiting_ = 0;
  bool caught_up_ = false;
};

class RecordTailTest : public ::testing::Test {
 protected:
  std::unique_ptr<store::Journal> open() {
    store::JournalSettings settings = store::testing::small_settings(state_.path());
    settings.rotate_bytes = 20'000;
    auto journal = store::Journal::open(std::move(settings), clock_, [](store::JournalAlarm, std::string_view) {});
    EXPECT_TRUE(journal) << journal.error().message;
    return std::move(*journal);
  }

  TemporaryDirectory state_;
  SystemClock clock_;
  Told told_;
};

TEST_F(RecordTailTest, TellsEachLineOnceAndInOrder_WhatStoodThereAndWhatCame_OverRotations) {
  constexpr std::uint64_t kEach = 200;
  const auto journal = open();
  for (std::uint64_t i = 0; i < kEach; ++i) journal->append(record::render(verdict(i)));
  ASSERT_TRUE(journal->flush(20s));
  RecordTail tail({state_.path(), 0}, told_.deliver());
  for (std::uint64_t i = 0; i < kEach; ++i) journal->append(record::render(verdict(kEach + i)));
  ASSERT_TRUE(told_.wait_for(2 * kEach, tail));
  const std::vector<std::uint64_t> seqs = told_.seqs();
  ASSERT_EQ(seqs.size(), 2 * kEach);
  EXPECT_TRUE(std::is_sorted(seqs.begin(), seqs.end()));
  EXPECT_EQ(std::adjacent_find(seqs.begin(), seqs.end()), seqs.end());
}

TEST_F(RecordTailTest, PassesOverWhatIsKnown) {
  const auto journal = open();
  for (std::uint64_t i = 0; i < 10; ++i) journal->append(record::render(verdict(i)));
  ASSERT_TRUE(journal->flush(20s));
  RecordTail tail({state_.path(), 6}, told_.deliver());
  ASSERT_TRUE(told_.wait_for(4, tail));
  EXPECT_EQ(told_.seqs().front(), 7U);
}

TEST_F(RecordTailTest, HoldsBackWhereNobodyTakes_AndEndsAllTheSame) {
  const auto journal = open();
  std::atomic<unsigned> batches{0};
  for (std::uint64_t i = 0; i < kTailBatchLines * (kTailBatchesMax + 2); ++i) {
    journal->append(record::render(verdict(i)));
    if (i % 100 == 0) {
      ASSERT_TRUE(journal->flush(20s));
    }
  }
  ASSERT_TRUE(journal->flush(20s));
  ASSERT_EQ(journal->stats().records_lost, 0U);
  {
    RecordTail tail({state_.path(), 0}, [&](const TailBatch&) { ++batches; });
    const auto until = std::chrono::steady_clock::now() + 20s;
    while (batches < kTailBatchesMax && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(5ms);
  }
  EXPECT_EQ(batches, kTailBatchesMax);
}

}  // namespace
}  // namespace jurymast::app
