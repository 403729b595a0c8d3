#include "wire/error_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "wire/stream_reader.hpp"

namespace jurymast::wire {
namespace {

const OwnError kTruncated{.type = "server_error", .code = "truncated", .message = "The upstream ended early."};

TEST(OwnErrors, HaveTheEnvelopeEverySdkReads) {
  EXPECT_EQ(error_envelope(kTruncated),
            R"({"error":{"message":"The upstream ended early.","type":"server_error","param":null,"code":"truncated"}})");
  const OwnError full{.type = "rate_limit_error", .code = "all_paused", .message = "m", .param = "model", .retry_after_s = 90};
  EXPECT_EQ(error_envelope(full),
            R"({"error":{"message":"m","type":"rate_limit_error","param":"model","code":"all_paused","retry_after_s":90}})");
}

TEST(OwnErrors, EscapeTheirTexts) {
  const OwnError odd{.type = "t", .code = "c", .message = "a \"b\"\n\\ \x01", .param = "p\"q"};
  const nlohmann::json parsed = nlohmann::json::parse(error_envelope(odd));
  EXPECT_EQ(parsed["error"]["message"], "a \"b\"\n\\ \x01");
  EXPECT_EQ(parsed["error"]["param"], "p\"q");
}

TEST(OwnErrors, EndAChatStreamWithOneDataEvent) {
  EXPECT_EQ(error_event(Family::ChatCompletions, kTruncated, 7),
            "data: {\"error\":{\"message\":\"The upstream ended early.\",\"type\":\"server_error\",\"param\":null,"
            "\"code\":\"truncated\"}}\n\n");
}

TEST(OwnErrors, EndAResponsesStreamWithBothForms) {
  EXPECT_EQ(error_event(Family::Responses, kTruncated, 7),
            "event: error\ndata: {\"type\":\"error\",\"sequence_number\":7,\"code\":\"truncated\","
            "\"message\":\"The upstream ended early.\",\"param\":null,\"error\":{\"message\":\"The upstream ended early.\","
            "\"type\":\"server_error\",\"param\":null,\"code\":\"truncated\"}}\n\n");
}

TEST(OwnErrors, AreErrorsToOurOwnReader) {
  for (const Family family : {Family::ChatCompletions, Family::Responses}) {
    SseSplitter splitter;
    splitter.feed(error_event(family, kTruncated, 3));
    SseSplitter::Event event;
    ASSERT_EQ(splitter.next(event), SseSplitter::Status::Event);
    JsonScratch scratch;
    StreamReader reader(family, 1);
    EXPECT_EQ(reader.read(event, scratch), EventKind::Error);
    EXPECT_EQ(reader.facts().error.code, "truncated");
    EXPECT_EQ(reader.facts().error.type, "server_error");
  }
}

}  // namespace
}  // namespace jurymast::wire
