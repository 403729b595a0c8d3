#include "record/recovery.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "base/random.hpp"
#include "record/line.hpp"
#include "record/test_operations.hpp"

namespace jurymast::record {
namespace {

constexpr std::size_t kNoLimit = 1 << 30;

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// How often each operation is in the log.
std::map<std::string, int> count_ids(const std::string& log) {
  std::map<std::string, int> counts;
  for (const std::string& line : split_lines(log)) {
    if (const auto id = operation_id_of(split_line(line)->record)) ++counts[id->to_string()];
  }
  return counts;
}

void add_all(Recovery& recovery, std::string_view journal, std::size_t committed) {
  FrameScanner scanner(journal);
  while (const auto frame = scanner.next()) recovery.add(*frame, scanner.begin_of_last() < committed);
}

/// Recovers a journal against a log, in one go.
void recover(std::string_view journal, std::size_t committed, std::string& log) {
  Recovery recovery;
  add_all(recovery, journal, committed);
  const auto lines = split_lines(log);
  LogChain chain;
  for (const std::string& line : lines) {
    recovery.seen(line);
    chain.append(line);
  }
  Sequencer sequencer(lines.size() + 1, chain);
  std::string missing;
  EXPECT_FALSE(recovery.emit(sequencer, missing, kNoLimit));
  log += missing;
}

/// A journal of ten operations, every third without an end, and an event in between.
std::string make_journal() {
  std::string journal;
  for (std::uint64_t i = 0; i < 10; ++i) {
    append_frame(journal, FrameType::Start, render_start(testing::start_of(i)));
    if (i == 4) append_frame(journal, FrameType::Event, R"({"v":1,"kind":"boot","ts":"2026-07-05T12:00:00.000000Z"})");
    if (i % 3 != 0) append_frame(journal, FrameType::End, render(testing::served(i)));
  }
  return journal;
}

TEST(Recovery, GivesEveryStartedOperationOneRecord) {
  std::string log;
  recover(make_journal(), 0, log);
  const auto counts = count_ids(log);
  ASSERT_EQ(counts.size(), 10U);
  for (const auto& [id, count] : counts) EXPECT_EQ(count, 1) << id;
  std::size_t interrupted = 0;
  for (const std::string& line : split_lines(log)) interrupted += line.find("\"interrupted\"") != std::string::npos;
  EXPECT_EQ(interrupted, 4U);
}

TEST(Recovery, DoneTwice_AddsNothing) {
  std::string log;
  recover(make_journal(), 0, log);
  const std::string once = log;
  recover(make_journal(), 0, log);
  EXPECT_EQ(log, once);
}

TEST(Recovery, CutAtEveryByteOfTheJournal_RecoversAllWholeFrames_AndInventsNothing) {
  const std::string journal = make_journal();
  std::string whole;
  recover(journal, 0, whole);
  for (std::size_t cut = 0; cut <= journal.size(); ++cut) {
    std::string torn = journal.substr(0, cut);
    torn.resize(journal.size(), '\0');
    std::map<std::string, bool> told;  // id: ended
    FrameScanner scanner(torn);
    while (const auto frame = scanner.next()) {
      if (const auto id = operation_id_of(frame->payload)) told[id->to_string()] |= frame->type == FrameType::End;
    }
    std::string log;
    recover(torn, 0, log);
    const auto counts = count_ids(log);
    ASSERT_EQ(counts.size(), told.size()) << "cut at " << cut;
    for (const auto& [id, count] : counts) ASSERT_EQ(count, 1);
    for (const std::string& line : split_lines(log)) {
      const auto split = split_line(line);
      ASSERT_TRUE(split && split->checksum_holds);
      const auto id = operation_id_of(split->record);
      if (!id) continue;
      const bool interrupted = line.find("\"interrupted\"") != std::string::npos;
      ASSERT_EQ(interrupted, !told.at(id->to_string()));
    }
  }
}

TEST(Recovery, WithOneByteChanged_NeverInventsAndNeverDuplicates) {
  const std::string journal = make_journal();
  std::map<std::string, int> real;
  std::string whole;
  recover(journal, 0, whole);
  real = count_ids(whole);
  for (std::size_t at = 0; at < journal.size(); at += 3) {
    std::string changed = journal;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    std::string log;
    recover(changed, 0, log);
    const auto counts = count_ids(log);
    ASSERT_GE(counts.size(), real.size() - 1);
    for (const auto& [id, count] : counts) {
      ASSERT_EQ(count, 1);
      ASSERT_TRUE(real.contains(id)) << "invented " << id;
    }
  }
}

TEST(Recovery, InterruptedBetweenAnyTwoLines_AndDoneAgain_EndsTheSame) {
  const std::string journal = make_journal();
  std::string whole;
  recover(journal, 0, whole);
  const auto all = split_lines(whole);
  for (std::size_t kept = 0; kept <= all.size(); ++kept) {
    std::string log;
    for (std::size_t i = 0; i < kept; ++i) log += all[i] + "\n";
    recover(journal, 0, log);
    EXPECT_EQ(log, whole) << "after " << kept << " lines";
  }
}

TEST(Recovery, CommittedFramesPairButAreNotWrittenAgain) {
  std::string journal;
  append_frame(journal, FrameType::Start, render_start(testing::start_of(1)));
  append_frame(journal, FrameType::End, render(testing::served(1)));
  const std::size_t committed = journal.size();
  append_frame(journal, FrameType::Start, render_start(testing::start_of(2)));
  std::string log;
  recover(journal, committed, log);
  const auto counts = count_ids(log);
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_TRUE(counts.contains(testing::operation_id(2).to_string()));
}

TEST(Recovery, WritesAgainWhatADamagedLineHides) {
  const std::string journal = make_journal();
  std::string log;
  recover(journal, 0, log);
  const auto whole = split_lines(log);
  std::string damaged = log;
  const std::size_t at = damaged.find("\"latency_ms\"");
  ASSERT_NE(at, std::string::npos);
  damaged[at + 1] = 'L';
  recover(journal, 0, damaged);
  EXPECT_EQ(split_lines(damaged).size(), whole.size() + 1);
}

TEST(Recovery, KeepsToItsBatchSize) {
  const std::string journal = make_journal();
  Recovery recovery;
  add_all(recovery, journal, 0);
  Sequencer sequencer(1);
  std::size_t batches = 0;
  std::string log;
  for (bool more = true; more; ++batches) {
    std::string lines;
    more = recovery.emit(sequencer, lines, 1000);
    EXPECT_LE(lines.size(), 1000 + kRecordBytesMax);
    log += lines;
  }
  EXPECT_GT(batches, 3U);
  EXPECT_EQ(count_ids(log).size(), 10U);
}

}  // namespace
}  // namespace jurymast::record
