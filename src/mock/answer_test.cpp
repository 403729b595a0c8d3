#include "mock/answer.hpp"

#include <gtest/gtest.h>

#include "mock/plan_probe.hpp"

namespace jurymast::mock {
namespace {

using probe::Bench;
using probe::kChat;
using probe::kResponses;

Bench tagged() {
  ApiSettings settings;
  settings.tag = "A";
  settings.pace.tokens = 3;
  return Bench(std::move(settings));
}

std::string chat_with(const std::string& more) {
  return R"({"model":"m","messages":[{"role":"user","content":"hi"}],)" + more + "}";
}

std::string streamed_text(const std::vector<probe::SseEvent>& events, unsigned choice = 0) {
  std::string text;
  for (const auto& event : events) {
    const Json chunk = probe::json_of(event.data);
    if (!chunk.is_object() || chunk["choices"].empty() || chunk["choices"][0]["index"] != choice) continue;
    const Json& delta = chunk["choices"][0]["delta"];
    if (delta.contains("content") && delta["content"].is_string()) text += delta["content"].get<std::string>();
  }
  return text;
}

TEST(ChatAnswer, HasEveryDocumentedMember) {
  const auto said = tagged().chat("m", false);
  EXPECT_EQ(said.plan.status, 200);
  EXPECT_TRUE(said.body.whole);
  EXPECT_EQ(
      said.body.text,
      R"({"id":"chatcmpl-A-1","object":"chat.completion","created":1782000000,"model":"m","service_tier":"default",)"
      R"("system_fingerprint":"fp_mock","choices":[{"index":0,"message":{"role":"assistant","content":"A-1-1 A-1-2 A-1-3",)"
      R"("refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":12,)"
      R"("completion_tokens":3,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},)"
      R"("completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,)"
      R"("rejected_prediction_tokens":0}}})");
}

TEST(ChatAnswer, WithoutATagTokensAreCounted) {
  EXPECT_NE(Bench().chat("m", false).body.text.find("\"t1 t2 t3 t4 t5 t6 t7 t8\""), std::string::npos);
}

TEST(ChatAnswer, EveryAttemptHasATextOfItsOwn) {
  Bench bench = tagged();
  EXPECT_NE(bench.chat("m", false).body.text.find("A-1-1"), std::string::npos);
  EXPECT_NE(bench.chat("m", false).body.text.find("A-2-1"), std::string::npos);
}

TEST(ChatStream, IsRoleThenContentThenFinishThenDone) {
  const auto said = tagged().chat("m", true);
  ASSERT_EQ(said.events.size(), 6U);
  EXPECT_TRUE(said.body.whole);
  EXPECT_EQ(
      said.events[0].data,
      R"({"id":"chatcmpl-A-1","object":"chat.completion.chunk","created":1782000000,"model":"m","service_tier":"default",)"
      R"("system_fingerprint":"fp_mock","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},)"
      R"("logprobs":null,"finish_reason":null}]})");
  EXPECT_EQ(streamed_text(said.events), "A-1-1 A-1-2 A-1-3");
  EXPECT_EQ(probe::json_of(said.events[4].data)["choices"][0],
            probe::json_of(R"({"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"})"));
  EXPECT_EQ(said.events[5].data, "[DONE]");
  EXPECT_EQ(said.events[5].name, "");
}

TEST(ChatStream, UsageComesInAChunkOfItsOwnWhereAskedFor_AndIsNullElsewhere) {
  const auto said = tagged().post(kChat, chat_with(R"("stream":true,"stream_options":{"include_usage":true})"));
  ASSERT_EQ(said.events.size(), 7U);
  EXPECT_TRUE(probe::json_of(said.events[0].data)["usage"].is_null());
  const Json last = probe::json_of(said.events[5].data);
  EXPECT_TRUE(last["choices"].empty());
  EXPECT_EQ(last["usage"]["completion_tokens"], 3);
}

TEST(ChatStream, ChoicesAreInterleaved_AndEachEnds) {
  const auto said = tagged().post(kChat, chat_with(R"("stream":true,"n":2)"));
  EXPECT_EQ(streamed_text(said.events, 0), "A-1-1 A-1-2 A-1-3");
  EXPECT_EQ(streamed_text(said.events, 1), "A-1-1/1 A-1-2/1 A-1-3/1");
  unsigned finished = 0;
  for (const auto& event : said.events)
    finished += event.data.find("\"finish_reason\":\"stop\"") != std::string::npos ? 1U : 0U;
  EXPECT_EQ(finished, 2U);
}

