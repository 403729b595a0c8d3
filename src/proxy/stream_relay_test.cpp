#include "proxy/stream_relay.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace jurymast::proxy {
namespace {

using Signal = StreamRelay::Signal;
using Signals = std::vector<Signal>;

constexpr std::string_view kRole =
    "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":"
    "\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n";
constexpr std::string_view kToken =
    "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
    "\"hello\"},\"finish_reason\":null}]}\n\n";
constexpr std::string_view kStop =
    "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},"
    "\"finish_reason\":\"stop\"}]}\n\n";
constexpr std::string_view kUsage =
    "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,"
    "\"completion_tokens\":1,\"total_tokens\":4}}\n\n";
constexpr std::string_view kDone = "data: [DONE]\n\n";

StreamRelay::Settings settings() {
  return {.preamble_bytes_max = limits::kPreambleBytesMax, .held_bytes_max = limits::kCompleteStreamBytesMax};
}

std::string ready_text(const StreamRelay& relay) {
  std::string text;
  for (const std::string_view piece : relay.ready()) text += piece;
  return text;
}

std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

class StreamRelayTest : public testing::Test {
 protected:
  wire::JsonScratch scratch_;
};

TEST_F(StreamRelayTest, HoldsThePreamble_UntilContentIsSeen) {
  StreamRelay relay(settings());
  relay.feed(kRole, scratch_);
  EXPECT_TRUE(relay.signals().empty());
  ASSERT_TRUE(relay.hold());
  EXPECT_TRUE(relay.ready().empty());
  relay.feed(kToken, scratch_);
  EXPECT_EQ(relay.signals(), Signals{Signal::Content});
  EXPECT_EQ(relay.take_held(), kRole);
  EXPECT_EQ(ready_text(relay), kToken);
}

TEST_F(StreamRelayTest, NeverPassesDoneOrAnIncompleteEvent) {
  StreamRelay relay(settings());
  relay.feed(join({kToken, kStop, kDone, "data: {\"late\":1}\n\n"}), scratch_);
  EXPECT_EQ(relay.signals(), (Signals{Signal::Content, Signal::Terminal, Signal::Done}));
  EXPECT_EQ(ready_text(relay), join({kToken, kStop}));
  StreamRelay cut(settings());
  cut.feed(kToken.substr(0, kToken.size() - 1), scratch_);
  EXPECT_TRUE(cut.ready().empty());
  EXPECT_TRUE(cut.signals().empty());
}

TEST_F(StreamRelayTest, ReplacesAnErrorEvent_AndPassesWhatCameBefore) {
  StreamRelay relay(settings());
  relay.feed(join({kToken, "data: {\"error\":{\"message\":\"secret text\",\"code\":\"server_error\"}}\n\n", kDone}), scratch_);
  EXPECT_EQ(relay.signals(), (Signals{Signal::Content, Signal::Error}));
  EXPECT_EQ(ready_text(relay), kToken);
  EXPECT_EQ(relay.facts().error.code, "server_error");
}

TEST_F(StreamRelayTest, StripsTheUsageChunk_OnlyWhereTheClientDidNotAsk) {
  StreamRelay::Settings stripping = settings();
  stripping.strip_usage = true;
  StreamRelay relay(stripping);
  relay.feed(join({kToken, kStop, kUsage}), scratch_);
  EXPECT_EQ(ready_text(relay), join({kToken, kStop}));
  EXPECT_EQ(relay.facts().usage.output_tokens, 1U);
  StreamRelay passing(settings());
  passing.feed(join({kToken, kStop, kUsage}), scratch_);
  EXPECT_EQ(ready_text(passing), join({kToken, kStop, kUsage}));
}

TEST_F(StreamRelayTest, SkipsMalformedEvents_OnlyWhereTheRouteSaysSo) {
  const std::string text = join({kToken, "data: {broken\n\n", kStop});
  StreamRelay strict(settings());
  strict.feed(text, scratch_);
  EXPECT_EQ(strict.signals(), (Signals{Signal::Content, Signal::Malformed}));
  StreamRelay::Settings lenient = settings();
  lenient.skip_malformed = true;
  StreamRelay relay(lenient);
  relay.feed(text, scratch_);
  EXPECT_EQ(relay.signals(), (Signals{Signal::Content, Signal::Terminal}));
  EXPECT_EQ(ready_text(relay), join({kToken, kStop}));
  EXPECT_EQ(relay.skipped_events(), 1U);
}

TEST_F(StreamRelayTest, RefusesToHoldMoreThanThePreambleLimit) {
  StreamRelay::Settings small = settings();
  small.preamble_bytes_max = kRole.size() + 1;
  StreamRelay relay(small);
  relay.feed(kRole, scratch_);
  EXPECT_TRUE(relay.hold());
  relay.feed(kRole, scratch_);
  EXPECT_FALSE(relay.hold());
}

TEST_F(StreamRelayTest, GivesALastEventItsBlankLine) {
  StreamRelay relay(settings());
  relay.feed(join({kToken, kStop.substr(0, kStop.size() - 1)}), scratch_);
  relay.taken();
  relay.finish(scratch_);
  EXPECT_EQ(relay.signals(), Signals{Signal::Terminal});
  EXPECT_EQ(ready_text(relay), kStop);
}

TEST_F(StreamRelayTest, CountsOnlyContentAsProgressForChat) {
  StreamRelay relay(settings());
  relay.feed(": ping\n\n", scratch_);
  EXPECT_FALSE(relay.take_progress());
  relay.feed(kToken, scratch_);
  EXPECT_TRUE(relay.take_progress());
  EXPECT_FALSE(relay.take_progress());
}

}  // namespace
}  // namespace jurymast::proxy
