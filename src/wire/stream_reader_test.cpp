#include "wire/stream_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "wire/request_view.hpp"

namespace jurymast::wire {
namespace {

/// A chat stream fed event by event, as `data` texts.
struct Chat {
  explicit Chat(unsigned choices = 1) : reader(Family::ChatCompletions, choices) {}
  EventKind read(std::string_view data, std::string_view name = {}) {
    SseSplitter::Event event;
    event.data = data;
    event.name = name;
    event.has_data = true;
    return reader.read(event, scratch);
  }
  EventKind delta(std::string_view delta, std::string_view finish = "null", std::string_view index = "0") {
    return read(R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":)" + std::string(index) +
                R"(,"delta":)" + std::string(delta) + R"(,"logprobs":null,"finish_reason":)" + std::string(finish) + "}]}");
  }
  const AnswerFacts& facts() const { return reader.facts(); }
  JsonScratch scratch;
  StreamReader reader;
};

TEST(ChatStream, ReadsOpenAisWithUsage) {
  Chat stream;
  EXPECT_EQ(stream.delta(R"({"role":"assistant","content":"","refusal":null})"), EventKind::Preamble);
  EXPECT_EQ(stream.delta(R"({"content":"Hel"})"), EventKind::Content);
  EXPECT_EQ(stream.delta(R"({"content":"lo"})"), EventKind::Content);
  EXPECT_FALSE(stream.facts().finished);
  EXPECT_EQ(stream.delta("{}", "\"stop\""), EventKind::Finish);
  EXPECT_EQ(stream.read(R"({"id":"c","object":"chat.completion.chunk","model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}})"),
            EventKind::UsageOnly);
  EXPECT_EQ(stream.read("[DONE]"), EventKind::Done);
  const AnswerFacts& facts = stream.facts();
  EXPECT_TRUE(facts.parsed && facts.object_matches && facts.required_present && facts.has_content && facts.finished);
  EXPECT_EQ(facts.finish, FinishState::Stop);
  EXPECT_EQ(facts.usage.input_tokens, 9U);
  EXPECT_EQ(facts.usage.output_tokens, 2U);
  EXPECT_EQ(facts.model, "m");
  EXPECT_TRUE(facts.id_present);
  EXPECT_EQ(stream.reader.event_count(), 6U);
}

TEST(ChatStream, EveryDeltaTheCallerSeesIsContent) {
  for (const char* delta : {R"({"content":"x"})", R"({"content":[{"type":"text","text":"x"}]})", R"({"refusal":"no"})",
                            R"({"reasoning_content":"hm"})", R"({"reasoning":"hm"})", R"({"reasoning_details":[{"text":"hm"}]})",
                            R"({"tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"f","arguments":""}}]})",
                            R"({"function_call":{"name":"f"}})", R"({"audio":{"data":"x"}})"}) {
    Chat stream;
    EXPECT_EQ(stream.delta(delta), EventKind::Content) << delta;
    EXPECT_TRUE(stream.facts().has_content) << delta;
  }
  for (const char* delta : {"{}", "null", R"({"role":"assistant"})", R"({"content":""})", R"({"content":null,"reasoning_content":null})",
                            R"({"tool_calls":[]})", R"({"tool_calls":null,"refusal":""})"}) {
    Chat stream;
    EXPECT_EQ(stream.delta(delta), EventKind::Preamble) << delta;
    EXPECT_FALSE(stream.facts().has_content) << delta;
  }
}

TEST(ChatStream, ReadsAzures) {
  Chat stream;
  EXPECT_EQ(stream.read(R"({"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]})"),
            EventKind::Preamble);
  EXPECT_EQ(stream.delta(R"({"content":"x"})"), EventKind::Content);
  EXPECT_EQ(stream.read(R"({"id":"","object":"","created":0,"model":"","choices":[{"index":0,"finish_reason":null,"content_filter_results":{},"content_filter_offsets":{}}]})"),
            EventKind::Preamble);
  EXPECT_EQ(stream.delta("{}", "\"content_filter\""), EventKind::Finish);
  EXPECT_TRUE(stream.facts().object_matches);
  EXPECT_EQ(stream.facts().model, "m");
  EXPECT_EQ(stream.facts().finish, FinishState::ContentFilter);
}