TEST(ChatAnswer, StopsAtTheTokenLimit) {
  const auto said = tagged().post(kChat, chat_with(R"("max_completion_tokens":2)"));
  EXPECT_EQ(said.json["choices"][0]["message"]["content"], "A-1-1 A-1-2");
  EXPECT_EQ(said.json["choices"][0]["finish_reason"], "length");
}

const char* const kTool = R"("tools":[{"type":"function","function":{"name":"look"}}],"tool_choice":"required")";

TEST(ChatAnswer, CallsATool) {
  const auto said = tagged().post(kChat, chat_with(kTool));
  const Json choice = said.json["choices"][0];
  EXPECT_TRUE(choice["message"]["content"].is_null());
  EXPECT_EQ(choice["message"]["tool_calls"][0],
            probe::json_of(R"({"id":"call_A-1_0","type":"function","function":{"name":"look",
    "arguments":"{\"path\":\"mock\",\"tag\":\"A-1\"}"}})"));
  EXPECT_EQ(choice["finish_reason"], "tool_calls");
}

TEST(ChatStream, SendsAToolCallInFragments) {
  const auto said = tagged().post(kChat, chat_with(std::string(R"("stream":true,)") + kTool));
  std::string arguments;
  unsigned named = 0;
  for (const auto& event : said.events) {
    const Json chunk = probe::json_of(event.data);
    if (!chunk.is_object() || !chunk["choices"][0]["delta"].contains("tool_calls")) continue;
    const Json call = chunk["choices"][0]["delta"]["tool_calls"][0];
    arguments += call["function"]["arguments"].get<std::string>();
    named += call.contains("id") && call["function"]["name"] == "look" ? 1U : 0U;
  }
  EXPECT_EQ(arguments, R"({"path":"mock","tag":"A-1"})");
  EXPECT_EQ(named, 1U);
}

TEST(ChatAnswer, SpeaksJsonWhereThatIsWanted) {
  const auto said = tagged().post(kChat, chat_with(R"("response_format":{"type":"json_object"})"));
  EXPECT_EQ(said.json["choices"][0]["message"]["content"], R"({"ok":true,"path":"mock"})");
}

TEST(ResponsesAnswer, HasEveryDocumentedMember) {
  const auto said = tagged().responses("m", false);
  for (const char* const name : {"id",
                                 "object",
                                 "created_at",
                                 "status",
                                 "background",
                                 "completed_at",
                                 "error",
                                 "incomplete_details",
                                 "instructions",
                                 "max_output_tokens",
                                 "max_tool_calls",
                                 "model",
                                 "output",
                                 "parallel_tool_calls",
                                 "previous_response_id",
                                 "prompt_cache_key",
                                 "reasoning",
                                 "safety_identifier",
                                 "service_tier",
                                 "store",
                                 "temperature",
                                 "text",
                                 "tool_choice",
                                 "tools",
                                 "top_logprobs",
                                 "top_p",
                                 "truncation",
                                 "usage",
                                 "user",
                                 "metadata"}) {
    EXPECT_TRUE(said.json.contains(name)) << name;
  }
  EXPECT_EQ(said.json["id"], "resp_A-1");
  EXPECT_EQ(said.json["status"], "completed");
  EXPECT_TRUE(said.json["error"].is_null());
  EXPECT_EQ(said.json["output"],
            probe::json_of(R"([{"id":"msg_A-1","type":"message","status":"completed","role":"assistant",
    "content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"A-1-1 A-1-2 A-1-3"}]}])"));
  EXPECT_EQ(said.json["usage"]["total_tokens"], 15);
}

