#include <gtest/gtest.h>

#include <string>

#include "wire/stream_reader.hpp"

namespace jurymast::wire {
namespace {

struct Responses {
  Responses() : reader(Family::Responses, 1) {}
  EventKind read(std::string_view data, std::string_view name = {}) {
    SseSplitter::Event event;
    event.data = data;
    event.name = name;
    event.has_data = true;
    return reader.read(event, scratch);
  }
  EventKind typed(std::string_view type, std::string_view members = {}) {
    return read(R"({"type":")" + std::string(type) + "\"" + std::string(members) + "}");
  }
  const AnswerFacts& facts() const { return reader.facts(); }
  JsonScratch scratch;
  StreamReader reader;
};

TEST(ResponsesStream, ReadsOpenAis) {
  Responses stream;
  EXPECT_EQ(stream.read(R"({"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","status":"in_progress","error":null,"model":"gpt-5.1","output":[],"usage":null}})"),
            EventKind::Preamble);
  EXPECT_EQ(stream.facts().id, "resp_1");
  EXPECT_EQ(stream.read(R"({"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_1","object":"response","status":"in_progress"}})"), EventKind::Preamble);
  EXPECT_EQ(stream.read(R"({"type":"response.output_item.added","sequence_number":2,"item":{"type":"message","content":[]}})"), EventKind::Preamble);
  EXPECT_EQ(stream.read(R"({"type":"response.content_part.added","sequence_number":3,"part":{"type":"output_text","text":""}})"), EventKind::Preamble);
  EXPECT_EQ(stream.read(R"({"type":"response.output_text.delta","sequence_number":4,"delta":"Hi","obfuscation":"xyz"})"), EventKind::Content);
  EXPECT_EQ(stream.read(R"({"type":"response.output_text.done","sequence_number":5,"text":"Hi"})"), EventKind::Content);
  EXPECT_FALSE(stream.facts().finished);
  EXPECT_EQ(stream.read(R"({"type":"response.completed","sequence_number":6,"response":{"id":"resp_1","object":"response","status":"completed","error":null,"model":"gpt-5.1",)"
                        R"("output":[{"type":"message","content":[{"type":"output_text","text":"Hi"}]}],"usage":{"input_tokens":3,"output_tokens":4}}})"),
            EventKind::Finish);
  const AnswerFacts& facts = stream.facts();
  EXPECT_TRUE(facts.parsed && facts.object_matches && facts.required_present && facts.has_content && facts.finished);
  EXPECT_FALSE(facts.error.present);
  EXPECT_EQ(facts.finish, FinishState::Stop);
  EXPECT_EQ(facts.model, "gpt-5.1");
  EXPECT_EQ(facts.usage.output_tokens, 4U);
  EXPECT_EQ(stream.reader.next_sequence_number(), 7U);
  EXPECT_EQ(stream.read("[DONE]"), EventKind::Done);
  EXPECT_EQ(stream.typed("response.output_text.delta", R"(,"delta":"x")"), EventKind::Trailing);
}

TEST(ResponsesStream, IsNotEndedByAnEventsNameAlone) {
  Responses stream;
  stream.typed("response.output_text.delta", R"(,"delta":"x")");
  EXPECT_EQ(stream.read(R"({"e_number":8})", "response.completed"), EventKind::Preamble) << "SDKs read the data, not the name";
  EXPECT_FALSE(stream.facts().finished);
  EXPECT_EQ(stream.typed("response.completed", R"(,"response":{"id":"r","object":"response","status":"completed"})"), EventKind::Finish);
}

TEST(ResponsesStream, IsNotEndedByAnEventThatSaysTwiceWhatItIs) {
  for (const std::string_view twice : {R"({"type":"response.completed","type":"response.output_text.delta","response":{"id":"r"}})",
                                       R"({"type":"response.completed","response":{"status":"completed"},"response":{"status":"failed"}})"}) {
    Responses stream;
    stream.typed("response.output_text.delta", R"(,"delta":"x")");
    EXPECT_EQ(stream.read(twice), EventKind::Malformed) << twice;
    EXPECT_FALSE(stream.facts().finished) << twice;
  }
}

TEST(ResponsesStream, ReadsASparseOneWithoutSequenceNumbers) {
  Responses stream;
  stream.typed("response.created", R"(,"response":{"id":"r","object":"response","status":"in_progress","output":[]})");
  EXPECT_EQ(stream.typed("response.output_text.delta", R"(,"delta":"x")"), EventKind::Content);
  EXPECT_EQ(stream.typed("response.completed", R"(,"response":{"id":"r","object":"response","status":"completed","output":[]})"), EventKind::Finish);
  EXPECT_TRUE(stream.facts().has_content);
  EXPECT_EQ(stream.reader.next_sequence_number(), 0U);
}

TEST(ResponsesStream, OutputBearingEventsAreContent) {
  for (const char* data : {R"({"type":"response.refusal.delta","delta":"no"})", R"({"type":"response.reasoning_summary_text.delta","delta":"hm"})",
                           R"({"type":"response.function_call_arguments.delta","delta":"{"})", R"({"type":"response.function_call_arguments.done","arguments":""})",
                           R"({"type":"response.web_search_call.in_progress"})", R"({"type":"response.mcp_call.failed"})",
                           R"({"type":"response.image_generation_call.partial_image","partial_image_b64":"x"})", R"({"type":"response.audio.delta","delta":"x"})",
                           R"({"type":"response.content_part.done","part":{"type":"output_text","text":"x"}})",
                           R"({"type":"response.output_item.done","item":{"type":"function_call","arguments":"{}"}})"}) {
    Responses stream;
    EXPECT_EQ(stream.read(data), EventKind::Content) << data;
    EXPECT_TRUE(stream.facts().has_content) << data;
  }
}

TEST(ResponsesStream, EventsWithoutOutputArePreamble) {
  for (const char* data : {R"({"type":"response.queued","response":{}})", R"({"type":"response.reasoning_summary_part.added","part":{"text":""}})",
                           R"({"type":"response.output_item.added","item":{"type":"function_call","name":"f","arguments":""}})",
                           R"({"type":"response.output_text.delta","delta":""})", R"({"type":"response.output_text.done","text":""})",
                           R"({"type":"response.output_item.done","item":{"type":"reasoning","summary":[]}})",
                           R"({"type":"response.output_item.done","item":{"type":"message","content":[]}})", R"({"type":"keepalive"})", R"({})"}) {
    Responses stream;
    EXPECT_EQ(stream.read(data), EventKind::Preamble) << data;
    EXPECT_FALSE(stream.facts().has_content) << data;
  }
}

TEST(ResponsesStream, TheEventLineStandsInForAMissingType) {
  Responses stream;
  EXPECT_EQ(stream.read(R"({"delta":"x"})", "response.output_text.delta"), EventKind::Content);
  EXPECT_EQ(stream.read(R"({"type":"response.created"})", "response.output_text.delta"), EventKind::Preamble);
}

TEST(ResponsesStream, EveryFormOfFailureIsAnError) {
  struct Case {
    const char* data;
    const char* name;
    const char* code;
  };
  for (const Case& c : {Case{R"({"type":"error","sequence_number":2,"error":{"type":"insufficient_quota","code":"insufficient_quota","message":"x","param":null}})", "error", "insufficient_quota"},
                        Case{R"({"type":"error","code":"rate_limit_exceeded","message":"x","param":null,"sequence_number":2})", "error", "rate_limit_exceeded"},
                        Case{R"({"code":"server_error","message":"x"})", "error", "server_error"},
                        Case{R"({"type":"response.failed","response":{"id":"r","status":"failed","error":{"code":"context_length_exceeded","message":"x"}}})", "", "context_length_exceeded"},
                        Case{R"({"type":"response.failed","response":{"status":"failed","error":null}})", "", ""},
                        Case{R"({"type":"response.completed","response":{"status":"failed","error":{"code":"server_error"}}})", "", "server_error"},
                        Case{R"({"error":{"code":"x"}})", "", "x"}}) {
    Responses stream;
    EXPECT_EQ(stream.read(c.data, c.name), EventKind::Error) << c.data;
    EXPECT_TRUE(stream.facts().error.present) << c.data;
    EXPECT_EQ(stream.facts().error.code, c.code) << c.data;
    EXPECT_FALSE(stream.facts().finished) << c.data;
  }
}

TEST(ResponsesStream, ReadsOpenRoutersErrorTypeAtTheTop) {
  Responses stream;
  EXPECT_EQ(stream.read(R"({"type":"response.failed","error_type":"provider_overloaded","response":{"status":"failed","error":{"code":"server_error"}}})"), EventKind::Error);
  EXPECT_EQ(stream.facts().error.type, "provider_overloaded");
}

TEST(ResponsesStream, AnIncompleteResponseIsAnEnd) {
  Responses stream;
  EXPECT_EQ(stream.typed("response.incomplete", R"(,"response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]})"), EventKind::Finish);
  EXPECT_EQ(stream.facts().finish, FinishState::Incomplete);
  EXPECT_TRUE(stream.facts().finished);
}

TEST(ResponsesStream, AChatStreamIsNotMistakenForOne) {
  Responses stream;
  stream.read(R"({"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"x"}}]})");
  EXPECT_FALSE(stream.facts().object_matches);
  EXPECT_FALSE(stream.facts().has_content);
}

TEST(ResponsesStream, WhatIsNoJsonObjectIsMalformed) {
  for (const char* data : {"", "x", "[]", R"({"type":"response.completed","response":{"id":"x"})"}) {
    Responses stream;
    EXPECT_EQ(stream.read(data), EventKind::Malformed) << data;
    EXPECT_FALSE(stream.facts().finished || stream.facts().parsed) << data;
  }
}

TEST(ResponsesStream, TheSequenceGoesOnFromTheHighestSeen) {
  Responses stream;
  stream.typed("response.created", R"(,"sequence_number":5)");
  stream.typed("response.in_progress", R"(,"sequence_number":3)");
  stream.typed("response.queued", R"(,"sequence_number":-1)");
  EXPECT_EQ(stream.reader.next_sequence_number(), 6U);
}

}  // namespace
}  // namespace jurymast::wire
