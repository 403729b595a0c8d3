#include "store/journal.hpp"

#include <atomic>
#include <thread>

#include "record/events.hpp"
#include "store/boot_directory.hpp"
#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

using namespace testing;
using namespace std::chrono_literals;

constexpr Duration kPatience = 20s;

class JournalTest : public ::testing::Test {
 protected:
  std::unique_ptr<Journal> open() { return open(small_settings(state_.path())); }
  std::unique_ptr<Journal> open(JournalSettings settings) {
    auto journal = Journal::open(std::move(settings), clock_, [](JournalAlarm, std::string_view) {});
    EXPECT_TRUE(journal) << journal.error().message;
    return std::move(*journal);
  }
  std::vector<record::ParsedLine> lines() const { return lines_of(state_.path()); }
  std::string journal_directory() const { return state_.path() + "/journal"; }

  TemporaryDirectory state_;
  SystemClock clock_;
};

TEST_F(JournalTest, WritesOneLineForEachOperation_AndLeavesNothingBehind) {
  const auto journal = open();
  for (std::uint64_t i = 0; i < 100; ++i) {
    EXPECT_TRUE(journal->lane(0).start(start_text(i)));
    EXPECT_TRUE(journal->lane(0).end(end_text(i)));
  }
  journal->stop();
  const auto counts = count_operations(lines());
  EXPECT_EQ(counts.size(), 100U);
  for (const auto& [id, count] : counts) EXPECT_EQ(count, 1) << id;
  EXPECT_TRUE(std::filesystem::is_empty(journal_directory()));
}

TEST_F(JournalTest, TellsOnceARecordIsOnTheDisk) {
  const auto journal = open();
  std::atomic<int> told{0};
  journal->append(record::render(record::GapRecord{}), [&](bool saved) { told = saved ? 1 : -1; });
  journal->stop();
  EXPECT_EQ(told.load(), 1);
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_EQ(lines().front().kind, "gap");
}

TEST_F(JournalTest, TellsAtOnceThatARecordFoundNoRoom) {
  const auto journal = open();
  bool saved = true;
  journal->append(std::string(record::kFramePayloadBytesMax + 1, 'x'), [&](bool is) { saved = is; });
  EXPECT_FALSE(saved);
  journal->stop();
}

TEST_F(JournalTest, GoesOnCountingOverRestarts) {
  for (std::uint64_t life = 0; life < 3; ++life) {
    const auto journal = open();
    journal->lane(0).end(end_text(life));
    journal->stop();
  }
  const auto all = lines();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all.front().seq, 1U);
  count_operations(all);
}

TEST_F(JournalTest, CallsOperationsThatNeverEndedInterrupted_WhenItStops) {
  const auto journal = open();
  journal->lane(0).start(start_text(1));
  journal->lane(0).start(start_text(2));
  journal->lane(0).end(end_text(1));
  journal->stop();
  const auto all = lines();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].operation.id, id_text(2));
  EXPECT_EQ(all[1].operation.outcome, "interrupted");
}

TEST_F(JournalTest, CommitsByItself_AndFlushWaitsForIt) {
  const auto journal = open();
  journal->lane(0).end(end_text(1));
  ASSERT_TRUE(journal->flush(kPatience));
  EXPECT_EQ(lines().size(), 1U);
  EXPECT_EQ(journal->stats().lines, 1U);
  EXPECT_EQ(journal->stats().queue_bytes, 0U);
}

TEST_F(JournalTest, PutsASnapshotBeforeTheOperationsThatReferToIt) {
  const auto journal = open();
  for (std::uint64_t version = 1; version <= 200; ++version) {
    record::SnapshotRecord snapshot;
    snapshot.version = version;
    journal->append(record::render_snapshot(snapshot).front());
    record::Operation operation = record::testing::served(version);
    operation.start.snapshot = version;
    journal->lane(0).end(record::render(operation));
    if (version % 50 == 0) journal->flush(kPatience);
  }
  journal->stop();
  std::uint64_t in_force = 0;
  for (const auto& line : lines()) {
    if (line.kind == "snapshot") in_force = line.config;
    if (line.kind == "operation") {
      EXPECT_LE(line.operation.config, in_force);
    }
  }
  EXPECT_EQ(in_force, 200U);
}