TEST(ChatStream, ReadsOpenRoutersErrorInMidstream) {
  Chat stream;
  EXPECT_EQ(stream.delta(R"({"content":"x"})"), EventKind::Content);
  EXPECT_EQ(stream.read(R"({"id":"g","object":"chat.completion.chunk","model":"m","error":{"code":502,"message":"Provider disconnected","metadata":{"error_type":"provider_unavailable"}},)"
                        R"("choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]})"),
            EventKind::Error);
  EXPECT_FALSE(stream.facts().finished);
  EXPECT_EQ(stream.facts().error.numeric_code, 502);
  EXPECT_EQ(stream.facts().error.type, "provider_unavailable");
}

TEST(ChatStream, ReadsVllmsErrorBeforeItsDone) {
  Chat stream;
  EXPECT_EQ(stream.read(R"({"error":{"message":"boom","type":"InternalServerError","param":null,"code":500}})"), EventKind::Error);
  EXPECT_EQ(stream.read("[DONE]"), EventKind::Done);
  EXPECT_EQ(stream.facts().error.numeric_code, 500);
  EXPECT_FALSE(stream.facts().finished);
}

TEST(ChatStream, EveryShapeOfErrorIsOne) {
  for (const char* data : {R"({"error":"overloaded"})", R"({"error":{"object":"error","message":"too long"}})",
                           R"({"type":"error","error":{"type":"overloaded_error","message":"x"}})", R"({"object":"error","message":"x","code":400})",
                           R"({"code":"x","message":"y"})", R"({"choices":[{"index":0,"delta":{},"error":{"code":500}}]})"}) {
    Chat stream;
    EXPECT_EQ(stream.read(data), EventKind::Error) << data;
    EXPECT_TRUE(stream.facts().error.present) << data;
  }
  Chat named;
  EXPECT_EQ(named.read(R"({"code":"x","detail":"y"})", "error"), EventKind::Error);
  Chat healthy;
  EXPECT_EQ(healthy.read(R"({"error":null,"choices":[{"index":0,"delta":{"content":"x"}}]})"), EventKind::Content);
}

TEST(ChatStream, UnknownFinishReasonsAreNoEvidence) {
  for (const char* reason : {"\"error\"", "\"eos\"", "\"\"", "null", "true"}) {
    Chat stream;
    EXPECT_EQ(stream.delta(R"({"content":"x"})", reason), EventKind::Content) << reason;
    EXPECT_FALSE(stream.facts().finished) << reason;
  }
}

TEST(ChatStream, AnEventWithTwoListsOfChoicesIsNoEvidence) {
  Chat stream;
  EXPECT_EQ(stream.delta(R"({"content":"x"})"), EventKind::Content);
  EXPECT_EQ(stream.read(R"({"choices":[{"index":0,"finish_reason":"stop"}],"id":"c","choices":[{"index":0,"delta":{"content":"y"}}]})"),
            EventKind::Malformed)
      << "one reader sees the end in it, another does not";
  EXPECT_FALSE(stream.facts().finished);
  EXPECT_EQ(stream.read(R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop","finish_reason":null}]})"), EventKind::Preamble);
  EXPECT_FALSE(stream.facts().finished);
}

TEST(ChatStream, AForgedDoneIsNoEvidence) {
  Chat stream;
  stream.delta(R"({"content":"x"})");
  EXPECT_EQ(stream.read(" [DONE] "), EventKind::Done);
  EXPECT_FALSE(stream.facts().finished);
}

TEST(ChatStream, EveryRequestedChoiceMustEnd) {
  Chat stream(2);
  EXPECT_EQ(stream.delta(R"({"content":"a"})", "null", "0"), EventKind::Content);
  EXPECT_EQ(stream.delta("{}", "\"length\"", "1"), EventKind::Preamble);
  EXPECT_EQ(stream.delta("{}", "\"length\"", "1"), EventKind::Preamble);
  EXPECT_FALSE(stream.facts().finished);
  EXPECT_EQ(stream.delta("{}", "\"stop\"", "0"), EventKind::Finish);
  EXPECT_EQ(stream.facts().finish, FinishState::Stop);
}

