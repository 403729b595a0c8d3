#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "record/checkpoint_record.hpp"
#include "record/line.hpp"
#include "record/log_chain.hpp"
#include "store/checkpoint_file.hpp"
#include "store/log_key.hpp"
#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

using namespace testing;
using namespace std::chrono_literals;

constexpr Duration kPatience = 20s;
constexpr int kLooksMax = 4'000;

/// A clock that a test moves while the journal's own thread looks at it.
class SteppedClock final : public Clock {
 public:
  MonotonicTime now() override { return ManualClock().now() + std::chrono::seconds(seconds_.load()); }
  WallTime wall_now() override { return ManualClock().wall_now() + std::chrono::seconds(seconds_.load()); }
  void advance(std::int64_t seconds) { seconds_ += seconds; }

 private:
  std::atomic<std::int64_t> seconds_{0};
};

/// What a log's lines say of themselves, read without the code that wrote them.
struct ChainSeen {
  record::LogChain chain;
  std::vector<record::CheckpointRecord> checkpoints;
  std::vector<std::string> first_kinds;  ///< of each file
  std::uint64_t unchained = 0;
};

class JournalChain : public ::testing::Test {
 protected:
  JournalSettings settings() const {
    JournalSettings all = small_settings(state_.path());
    all.checkpoint_every = 60s;
    return all;
  }
  std::unique_ptr<Journal> open(JournalSettings all) {
    auto journal = Journal::open(std::move(all), clock_, [this](JournalAlarm alarm, std::string_view message) {
      (alarm == JournalAlarm::Checkpoint ? notes_ : messages_).emplace_back(message);
    });
    EXPECT_TRUE(journal) << journal.error().message;
    return std::move(*journal);
  }
  void write(std::uint64_t first, std::uint64_t last, JournalSettings all) {
    const auto journal = open(std::move(all));
    for (std::uint64_t i = first; i <= last; ++i) {
      ASSERT_TRUE(journal->lane(0).end(end_text(i)));
      if (i % 20 == 0) {
        ASSERT_TRUE(journal->flush(kPatience));
      }
    }
    journal->stop();
  }
  /// Fails where a line does not name the hash of the one before, or a checkpoint does not tell the tree before it.
  ChainSeen see() const {
    ChainSeen seen;
    const auto verifier = load_log_verifier(state_.path());
    EXPECT_TRUE(for_each_line(state_.path(), 0, [&](const LogLine& line) {
      const auto layout = record::layout_of(line.text);
      EXPECT_TRUE(line.complete && layout && layout->checksum_holds) << line.text;
      if (!layout) return false;
      EXPECT_EQ(layout->seq, seen.chain.tree().size() + 1);
      if (layout->previous.empty()) ++seen.unchained;
      if (!layout->previous.empty()) EXPECT_EQ(layout->previous, record::previous_text(*seen.chain.last())) << layout->seq;
      if (line.number == 1) seen.first_kinds.emplace_back(layout->kind);
      if (layout->kind == "checkpoint") {
        const auto record = record::read_checkpoint(record::split_line(line.text)->record);
        EXPECT_TRUE(record && verifier);
        if (!record || !verifier) return false;
        const auto tree = record::open_checkpoint(*record, *verifier);
        EXPECT_TRUE(tree && tree->root() == seen.chain.tree().root()) << layout->seq;
        seen.checkpoints.push_back(*record);
      }
      seen.chain.append(line.text);
      return true;
    }));
    return seen;
  }
  std::string log_path(std::string_view name = "current.jsonl") const { return state_.path() + "/log/" + std::string(name); }

  TemporaryDirectory state_;
  SteppedClock clock_;
  std::vector<std::string> notes_;
  std::vector<std::string> messages_;
};

TEST_F(JournalChain, GoesThroughAllFilesAndLives_AndEveryFileBeginsWithACheckpoint) {
  JournalSettings small = settings();
  small.rotate_bytes = 20'000;
  write(1, 200, small);
  write(201, 400, small);
  const ChainSeen seen = see();
  EXPECT_EQ(seen.unchained, 1U) << "the log's first line alone";
  ASSERT_GT(seen.first_kinds.size(), 5U);
  for (std::size_t i = 1; i < seen.first_kinds.size(); ++i) EXPECT_EQ(seen.first_kinds[i], "checkpoint") << "file " << i;
  EXPECT_EQ(seen.checkpoints.back().size + 1, seen.chain.tree().size()) << "an orderly end leaves nothing unsigned";
  EXPECT_TRUE(messages_.empty()) << messages_.front();
}