TEST_F(JournalTest, UsesManySegments_AndGivesThemBack_WhileAnOldOperationIsStillOpen) {
  const auto journal = open();
  journal->lane(0).start(start_text(0));
  constexpr std::uint64_t kOperations = 2000;
  for (std::uint64_t i = 1; i <= kOperations; ++i) {
    journal->lane(0).start(start_text(i));
    journal->lane(0).end(end_text(i));
    if (i % 40 == 0) {
      ASSERT_TRUE(journal->flush(kPatience));
    }
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(journal_directory() + "/" + journal->boot_id())) {
    files += entry.path().filename().string().starts_with("lane-") ? 1U : 0U;
  }
  EXPECT_LE(files, 8U) << "segments are not given back";
  const BootDirectory boot(journal_directory() + "/" + journal->boot_id());
  const auto cursor = boot.read_cursor();
  ASSERT_TRUE(cursor);
  for (const SegmentName& segment : boot.segments()) {
    if (segment.lane == 0) {
      EXPECT_GE(segment.number, cursor->lanes[0].segment) << "its starts would be read without their ends";
    }
  }
  EXPECT_EQ(journal->stats().records_lost, 0U);
  EXPECT_EQ(journal->stats().open_operations, 1U);
  journal->stop();
  const auto counts = count_operations(lines());
  EXPECT_EQ(counts.size(), kOperations + 1);
}

TEST_F(JournalTest, RotatesBySize_AndReadsOverAllFiles) {
  JournalSettings settings = small_settings(state_.path());
  settings.rotate_bytes = 20'000;
  const auto journal = open(settings);
  for (std::uint64_t i = 0; i < 300; ++i) {
    journal->lane(0).end(end_text(i));
    if (i % 10 == 0) {
      ASSERT_TRUE(journal->flush(kPatience));
    }
  }
  journal->stop();
  const auto finished = finished_logs(state_.path() + "/log");
  ASSERT_GT(finished.size(), 3U);
  EXPECT_EQ(finished[0].first_seq, 1U);
  for (std::size_t i = 1; i < finished.size(); ++i) EXPECT_EQ(finished[i].first_seq, finished[i - 1].last_seq + 1);
  EXPECT_EQ(count_operations(lines()).size(), 300U);
  const auto again = open();
  again->lane(0).end(end_text(300));
  again->stop();
  EXPECT_EQ(lines().back().seq, 301U);
}

TEST_F(JournalTest, CompressesWhatItHasFinished_AndGoesOnBehindIt) {
  JournalSettings settings = small_settings(state_.path());
  settings.rotate_bytes = 20'000;
  settings.compress = true;
  const auto any_compressed = [this] {
    const auto finished = finished_logs(state_.path() + "/log");
    return std::any_of(finished.begin(), finished.end(), [](const FinishedLog& log) { return log.compressed; });
  };
  std::uint64_t number = 0;
  for (int life = 0; life < 3; ++life) {
    const auto journal = open(settings);
    for (int i = 0; i < 100; ++i) {
      journal->lane(0).end(end_text(number++));
      if (i % 10 == 0) {
        ASSERT_TRUE(journal->flush(kPatience));
      }
    }
    for (int i = 0; i < 5'000 && !any_compressed(); ++i) std::this_thread::sleep_for(1ms);
    journal->stop();
  }
  EXPECT_TRUE(any_compressed());
  EXPECT_EQ(count_operations(lines()).size(), number);
}

TEST_F(JournalTest, CountsWhatDoesNotFit_ToTheRecord) {
  JournalSettings settings = small_settings(state_.path());
  settings.group_commit = 50ms;
  settings.queue_bytes_max = 256 * 1024;
  const auto journal = open(settings);
  std::uint64_t kept = 0;
  std::uint64_t lost = 0;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    journal->lane(0).start(start_text(i));
    (journal->lane(0).end(end_text(i)) ? kept : lost) += 1;
  }
  ASSERT_GT(lost, 0U) << "the test has no teeth";
  EXPECT_EQ(journal->stats().records_lost, lost);
  ASSERT_TRUE(journal->flush(kPatience));
  EXPECT_FALSE(journal->stats().losing);
  EXPECT_TRUE(journal->lane(0).end(end_text(9000)));
  journal->stop();
  std::uint64_t told = 0;
  std::uint64_t interrupted = 0;
  const auto all = lines();
  for (const auto& line : all) {
    if (line.kind == "gap") told += line.gap_count;
    if (line.kind == "operation") interrupted += line.operation.outcome == "interrupted" ? 1U : 0U;
  }
  EXPECT_EQ(told, lost);
  EXPECT_EQ(count_operations(all).size(), kept + 1);
  EXPECT_EQ(interrupted, 0U) << "a lost end is in the gap's count, not an interruption";
}