TEST(ResponsesStream, GoesThroughItsLifecycleWithNumberedNamedEvents) {
  const auto said = tagged().responses("m", true);
  const std::vector<std::string> expected{"response.created",           "response.in_progress",
                                          "response.output_item.added", "response.content_part.added",
                                          "response.output_text.delta", "response.output_text.delta",
                                          "response.output_text.delta", "response.output_text.done",
                                          "response.content_part.done", "response.output_item.done",
                                          "response.completed"};
  ASSERT_EQ(said.events.size(), expected.size());
  std::string text;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Json data = probe::json_of(said.events[i].data);
    EXPECT_EQ(said.events[i].name, expected[i]);
    EXPECT_EQ(data["type"], expected[i]);
    EXPECT_EQ(data["sequence_number"], i);
    if (data.contains("delta")) text += data["delta"].get<std::string>();
  }
  EXPECT_EQ(text, "A-1-1 A-1-2 A-1-3");
  EXPECT_EQ(probe::json_of(said.events[7].data)["text"], text);
  EXPECT_EQ(probe::json_of(said.events[10].data)["response"]["output"][0]["content"][0]["text"], text);
  EXPECT_EQ(probe::json_of(said.events[0].data)["response"]["status"], "in_progress");
  EXPECT_TRUE(probe::json_of(said.events[0].data)["response"]["usage"].is_null());
}

TEST(ResponsesAnswer, IsIncompleteAtTheTokenLimit) {
  const auto said = tagged().post(kResponses, R"({"model":"m","input":"hi","max_output_tokens":1})");
  EXPECT_EQ(said.json["status"], "incomplete");
  EXPECT_EQ(said.json["incomplete_details"]["reason"], "max_output_tokens");
}

TEST(ResponsesStream, AnIncompleteOneEndsWithItsOwnEvent) {
  const auto said = tagged().post(kResponses, R"({"model":"m","input":"hi","stream":true,"max_output_tokens":1})");
  EXPECT_EQ(said.events.back().name, "response.incomplete");
}

TEST(ResponsesStream, CallsAFunction) {
  const auto said = tagged().post(
      kResponses,
      R"({"model":"m","input":"hi","stream":true,"tools":[{"type":"function","name":"look"}],"tool_choice":"required"})");
  std::string arguments;
  for (const auto& event : said.events) {
    if (event.name == "response.function_call_arguments.delta")
      arguments += probe::json_of(event.data)["delta"].get<std::string>();
  }
  EXPECT_EQ(arguments, R"({"path":"mock","tag":"A-1"})");
  const Json item = probe::json_of(said.events.back().data)["response"]["output"][0];
  EXPECT_EQ(item["type"], "function_call");
  EXPECT_EQ(item["name"], "look");
  EXPECT_EQ(item["arguments"], arguments);
  EXPECT_EQ(item["call_id"], "call_A-1");
}

TEST(Pacing, AStreamWaitsBeforeItsFirstContent_AndThenForEachToken) {
  ApiSettings settings;
  settings.pace = {4, std::chrono::milliseconds(100), std::chrono::milliseconds(10), {}};
  const auto said = Bench(settings).chat("m", true);
  ASSERT_GE(said.played.waits.size(), 6U);
  EXPECT_EQ(said.played.waits[0], Duration(0));
  EXPECT_EQ(said.played.waits[1], Duration(0));
  EXPECT_EQ(said.played.waits[2], std::chrono::milliseconds(100));
  EXPECT_EQ(said.played.waits[3], std::chrono::milliseconds(10));
  EXPECT_EQ(said.played.total, std::chrono::milliseconds(130));
}

TEST(Pacing, ABufferedAnswerTakesAsLongAsItsStream) {
  ApiSettings settings;
  settings.pace = {4, std::chrono::milliseconds(100), std::chrono::milliseconds(10), {}};
  const auto said = Bench(settings).chat("m", false);
  EXPECT_EQ(said.played.waits[0], std::chrono::milliseconds(130));
}

TEST(Head, CarriesWhatARealUpstreamSends) {
  const std::string head = tagged().chat("m", true).head;
  for (const char* const field :
       {"content-type: text/event-stream; charset=utf-8\r\n", "x-request-id: req_A-1\r\n",
        "openai-processing-ms: 0\r\n", "x-ratelimit-limit-requests: ", "x-ratelimit-remaining-tokens: ",
        "x-ratelimit-reset-requests: 6ms\r\n", "transfer-encoding: chunked\r\n"}) {
    EXPECT_NE(head.find(field), std::string::npos) << field;
  }
}

}  // namespace
}  // namespace jurymast::mock
