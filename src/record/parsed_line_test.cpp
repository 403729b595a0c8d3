#include "record/parsed_line.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "record/events.hpp"
#include "record/line.hpp"
#include "record/sequencer.hpp"
#include "record/start_arm.hpp"
#include "record/test_operations.hpp"

namespace jurymast::record {
namespace {

std::string numbered(std::string_view record, std::uint64_t seq = 1) {
  std::string line;
  number_line(record, seq, line);
  line.pop_back();
  return line;
}

TEST(ParsedLine, GivesAnOperationsFieldsBack) {
  const auto line = read_line(numbered(render(testing::rescued(6)), 42));
  ASSERT_TRUE(line) << line.error().message;
  EXPECT_EQ(line->kind, "operation");
  EXPECT_EQ(line->seq, 42U);
  EXPECT_EQ(line->at, testing::start_of(6).at);
  EXPECT_TRUE(line->checksum_holds);
  const ParsedOperation& operation = line->operation;
  EXPECT_EQ(operation.id, testing::operation_id(6).to_string());
  EXPECT_EQ(operation.route, "assistant");
  EXPECT_EQ(operation.primary, "main");
  EXPECT_EQ(operation.served_by, "spare");
  EXPECT_EQ(operation.failure_class, "ok");
  EXPECT_EQ(operation.outcome, "complete");
  EXPECT_EQ(operation.status, 200U);
  EXPECT_EQ(operation.latency_ms, 1626U);
  EXPECT_EQ(operation.unproven, std::vector<std::string>{"evidence"});
  ASSERT_EQ(operation.attempts.size(), 2U);
  EXPECT_EQ(operation.attempts[0].failure_class, "overloaded");
  EXPECT_EQ(operation.attempts[0].next, "next_target");
  EXPECT_EQ(operation.attempts[0].breaker, "closed");
  EXPECT_EQ(operation.attempts[1].tokens_after_milli, 10'000U);
  EXPECT_EQ(operation.tokens_out, 456U);
}

TEST(ParsedLine, OfWhatWasInterruptedKeepsTheArmThatItBeganIn) {
  const OperationStart start = testing::start_of(6);
  for (const Arm arm : {Arm::Control, Arm::Synthetic, Arm::Shadow}) {
    const auto read = read_line(numbered(interrupted_record(render_start(start, {.arm = arm}))));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->operation.outcome, "interrupted");
    EXPECT_EQ(read->operation.arm, name_of(arm));
    EXPECT_FALSE(read->operation.weight_ppm);
  }
  const StartArm canary{.arm = Arm::Canary, .weight_ppm = 50'000, .assigned_name = "spare"};
  const auto drawn = read_line(numbered(interrupted_record(render_start(start, canary))));
  ASSERT_TRUE(drawn);
  EXPECT_EQ(drawn->operation.arm, "canary");
  EXPECT_EQ(drawn->operation.weight_ppm, 50'000U);
  EXPECT_EQ(drawn->operation.assigned, "spare");
}

TEST(ParsedLine, TellsAWrongChecksum_AndStillReads) {
  std::string line = numbered(render(testing::served(6)));
  line.replace(line.find("assistant"), 9, "assistent");
  const auto read = read_line(line);
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->checksum_holds);
  EXPECT_EQ(read->operation.route, "assistent");
}

TEST(ParsedLine, ReadsTheOtherKinds) {
  SnapshotRecord snapshot;
  snapshot.version = 7;
  snapshot.targets.push_back({"main", "api.openai.com:443", {Family::ChatCompletions}, "env", "gpt-5.1"});
  snapshot.routes.push_back({"assistant", Family::ChatCompletions, "main", {"spare"}, "automatic", "first_content", "warn", 3, 2});
  const auto read = read_line(numbered(render_snapshot(snapshot).front()));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->config, 7U);
  ASSERT_EQ(read->targets.size(), 1U);
  EXPECT_EQ(read->targets[0].origin, "api.openai.com:443");
  ASSERT_EQ(read->routes.size(), 1U);
  EXPECT_EQ(read->routes[0].attempts, 3U);
  const auto gap = read_line(numbered(render(GapRecord{{}, GapReason::QueueFull, 12})));
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->gap_count, 12U);
  EXPECT_EQ(gap->gap_reason, "queue_full");
}

TEST(ParsedLine, OfAnythingElseIsCorrupt_AndNeverMore) {
  for (const char* text : {"", "{}", "[]", "null", R"({"v":1,"kind":"gap","seq":1})", "\xff\xff"})
    EXPECT_FALSE(read_line(text)) << text;
  EXPECT_FALSE(read_line(std::string(kLineBytesMax + 1, 'x')));
  EXPECT_FALSE(read_line(numbered(R"({"v":1,"kind":"gap"})"))) << "no time";
  const std::string good = numbered(render(testing::rescued(6)));
  Random random(21);
  for (int round = 0; round < 3000; ++round) {
    std::string bad = good;
    for (std::uint64_t i = random.below(4) + 1; i > 0; --i) bad[random.below(bad.size())] = static_cast<char>(random.below(256));
    const auto read = read_line(bad);
    if (read && bad != good) {
      EXPECT_FALSE(read->checksum_holds);
    }
  }
}

TEST(ParsedLine, WithForeignTypesInItsMembersIsReadAsFarAsItGoes) {
  const auto read = read_line(numbered(
      R"({"v":1,"kind":"operation","id":5,"ts":"2026-07-05T12:00:00Z","attempts":{"a":1},"conditions":"x","unproven":7,"passed_over":[1]})"));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->operation.id.empty());
  EXPECT_TRUE(read->operation.attempts.empty());
  EXPECT_TRUE(read->operation.conditions.empty());
  EXPECT_TRUE(read->operation.unproven.empty());
}

}  // namespace
}  // namespace jurymast::record