TEST_F(JournalTest, ADetailTakesNoRecordsPlace_AndIsNoLossWhereItIsMissing) {
  JournalSettings settings = small_settings(state_.path());
  settings.group_commit = 10s;
  settings.queue_bytes_max = 256 * 1024;
  const auto journal = open(settings);
  const std::string detail = R"({"v":1,"kind":"trace","id":")" + id_text(1) + R"(","ts":"2026-07-05T12:00:00.000000Z"})";
  std::uint64_t taken = 0;
  while (journal->lane(0).detail(detail)) ++taken;
  ASSERT_GT(taken, 0U);
  for (std::uint64_t i = 0; i < 50; ++i) EXPECT_TRUE(journal->lane(0).end(end_text(i))) << i;
  EXPECT_EQ(journal->stats().records_lost, 0U);
  journal->stop();
  EXPECT_EQ(count_operations(lines()).size(), 50U);
}

TEST_F(JournalTest, NeverHoldsMoreThanItsQueue) {
  JournalSettings settings = small_settings(state_.path());
  settings.queue_bytes_max = 512 * 1024;
  settings.group_commit = 1s;
  const auto journal = open(settings);
  for (std::uint64_t i = 0; i < 3000; ++i) {
    journal->lane(0).end(end_text(i));
    ASSERT_LE(journal->stats().queue_bytes, settings.queue_bytes_max);
  }
}

TEST_F(JournalTest, Strict_TellsWhenTheRecordIsInTheLog) {
  JournalSettings settings = small_settings(state_.path());
  settings.group_commit = 60s;
  const auto journal = open(settings);
  std::atomic<std::size_t> lines_at_commit{0};
  std::atomic<int> calls{0};
  journal->lane(0).start(start_text(1));
  journal->lane(0).end(end_text(1), [&] {
    lines_at_commit = lines_of(state_.path()).size();
    ++calls;
    calls.notify_all();
  });
  calls.wait(0);
  EXPECT_EQ(lines_at_commit, 1U) << "woken at once, not after the interval, and not before the line was there";
  journal->stop();
  EXPECT_EQ(calls, 1);
}