TEST(ChatStream, ChoicesThatWereNotAskedForMustEndToo) {
  Chat stream;
  EXPECT_EQ(stream.delta(R"({"content":"b"})", "null", "2"), EventKind::Content);
  EXPECT_EQ(stream.delta("{}", "\"stop\"", "0"), EventKind::Preamble);
  EXPECT_EQ(stream.delta("{}", "\"stop\"", "1"), EventKind::Preamble);
  EXPECT_EQ(stream.delta("{}", "\"stop\"", "2"), EventKind::Finish);
  EXPECT_EQ(stream.delta(R"({"content":"late"})", "null", "3"), EventKind::Content);
  EXPECT_FALSE(stream.facts().finished);
}

TEST(ChatStream, ContentMayComeWithTheEnd_AndAnythingAfterIsTrailing) {
  Chat stream;
  EXPECT_EQ(stream.delta(R"({"content":"all"})", "\"stop\""), EventKind::Finish);
  EXPECT_TRUE(stream.facts().has_content);
  EXPECT_EQ(stream.delta(R"({"content":""})"), EventKind::Trailing);
  EXPECT_EQ(stream.read(R"({"choices":[]})"), EventKind::Trailing);
  EXPECT_EQ(stream.read(R"({"choices":[{"index":0,"delta":{"content":""},"finish_reason":null}],"usage":{"prompt_tokens":1,"completion_tokens":2}})"),
            EventKind::Trailing);
  EXPECT_TRUE(stream.facts().usage.present);
  EXPECT_TRUE(stream.facts().finished);
}

TEST(ChatStream, NullUsageIsNone) {
  Chat stream;
  EXPECT_EQ(stream.read(R"({"choices":[],"usage":null})"), EventKind::Preamble);
  EXPECT_FALSE(stream.facts().usage.present);
}

TEST(ChatStream, AnotherObjectIsRemembered) {
  Chat stream;
  stream.delta(R"({"content":"x"})");
  stream.read(R"({"object":"text_completion","choices":[{"index":0,"text":"x"}]})");
  EXPECT_FALSE(stream.facts().object_matches);
  stream.delta(R"({"content":"x"})");
  EXPECT_FALSE(stream.facts().object_matches);
}

TEST(ChatStream, WhatIsNoJsonObjectIsMalformed_AndChangesNothingElse) {
  for (const char* data : {"", "x", "[]", "\"x\"", "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]",
                           "{\"a\":\"\xFF\"}", "{\"choices\":[{\"index\":-1,\"delta\":{}}]}", "{\"choices\":[{\"index\":1024,\"delta\":{}}]}",
                           "{\"choices\":[{\"index\":\"0\",\"delta\":{}}]}", "[DONE]x"}) {
    Chat stream;
    EXPECT_EQ(stream.delta(R"({"role":"assistant"})"), EventKind::Preamble);
    EXPECT_EQ(stream.read(data), EventKind::Malformed) << data;
    EXPECT_FALSE(stream.facts().parsed || stream.facts().finished || stream.facts().has_content) << data;
    EXPECT_EQ(stream.delta(R"({"content":"x"})"), EventKind::Content);
    EXPECT_FALSE(stream.facts().parsed) << data;
  }
}

TEST(ChatStream, HalfAnEmojiInEachOfTwoDeltasIsFine) {
  Chat stream;
  EXPECT_EQ(stream.delta(R"({"content":"\ud83d"})"), EventKind::Content);
  EXPECT_EQ(stream.delta(R"({"content":"\ude00"})"), EventKind::Content);
  EXPECT_TRUE(stream.facts().parsed);
}

TEST(ChatStream, CommentsAreCountedAndCarryNothing) {
  Chat stream;
  SseSplitter::Event comment;
  comment.raw = ": ping\n\n";
  EXPECT_EQ(stream.reader.read(comment, stream.scratch), EventKind::Comment);
  EXPECT_EQ(stream.reader.event_count(), 1U);
  EXPECT_FALSE(stream.facts().parsed);
}

TEST(ChatStream, TheNumberOfChoicesIsBounded) {
  Chat stream(4'000'000'000U);
  for (unsigned index = 0; index + 1 < kChoicesMax; ++index) {
    ASSERT_EQ(stream.delta("{}", "\"stop\"", std::to_string(index)), EventKind::Preamble);
  }
  EXPECT_EQ(stream.delta("{}", "\"stop\"", std::to_string(kChoicesMax - 1)), EventKind::Finish);
}

}  // namespace
}  // namespace jurymast::wire
