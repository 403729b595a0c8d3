#include "app/minutes/minute_keeper.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "store/journal.hpp"
#include "store/test_log.hpp"

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
  /// Counts until so many operations are in the database, in one life of a process.
  void count_until(std::int64_t expected) {
    const auto store = std::move(*store::EvidenceStore::open(directory_.path()));
    MinuteKeeper keeper({.state_directory = directory_.path(),
                         .store = *store,
                         .loop = loop_,
                         .clock = clock_,
                         .log_last_seq = journal_->stats().last_seq,
                         .kept = kKept,
                         .failed = [](const Error& error) { ADD_FAILURE() << error.message; }});
    for (int i = 0; i < 300 && counted() < expected; ++i) std::this_thread::sleep_for(50ms);
    EXPECT_EQ(counted(), expected);
  }
  std::int64_t counted() const {
    const store::Minute minute = minute_of(record::testing::start_of(1).at);
    const auto answer =
        store::read_minutes(directory_.path(), {.route = {}, .from = 0, .to = minute + 100'000, .step = 1, .rows_max = 1000});
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
}

}  // namespace
}  // namespace jurymast::app