TEST_F(JournalTest, TakesRecordsFromManyThreadsAtOnce) {
  JournalSettings settings = small_settings(state_.path());
  settings.lanes = 3;
  settings.queue_bytes_max = 64 << 20;
  const auto journal = open(settings);
  std::vector<std::thread> threads;
  for (std::uint64_t lane = 0; lane < 3; ++lane) {
    threads.emplace_back([&, lane] {
      for (std::uint64_t i = 0; i < 400; ++i) {
        journal->lane(lane).start(start_text(lane * 1000 + i));
        journal->lane(lane).end(end_text(lane * 1000 + i));
        if (i % 40 == 0) journal->append(record::render(record::ConfigRecord{{}, true, i + lane * 1000, {}, 0}));
        // Less than a segment: two are ready, and more would be lost where the sequencer's thread has no turn.
        if (i % 40 == 0) journal->flush(kPatience);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  journal->stop();
  const auto all = lines();
  const auto counts = count_operations(all);
  EXPECT_EQ(counts.size(), 1200U);
  for (const auto& [id, count] : counts) EXPECT_EQ(count, 1) << id;
  EXPECT_EQ(all.size(), 1200U + 30U);
}

TEST_F(JournalTest, RefusesASecondProcessOnTheSameDirectory_AndSaysWhich) {
  const auto journal = open();
  const auto second = Journal::open(small_settings(state_.path()), clock_, nullptr);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::Exists);
  EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos) << second.error().message;
  EXPECT_NE(second.error().message.find(state_.path()), std::string::npos);
  journal->stop();
}

TEST_F(JournalTest, RefusesMoreLanesThanItsCursorHolds) {
  JournalSettings settings = small_settings(state_.path());
  settings.lanes = 1000;
  EXPECT_FALSE(Journal::open(settings, clock_, nullptr));
}

TEST_F(JournalTest, FollowerSeesEveryLineOnce_OverRotations) {
  JournalSettings settings = small_settings(state_.path());
  settings.rotate_bytes = 6000;
  const auto journal = open(settings);
  LogFollower follower(state_.path());
  std::vector<std::uint64_t> seen;
  const LineVisitor visit = [&](const LogLine& line) {
    seen.push_back(record::read_line(line.text)->seq);
    return true;
  };
  for (std::uint64_t i = 0; i < 100; ++i) {
    journal->lane(0).end(end_text(i));
    if (i % 3 == 0) {
      ASSERT_TRUE(journal->flush(kPatience));
    }
    if (i % 30 == 0) {
      ASSERT_TRUE(follower.poll(visit));
    }
  }
  ASSERT_TRUE(journal->flush(kPatience));
  ASSERT_TRUE(follower.poll(visit));
  ASSERT_EQ(seen.size(), 100U);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], i + 1);
}

constexpr std::string_view kSecret = "k-4711-Qx81LmZk4Wv7Tn2Rb6Yc";

std::string boot_record(std::string_view version) {
  record::BootRecord boot;
  boot.version = version;
  return record::render(boot);
}

TEST_F(JournalTest, ARecordThatHoldsAKnownSecretIsMasked_Counted_AndToldOnce) {
  JournalSettings settings = small_settings(state_.path());
  settings.known_secrets = std::make_shared<const record::KnownSecrets>(std::array{kSecret});
  std::atomic<int> told = 0;
  auto journal = Journal::open(std::move(settings), clock_, [&told](JournalAlarm alarm, std::string_view message) {
    EXPECT_EQ(message.find(kSecret), std::string_view::npos);
    if (alarm == JournalAlarm::Error && message.find("/version") != std::string_view::npos) ++told;
  });
  ASSERT_TRUE(journal) << journal.error().message;
  for (int i = 0; i < 3; ++i) {
    (*journal)->append(boot_record(kSecret));
    ASSERT_TRUE((*journal)->flush(kPatience));
  }
  (*journal)->lane(0).end(end_text(1));
  (*journal)->stop();
  EXPECT_EQ(told, 1);
  EXPECT_EQ((*journal)->stats().records_quarantined, 3U);
  const auto all = lines();
  ASSERT_EQ(all.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(all[i].build, "[REDACTED:known_secret]");
}

TEST_F(JournalTest, SecretsOfALaterConfigurationAreLookedForToo) {
  const auto journal = open();
  journal->look_for(std::make_shared<const record::KnownSecrets>(std::array{kSecret}));
  journal->append(boot_record(kSecret));
  journal->stop();
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_EQ(lines().front().build, "[REDACTED:known_secret]");
}

}  // namespace
}  // namespace jurymast::store
