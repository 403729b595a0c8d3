#include "mock/plan.hpp"

#include <gtest/gtest.h>

#include "mock/plan_probe.hpp"

namespace jurymast::mock {
namespace {

using probe::whole_body;
using probe::with;
using std::chrono::milliseconds;

constexpr Family kBoth[] = {Family::ChatCompletions, Family::Responses};

TEST(Cut, AfterAnEventNothingFollows_AndTheFramingStaysOpen) {
  for (const Family family : kBoth) {
    const auto said = with(family, "cut-event=3", true);
    EXPECT_EQ(said.events.size(), 3U);
    EXPECT_FALSE(said.body.whole);
    EXPECT_EQ(said.plan.end, PlanEnd::Reset);
  }
}

TEST(Cut, EndClosesTheFramingAsIfTheAnswerWereWhole) {
  const auto said = with(Family::ChatCompletions, "cut-event=3,cut=end", true);
  EXPECT_EQ(said.events.size(), 3U);
  EXPECT_TRUE(said.body.whole);
  EXPECT_EQ(said.plan.end, PlanEnd::Whole);
  const auto buffered = with(Family::ChatCompletions, "cut-byte=100,cut=end", false);
  EXPECT_EQ(buffered.body.text.size(), 100U);
  EXPECT_TRUE(buffered.body.whole);
}

TEST(Cut, NoTerminatorEndsTheConnectionInsteadOfTheBody) {
  const auto said = with(Family::ChatCompletions, "cut-event=3,cut=no-terminator", true);
  EXPECT_FALSE(said.body.whole);
  EXPECT_EQ(said.plan.end, PlanEnd::Close);
  const auto all = with(Family::ChatCompletions, "no-terminator", true);
  EXPECT_EQ(all.events.back().data, "[DONE]");
  EXPECT_FALSE(all.body.whole);
  EXPECT_EQ(all.plan.end, PlanEnd::Close);
}

TEST(Cut, AtEveryByteOfABodyExactlyThatManyAreSent) {
  for (const Family family : kBoth) {
    for (const bool stream : {false, true}) {
      for (std::uint64_t at = 0;; at += 7) {
        const std::string fault = "cut-byte=" + std::to_string(at);
        const std::string whole = whole_body(family, fault, stream);
        const auto said = with(family, fault, stream);
        if (at > whole.size()) {
          EXPECT_TRUE(said.body.whole);
          EXPECT_EQ(said.plan.end, PlanEnd::Whole);
          break;
        }
        ASSERT_EQ(said.body.text, whole.substr(0, at)) << fault;
        ASSERT_EQ(said.plan.end, PlanEnd::Reset);
      }
    }
  }
}

TEST(Cut, ABufferedOneStillDeclaresItsWholeLength) {
  const std::string whole = whole_body(Family::ChatCompletions, "cut-byte=9", false);
  const auto said = with(Family::ChatCompletions, "cut-byte=9", false);
  EXPECT_NE(said.head.find("content-length: " + std::to_string(whole.size()) + "\r\n"), std::string::npos);
}

TEST(Cut, InsideTheHead) {
  const auto said = with(Family::ChatCompletions, "cut-head=20", true);
  EXPECT_EQ(said.played.bytes, std::string("HTTP/1.1 200 OK\r\ncontent-type").substr(0, 20));
  EXPECT_EQ(said.plan.end, PlanEnd::Reset);
  EXPECT_EQ(with(Family::ChatCompletions, "cut-head=20,cut=end", true).plan.end, PlanEnd::Close);
}

TEST(BodyFraming, LengthChunkedAndUntilClose) {
  const std::string text = whole_body(Family::ChatCompletions, "framing=length", true);
  const auto length = with(Family::ChatCompletions, "framing=length", true);
  EXPECT_NE(length.head.find("content-length: " + std::to_string(text.size()) + "\r\n"), std::string::npos);
  EXPECT_EQ(length.body.text, text);
  EXPECT_NE(with(Family::ChatCompletions, "framing=chunked", false).head.find("transfer-encoding: chunked\r\n"),
            std::string::npos);
  const auto until_close = with(Family::ChatCompletions, "framing=close", true);
  EXPECT_EQ(until_close.head.find("chunked"), std::string::npos);
  EXPECT_NE(until_close.head.find("connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(until_close.plan.close_after);
  EXPECT_TRUE(until_close.played.bytes.ends_with("data: [DONE]\n\n"));
}

TEST(Drip, CutsTheWholeAnswerIntoPieces) {
  const auto said = with(Family::ChatCompletions, "drip-bytes=7,drip-every=5ms", true);
  EXPECT_EQ(said.body.text, whole_body(Family::ChatCompletions, "drip-bytes=7,drip-every=5ms", true));
  for (const std::string& write : said.played.writes) EXPECT_LE(write.size(), 7U);
  EXPECT_EQ(said.played.waits[1], milliseconds(5));
  EXPECT_TRUE(said.body.whole);
}

TEST(Huge, GrowsABufferedAnswerWithoutHoldingIt) {
  const auto said = with(Family::ChatCompletions, "huge=3MiB", false);
  EXPECT_TRUE(said.body.whole);
  EXPECT_GT(said.body.text.size(), 3U * limits::kMiB);
  EXPECT_EQ(said.json["choices"][0]["message"]["content"].get<std::string>().size(),
            3 * limits::kMiB + std::string("t1 t2 t3 t4 t5 t6 t7 t8").size());
  std::uint64_t held = 0;
  for (const PlanStep& step : said.plan.steps) held += step.text.size() + step.tail.size();
  EXPECT_LT(held, 4U * limits::kKiB);
}

TEST(Huge, GrowsOneEventOfAStream) {
  const auto said = with(Family::Responses, "huge=512KiB", true);
  EXPECT_TRUE(said.body.whole);
  ASSERT_EQ(said.events.size(), 16U);
  EXPECT_GT(said.events[4].data.size(), 512U * limits::kKiB);
  EXPECT_EQ(probe::json_of(said.events[4].data)["type"], "response.output_text.delta");
  EXPECT_LT(said.events[5].data.size(), limits::kKiB);
}

TEST(Huge, IsCutAtAByteInsideIt) {
  const auto said = with(Family::ChatCompletions, "huge=1MiB,cut-byte=500000", true);
  EXPECT_EQ(said.body.text.size(), 500'000U);
  EXPECT_EQ(said.plan.end, PlanEnd::Reset);
}

}  // namespace
}  // namespace jurymast::mock
