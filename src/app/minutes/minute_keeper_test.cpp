#include "app/minutes/minute_keeper.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "store/journal.hpp"
#include "store/test_log.hpp"
#include "store/test_memory_evidence.hpp"

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;

constexpr Duration kKept = std::chrono::hours(24 * 30);

/// A state directory whose log a test writes, and one keeper after the other that counts it.
class MinuteKeeperTest : public ::testing::Test {
 protected:
  MinuteKeeperTest() : loop_(clock_) { open_journal(); }
  ~MinuteKeeperTest() override { journal_->stop(); }

  void open_journal() {
    auto journal = store::Journal::open(store::testing::small_settings(directory_.path()), real_, [](auto, std::string_view) {});
    journal_ = std::move(*journal);
  }
  /// As many more operations in the log, each brought to the disk.
  void serve(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      std::promise<bool> saved;
      journal_->append(store::testing::end_text(++served_), [&](bool durable) { saved.set_value(durable); });
      EXPECT_TRUE(saved.get_future().get());
    }
  }
  /// A keeper on its database, as one life of a process has it.
  std::unique_ptr<MinuteKeeper> keeper_on(store::EvidenceStore& store) {
    return std::make_unique<MinuteKeeper>(MinuteKeeper::Parts{.state_directory = directory_.path(),
                                                              .store = store,
                                                              .loop = loop_,
                                                              .clock = clock_,
                                                              .log_last_seq = journal_->stats().last_seq,
                                                              .kept = kKept,
                                                              .failed = [this](const Error&) { ++failures_told_; }});
  }
  /// Counts until so many operations are in the database, in one life of a process.
  void count_until(std::int64_t expected) {
    store::testing::MemoryEvidence store(disk_);
    const auto keeper = keeper_on(store);
    EXPECT_TRUE(wait_for([&] { return counted() >= expected; }));
    EXPECT_EQ(counted(), expected);
  }
  template <class Condition>
  static bool wait_for(Condition reached) {
    for (int i = 0; i < 300 && !reached(); ++i) std::this_thread::sleep_for(50ms);
    return reached();
  }
  std::int64_t counted() {
    const store::Minute minute = minute_of(record::testing::start_of(1).at);
    const store::testing::MemoryEvidence store(disk_);
    const auto answer = store.minutes({.route = {}, .from = 0, .to = minute + 100'000, .step = 1, .rows_max = 1000});
    if (!answer) return 0;
    std::int64_t sum = 0;
    for (const store::MinuteRow& row : answer->rows) sum += row.operations;
    return sum;
  }

  /// Minutes pass while the disk does what it does; a thread other than the test's reads it, so every reading moves it on.
  class HastyClock final : public Clock {
   public:
    MonotonicTime now() override { return MonotonicTime{} + 1s * ++readings_; }
    WallTime wall_now() override { return record::testing::start_of(1).at + 1h; }

   private:
    std::atomic<int> readings_{0};
  };
  store::testing::TemporaryDirectory directory_;
  store::testing::MemoryDisk disk_;
  std::atomic<int> failures_told_ = 0;
  SystemClock real_;
  HastyClock clock_;
  http::Loop loop_;
  std::unique_ptr<store::Journal> journal_;
  std::uint64_t served_ = 0;
};

TEST_F(MinuteKeeperTest, CountsEachOperationOfTheLogOnce_OverAnyNumberOfStarts) {
  serve(5);
  count_until(5);
  count_until(5);
  serve(3);
  count_until(8);
  const auto lines = store::testing::count_operations(store::testing::lines_of(directory_.path()));
  EXPECT_EQ(lines.size(), 8U);
  EXPECT_EQ(failures_told_, 0);
}

TEST_F(MinuteKeeperTest, TriesUntilTheDiskTakesWhatWasCounted_AndTellsOnceThatItDoesNot) {
  constexpr std::size_t kTries = 3;
  serve(5);
  disk_.take_nothing();
  store::testing::MemoryEvidence store(disk_);
  const auto keeper = keeper_on(store);
  EXPECT_TRUE(wait_for([&] { return disk_.writes() >= kTries; }));
  EXPECT_EQ(failures_told_, 1);
  disk_.take_nothing(false);
  EXPECT_TRUE(wait_for([&] { return counted() == 5; })) << counted();
}

TEST_F(MinuteKeeperTest, EndsWithoutWaitingForADiskThatHangs_AndCountsAtTheNextStart) {
  serve(5);
  {
    store::testing::MemoryEvidence store(disk_);
    disk_.hang();
    auto keeper = keeper_on(store);
    EXPECT_TRUE(wait_for([&] { return disk_.writes() == 1; }));
    keeper.reset();
    EXPECT_EQ(counted(), 0) << "the write still hangs";
    disk_.hang(false);
  }
  EXPECT_EQ(counted(), 5) << "the store brings to the disk what it was given";
  serve(1);
  count_until(6);
}

}  // namespace
}  // namespace jurymast::app
