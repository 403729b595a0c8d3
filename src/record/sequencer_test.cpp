#include "record/sequencer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "record/line.hpp"
#include "record/test_operations.hpp"

namespace jurymast::record {
namespace {

std::vector<nlohmann::json> parse(const std::string& lines) {
  std::vector<nlohmann::json> all;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    all.push_back(nlohmann::json::parse(lines.substr(at, end - at)));
    at = end + 1;
  }
  return all;
}

TEST(Sequencer, NumbersRecordsWithoutAHole) {
  Sequencer sequencer(10);
  std::string lines;
  for (std::uint64_t i = 0; i < 5; ++i) {
    sequencer.take({FrameType::Start, render_start(testing::start_of(i))}, lines);
    sequencer.take({FrameType::End, render(testing::served(i))}, lines);
  }
  const auto all = parse(lines);
  ASSERT_EQ(all.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(all[i].at("seq"), 10 + i);
  EXPECT_EQ(sequencer.next_seq(), 15U);
  EXPECT_EQ(sequencer.open(), 0U);
}

TEST(Sequencer, AStartMakesNoLineUntilItsEnd) {
  Sequencer sequencer(1);
  std::string lines;
  sequencer.take({FrameType::Start, render_start(testing::start_of(1))}, lines);
  EXPECT_TRUE(lines.empty());
  EXPECT_EQ(sequencer.open(), 1U);
}

TEST(Sequencer, WritesInterruptedForWhatNeverEnded_InOrderOfIds) {
  Sequencer sequencer(1);
  std::string lines;
  for (const std::uint64_t i : {3U, 1U, 2U})
    sequencer.take({FrameType::Start, render_start(testing::start_of(i))}, lines);
  sequencer.take({FrameType::End, render(testing::served(2))}, lines);
  sequencer.interrupt_open(lines);
  const auto all = parse(lines);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].at("outcome"), "complete");
  EXPECT_EQ(all[1].at("outcome"), "interrupted");
  EXPECT_EQ(all[1].at("id"), testing::operation_id(1).to_string());
  EXPECT_EQ(all[1].at("route"), "assistant");
  EXPECT_EQ(all[2].at("id"), testing::operation_id(3).to_string());
  EXPECT_EQ(sequencer.open(), 0U);
}

TEST(Sequencer, AnEndWithoutAStartIsARecord) {
  Sequencer sequencer(1);
  std::string lines;
  sequencer.take({FrameType::End, render(testing::served(2))}, lines);
  EXPECT_EQ(parse(lines).size(), 1U);
}

TEST(Sequencer, AbandonedOperationsAreNoLongerOpen) {
  Sequencer sequencer(1);
  std::string lines;
  for (std::uint64_t i = 0; i < 3; ++i) sequencer.take({FrameType::Start, render_start(testing::start_of(i))}, lines);
  sequencer.take({FrameType::Abandoned, testing::operation_id(0).to_string() + testing::operation_id(2).to_string()},
                 lines);
  sequencer.interrupt_open(lines);
  const auto all = parse(lines);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].at("id"), testing::operation_id(1).to_string());
}

TEST(Sequencer, KeepsOpenStartsAsFrames) {
  Sequencer sequencer(1);
  std::string lines;
  for (std::uint64_t i = 0; i < 3; ++i) sequencer.take({FrameType::Start, render_start(testing::start_of(i))}, lines);
  sequencer.take({FrameType::End, render(testing::served(1))}, lines);
  const std::string kept = sequencer.open_frames();
  Sequencer successor(2);
  FrameScanner scanner(kept);
  while (const auto frame = scanner.next()) successor.take(*frame, lines);
  EXPECT_EQ(successor.open(), 2U);
}

TEST(Sequencer, RefusesWhatIsNoRecord) {
  Sequencer sequencer(1);
  std::string lines;
  sequencer.take({FrameType::End, "not a record"}, lines);
  sequencer.take({FrameType::Start, R"({"v":1,"kind":"gap"})"}, lines);
  sequencer.take({FrameType::Event, "{}"}, lines);
  EXPECT_TRUE(lines.empty());
  EXPECT_EQ(sequencer.refused(), 3U);
}

}  // namespace
}  // namespace jurymast::record