TEST_F(JournalChain, IsSignedEveryMinute_AlsoWhenNothingHappens) {
  const auto journal = open(settings());
  ASSERT_TRUE(journal->lane(0).end(end_text(1)));
  ASSERT_TRUE(journal->flush(kPatience));
  EXPECT_EQ(journal->stats().checkpoint_size, 0U);
  for (std::uint64_t minute = 1; minute <= 3; ++minute) {
    clock_.advance(60);
    for (int i = 0; i < kLooksMax && journal->stats().checkpoint_size < minute; ++i) std::this_thread::sleep_for(5ms);
    ASSERT_EQ(journal->stats().checkpoint_size, minute);
  }
  journal->stop();
  const ChainSeen seen = see();
  EXPECT_EQ(seen.checkpoints.size(), 3U) << "and none at the end, where nothing has come since";
  EXPECT_EQ(seen.checkpoints.back().cause, record::CheckpointCause::Time);
}

TEST_F(JournalChain, ItsNewestCheckpointStandsBesideTheLog_AndIsTold) {
  write(1, 30, settings());
  const auto note = read_checkpoint_file(state_.path());
  ASSERT_TRUE(note && *note);
  const auto head = load_log_verifier(state_.path())->open(**note);
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(head->size, 30U);
  EXPECT_EQ(see().checkpoints.back().cause, record::CheckpointCause::Stop);
  ASSERT_FALSE(notes_.empty());
  EXPECT_EQ(notes_.back(), **note);
}

TEST_F(JournalChain, TornAtEveryByteOfItsLastLine_GoesOnBehindTheLastWholeOne) {
  write(1, 5, settings());
  const std::string whole = *read_file(log_path(), 1 << 20);
  const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t cut = last; cut < whole.size(); cut += 7) {
    std::ofstream(log_path(), std::ios::binary | std::ios::trunc) << whole.substr(0, cut);
    write(6, 6, settings());
    const ChainSeen seen = see();
    EXPECT_EQ(seen.unchained, 1U) << "cut at " << cut;
    const std::string text = *read_file(log_path(), 1 << 20);
    EXPECT_EQ(text.find(R"("torn_line")") != std::string::npos, cut > last) << "cut at " << cut;
  }
}

TEST_F(JournalChain, GoesOnBehindALogThatWasNotChained) {
  std::filesystem::create_directories(state_.path() + "/log");
  std::string old;
  for (std::uint64_t seq = 1; seq <= 10; ++seq) record::number_line(end_text(seq), seq, old);
  std::ofstream(log_path(), std::ios::binary) << old;
  write(11, 20, settings());
  const ChainSeen seen = see();
  EXPECT_EQ(seen.unchained, 10U);
  EXPECT_EQ(seen.checkpoints.back().size, 20U) << "checkpoints cover the old lines too";
}

TEST_F(JournalChain, WithoutItsFirstFiles_GoesOnFromACheckpoint) {
  JournalSettings small = settings();
  small.rotate_bytes = 20'000;
  write(1, 200, small);
  const auto finished = finished_logs(state_.path() + "/log");
  ASSERT_GT(finished.size(), 3U);
  for (std::size_t i = 0; i < 2; ++i) std::filesystem::remove(log_path(finished[i].name));
  write(201, 210, small);
  EXPECT_TRUE(messages_.empty()) << messages_.front();
  std::uint64_t size = 0;
  ASSERT_TRUE(for_each_line(state_.path(), 0, [&](const LogLine& line) {
    if (line.text.starts_with(record::kCheckpointHead)) size = record::read_checkpoint(record::split_line(line.text)->record)->size;
    return true;
  }));
  EXPECT_GT(size, 210U);
}

TEST_F(JournalChain, OfADamagedLog_IsContinuedAndSaysSo) {
  write(1, 10, settings());
  std::string text = *read_file(log_path(), 1 << 20);
  text.erase(0, text.find('\n') + 1);
  const std::size_t stop = text.rfind('\n', text.size() - 2) + 1;
  std::ofstream(log_path(), std::ios::binary | std::ios::trunc) << text.substr(0, stop);
  write(11, 12, settings());
  ASSERT_FALSE(messages_.empty());
  EXPECT_NE(messages_.front().find("cannot vouch for the log's first 10 lines"), std::string::npos) << messages_.front();
  const auto all = lines_of(state_.path());
  EXPECT_EQ(all.back().kind, "checkpoint");
  EXPECT_EQ(all.back().seq, 13U);
}

TEST_F(JournalChain, WithoutAKeyThatMayBeUsed_IsChainedUnsigned_AndSaysWhy) {
  write(1, 3, settings());
  std::filesystem::permissions(state_.path() + "/keys/log.key", std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  write(4, 6, settings());
  const ChainSeen seen = see();
  EXPECT_EQ(seen.unchained, 1U);
  EXPECT_EQ(seen.checkpoints.size(), 1U);
  ASSERT_FALSE(messages_.empty());
  EXPECT_NE(messages_.front().find("chmod 600"), std::string::npos) << messages_.front();
}

}  // namespace
}  // namespace jurymast::store
