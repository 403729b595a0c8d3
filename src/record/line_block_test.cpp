#include "record/line_block.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "record/block_writer.hpp"
#include "record/events.hpp"
#include "record/test_operations.hpp"

namespace jurymast::record {
namespace {

namespace records = testing;

std::string line_of(const std::string& record, std::uint64_t seq) {
  std::string line;
  number_line(record, seq, line);
  line.pop_back();
  return line;
}

/// An operation of every form that there is, one after the other.
Operation operation_like(std::uint64_t number, Random& random) {
  static const std::string kLongName = "a-very-long-name";  // an operation views its names
  Operation operation = records::served(number);
  switch (number % 8) {
    case 0:
      return records::rescued(number);
    case 1:
      return records::canary(number);
    case 2:
      operation.start.client_request_hash = random.next();
      operation.start.unit_hash = random.next();
      operation.start.replay = true;
      break;
    case 3:
      operation.start.streamed = true;
      operation.first_content = std::chrono::microseconds(random.next() % 5'000'000);
      operation.decision.attempts.back().first_content = operation.first_content;
      break;
    case 4:
      operation.start.replay_of = records::operation_id(number - 1);
      operation.start.family = Family::Responses;
      operation.start.route = "coder";
      break;
    case 5:
      return records::longest(kLongName);
    case 6:
      operation.latency = operation.decision.attempts.back().elapsed = std::chrono::hours(24 * 60);
      break;
    default:
      operation.start.route = {};
      break;
  }
  return operation;
}

/// A log with lines of other kinds in it, and some that were damaged.
std::vector<std::string> made_log(std::size_t lines, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::string> log;
  for (std::uint64_t seq = 1; seq <= lines; ++seq) {
    if (seq % 17 == 0) {
      log.push_back(line_of(render(GapRecord{WallTime{std::chrono::seconds(1'782'000'000)}, GapReason::QueueFull, seq}), seq));
      continue;
    }
    log.push_back(line_of(render(operation_like(seq, random)), seq));
    if (random.next() % 31 == 0) log.back()[random.next() % log.back().size()] ^= 1;
    if (random.next() % 97 == 0) log.back().clear();
  }
  return log;
}

struct Taken {
  BlockSummary summary;
  BlockParts parts;
};

Taken take_apart(const std::vector<std::string>& log) {
  BlockWriter writer;
  for (const std::string& line : log) writer.take(line);
  Taken taken;
  taken.parts = writer.finish();
  taken.summary = writer.summary();
  return taken;
}

void expect_same(const PlainAnswer& got, const PlainAnswer& told) {
  EXPECT_EQ(got.at, told.at);
  EXPECT_EQ(got.id, told.id);
  EXPECT_EQ(got.route, told.route);
  EXPECT_EQ(got.family, told.family);
  EXPECT_EQ(got.primary, told.primary);
  EXPECT_EQ(got.caller_id, told.caller_id);
  EXPECT_EQ(got.unit, told.unit);
  EXPECT_EQ(got.replay_of, told.replay_of);
  EXPECT_EQ(got.target, told.target);
  EXPECT_EQ(got.replay, told.replay);
  EXPECT_EQ(got.streamed, told.streamed);
  EXPECT_EQ(got.started_us, told.started_us);
  EXPECT_EQ(got.elapsed_us, told.elapsed_us);
  EXPECT_EQ(got.first_content_us, told.first_content_us);
  EXPECT_EQ(got.first_content_ms, told.first_content_ms);
  EXPECT_EQ(got.latency_ms, told.latency_ms);
}

TEST(LineBlock, GivesEveryLineBackInItsPlace_PlainAnswersAsTheirLineTellsThem) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<std::string> log = made_log(500, seed);
    const Taken taken = take_apart(log);
    std::size_t next = 0;
    std::size_t plain = 0;
    const BlockVisitor visitor{[&](const PlainLine& line) {
                                 const std::string& text = log.at(next++);
                                 const auto told = plain_answer(text);
                                 ASSERT_TRUE(told) << text;
                                 EXPECT_EQ(line.seq, layout_of(text)->seq);
                                 EXPECT_TRUE(layout_of(text)->checksum_holds) << text;
                                 expect_same(line.answer, *told);
                                 ++plain;
                               },
                               [&](std::string_view text) { EXPECT_EQ(text, log.at(next++)); }};
    ASSERT_TRUE(show_block(taken.parts, visitor));
    EXPECT_EQ(next, log.size());
    EXPECT_EQ(plain, taken.summary.plain);
    EXPECT_GT(plain, 100U);
  }
}

TEST(LineBlock, SumsUpWhatItHolds) {
  std::vector<std::string> log{line_of(render(records::served(1)), 5), line_of(render(records::rescued(9)), 6), "no line"};
  log.push_back(log.front());
  log.back()[60] ^= 1;
  const BlockSummary summary = take_apart(log).summary;
  EXPECT_EQ(summary.lines, 4U);
  EXPECT_EQ(summary.first_seq, 5U);
  EXPECT_EQ(summary.last_seq, 6U);
  EXPECT_EQ(summary.operations, 3U);
  EXPECT_EQ(summary.plain, 1U);
  EXPECT_EQ(summary.unreadable, 1U);
  EXPECT_EQ(summary.first_at, records::start_of(1).at);
  EXPECT_EQ(summary.last_at, records::start_of(9).at);
  EXPECT_EQ(summary.routes, (std::map<std::string, std::uint64_t>{{"assistant", 2}}));
  EXPECT_EQ(summary.classes, (std::map<std::string, std::uint64_t>{{"ok", 2}}));
  EXPECT_FALSE(summary.timeless);
}

TEST(LineBlock, ShowsThePartsAloneThatWereRead) {
  const std::vector<std::string> log = made_log(200, 3);
  Taken taken = take_apart(log);
  taken.parts[static_cast<std::size_t>(BlockPart::Details)].clear();
  taken.parts[static_cast<std::size_t>(BlockPart::Operations)].clear();
  std::size_t plain = 0;
  const BlockVisitor visitor{[&](const PlainLine& line) {
                               ++plain;
                               EXPECT_NE(line.answer.at, WallTime());
                               EXPECT_TRUE(line.answer.id.empty());
                             },
                             [&](std::string_view text) { EXPECT_FALSE(begins_operation(text)); }};
  ASSERT_TRUE(show_block(taken.parts, visitor));
  EXPECT_EQ(plain, taken.summary.plain);
}

TEST(LineBlock, ReadsNothingBeyondPartsThatAreCutOrChanged) {
  const std::vector<std::string> log = made_log(60, 4);
  const Taken taken = take_apart(log);
  const BlockVisitor visitor{[](const PlainLine&) {}, [](std::string_view) {}};
  for (std::size_t part = 0; part < kBlockParts; ++part) {
    for (std::size_t bytes = 1; bytes < taken.parts[part].size(); bytes += 7) {
      BlockParts cut = taken.parts;
      cut[part].resize(bytes);
      EXPECT_FALSE(show_block(cut, visitor)) << kBlockPartNames[part] << " " << bytes;
    }
    Random random(part + 1);
    for (int i = 0; i < 500; ++i) {
      BlockParts changed = taken.parts;
      changed[part][random.next() % changed[part].size()] = static_cast<char>(random.next());
      // What comes out may be anything; what is read is in the parts, which the sanitizers see.
      std::ignore = show_block(changed, visitor);
    }
  }
}

}  // namespace
}  // namespace jurymast::record
