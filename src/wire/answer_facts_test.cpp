#include "wire/answer_facts.hpp"

#include <gtest/gtest.h>

#include <string>

namespace jurymast::wire {
namespace {

AnswerFacts facts_of(Family family, std::string_view text) {
  JsonScratch scratch;
  const PaddedString padded(text);
  return read_answer(family, padded.padded(), scratch);
}

AnswerFacts chat(std::string_view text) { return facts_of(Family::ChatCompletions, text); }
AnswerFacts responses(std::string_view text) { return facts_of(Family::Responses, text); }

/// A chat answer with one choice made of these members.
AnswerFacts choice(std::string_view members) {
  return chat(R"({"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,)" + std::string(members) + "}]}");
}

TEST(ChatAnswer, ReadsOpenAis) {
  const AnswerFacts facts = chat(
      R"({"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5.1-2025-11-13","choices":[{"index":0,)"
      R"("message":{"role":"assistant","content":"Hello","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],)"
      R"("usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":0}},)"
      R"("service_tier":"default","system_fingerprint":null})");
  EXPECT_TRUE(facts.parsed && facts.object_matches && facts.required_present && facts.has_content && facts.finished);
  EXPECT_EQ(facts.finish, FinishState::Stop);
  EXPECT_TRUE(facts.usage.present);
  EXPECT_EQ(facts.usage.input_tokens, 19U);
  EXPECT_EQ(facts.usage.output_tokens, 10U);
  EXPECT_EQ(facts.model, "gpt-5.1-2025-11-13");
  EXPECT_TRUE(facts.id_present);
  EXPECT_EQ(facts.id, "");
  EXPECT_FALSE(facts.error.present);
}

TEST(ChatAnswer, EveryFormOfContentCounts) {
  for (const char* message : {R"({"content":"x"})", R"({"content":[{"type":"text","text":"x"}]})", R"({"content":null,"refusal":"no"})",
                              R"({"content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]})",
                              R"({"content":null,"audio":{"id":"a","data":"x"}})", R"({"content":null,"function_call":{"name":"f","arguments":"{}"}})",
                              R"({"content":null,"tool_calls":[{"id":"t","type":"custom","custom":{"name":"f","input":"x"}}]})"}) {
    const AnswerFacts facts = choice("\"finish_reason\":\"stop\",\"message\":" + std::string(message));
    EXPECT_TRUE(facts.has_content) << message;
    EXPECT_TRUE(facts.tool_arguments_parse) << message;
  }
  for (const char* message : {R"({"content":""})", R"({"content":null,"refusal":null,"tool_calls":[],"audio":null})", R"({})",
                              R"({"content":"","reasoning_content":"thinking"})", R"({"content":[]})"}) {
    EXPECT_FALSE(choice("\"finish_reason\":\"length\",\"message\":" + std::string(message)).has_content) << message;
  }
}

TEST(ChatAnswer, OnlyDocumentedFinishReasonsEndIt) {
  const auto finish = [](std::string_view reason) {
    return choice("\"message\":{\"content\":\"x\"},\"finish_reason\":" + std::string(reason));
  };
  EXPECT_EQ(finish("\"length\"").finish, FinishState::Length);
  EXPECT_EQ(finish("\"tool_calls\"").finish, FinishState::ToolCalls);
  EXPECT_EQ(finish("\"content_filter\"").finish, FinishState::ContentFilter);
  EXPECT_EQ(finish("\"function_call\"").finish, FinishState::FunctionCall);
  EXPECT_TRUE(finish("\"function_call\"").finished);
  for (const char* reason : {"\"error\"", "\"end_turn\"", "\"STOP\""}) {
    EXPECT_EQ(finish(reason).finish, FinishState::Unknown) << reason;
    EXPECT_FALSE(finish(reason).finished) << reason;
  }
  for (const char* reason : {"null", "\"\"", "7"}) {
    EXPECT_EQ(finish(reason).finish, FinishState::None) << reason;
    EXPECT_FALSE(finish(reason).finished) << reason;
  }
}

TEST(ChatAnswer, EveryChoiceMustHaveItsMessageAndItsEnd) {
  const AnswerFacts one_open = chat(
      R"({"object":"chat.completion","choices":[{"message":{"content":"a"},"finish_reason":"length"},{"message":{"content":"b"},"finish_reason":null}]})");
  EXPECT_FALSE(one_open.finished);
  EXPECT_TRUE(one_open.required_present);
  EXPECT_EQ(one_open.finish, FinishState::Length);
  const AnswerFacts one_empty = chat(R"({"choices":[{"finish_reason":"stop"},{"message":{"content":"b"},"finish_reason":"stop"}]})");
  EXPECT_FALSE(one_empty.required_present);
  EXPECT_TRUE(one_empty.finished);
}

TEST(ChatAnswer, WithoutChoicesNothingStands) {
  for (const char* text : {R"({})", R"({"choices":[]})", R"({"choices":null})", R"({"choices":"x"})", R"({"choices":{}})"}) {
    const AnswerFacts facts = chat(text);
    EXPECT_TRUE(facts.parsed) << text;
    EXPECT_FALSE(facts.required_present || facts.has_content || facts.finished || facts.object_matches) << text;
  }
}

TEST(ChatAnswer, TheObjectMustBeSaidAndRight) {
  EXPECT_FALSE(chat(R"({"choices":[]})").object_matches);
  EXPECT_FALSE(chat(R"({"object":"text_completion"})").object_matches);
  EXPECT_FALSE(chat(R"({"object":"chat.completion.chunk"})").object_matches);
  EXPECT_FALSE(chat(R"({"object":null})").object_matches);
  EXPECT_TRUE(chat(R"({"object":"chat.completion"})").object_matches);
}

TEST(ChatAnswer, FindsErrorsInsideA200) {
  EXPECT_EQ(chat(R"({"error":{"code":"insufficient_quota","message":"x"}})").error.code, "insufficient_quota");
  const AnswerFacts of_choice = chat(
      R"({"object":"chat.completion","choices":[{"message":{"content":""},"finish_reason":"error","error":{"code":502,"message":"x"}}]})");
  EXPECT_EQ(of_choice.error.numeric_code, 502);
  EXPECT_EQ(chat(R"({"success":false,"message":"quota","code":"x1"})").error.code, "x1");
  EXPECT_TRUE(chat(R"({"error":"overloaded"})").error.present);
  EXPECT_FALSE(chat(R"({"error":null,"message":"note","choices":[{"message":{"content":"x"},"finish_reason":"stop"}]})").error.present);
}

TEST(ChatAnswer, SaysWhetherToolArgumentsParse) {
  const auto parses = [](std::string_view arguments) {
    return choice(R"("finish_reason":"tool_calls","message":{"tool_calls":[{"function":{"name":"f","arguments":")" +
                  std::string(arguments) + R"("}},{"function":{"name":"g","arguments":"{}"}}]})")
        .tool_arguments_parse;
  };
  EXPECT_TRUE(parses(R"({\"city\":\"Z\u00fcrich\",\"n\":[1,2]})"));
  EXPECT_TRUE(parses(R"({\"lone\":\"\\ud83d\"})"));
  EXPECT_FALSE(parses(R"({\"city\":\"Z)"));
  EXPECT_FALSE(parses(""));
  EXPECT_FALSE(parses(R"({\"a\":1}{})"));
}

TEST(ChatAnswer, DeepSeeksReasoningStandsBesideTheContent) {
  const AnswerFacts facts = choice(R"("finish_reason":"stop","message":{"reasoning_content":"hmm","content":"4"})");
  EXPECT_TRUE(facts.has_content);
}

TEST(ChatAnswer, CutsTheModel) {
  EXPECT_EQ(chat(R"({"model":")" + std::string(500, 'm') + R"("})").model, std::string(128, 'm'));
}

TEST(Answer, WhatIsNoJsonObjectIsNotParsed) {
  for (const char* text : {"", "[]", "\"x\"", "<html>", "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]",
                           "{\"error\":{}} x", "{\"a\":\"\xFF\"}"}) {
    for (const Family family : {Family::ChatCompletions, Family::Responses}) {
      const AnswerFacts facts = facts_of(family, text);
      EXPECT_FALSE(facts.parsed) << text;
      EXPECT_FALSE(facts.required_present || facts.finished || facts.error.present) << text;
    }
  }
}

TEST(ResponsesAnswer, ReadsOpenAis) {
  const AnswerFacts facts = responses(
      R"({"id":"resp_1","object":"response","created_at":1,"status":"completed","error":null,"incomplete_details":null,"model":"gpt-5.1",)"
      R"("output":[{"id":"rs_1","type":"reasoning","summary":[]},{"type":"message","id":"msg_1","status":"completed","role":"assistant",)"
      R"("content":[{"type":"output_text","text":"Hi","annotations":[]}]}],"usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":0},)"
      R"("output_tokens":87,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":123},"metadata":{}})");
  EXPECT_TRUE(facts.parsed && facts.object_matches && facts.required_present && facts.has_content && facts.finished);
  EXPECT_FALSE(facts.error.present);
  EXPECT_EQ(facts.finish, FinishState::Stop);
  EXPECT_EQ(facts.id, "resp_1");
  EXPECT_TRUE(facts.id_present);
  EXPECT_EQ(facts.usage.input_tokens, 36U);
  EXPECT_EQ(facts.usage.output_tokens, 87U);
}

TEST(ResponsesAnswer, ReadsASparseOne) {
  const AnswerFacts facts = responses(
      R"({"id":"r","object":"response","created_at":1,"model":"m","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"x"}]}],"usage":{"input_tokens":0,"output_tokens":0}})");
  EXPECT_TRUE(facts.object_matches && facts.required_present && facts.has_content && facts.finished && facts.usage.present);
}

TEST(ResponsesAnswer, StatusDecidesTheEnd) {
  const auto with = [](std::string_view status) {
    return responses(R"({"object":"response","output":[],"status":")" + std::string(status) + R"("})");
  };
  EXPECT_EQ(with("incomplete").finish, FinishState::Incomplete);
  EXPECT_TRUE(with("incomplete").finished);
  EXPECT_EQ(with("queued").finish, FinishState::Queued);
  EXPECT_EQ(with("in_progress").finish, FinishState::Queued);
  EXPECT_FALSE(with("in_progress").finished);
  EXPECT_EQ(with("failed").finish, FinishState::Failed);
  EXPECT_TRUE(with("failed").error.present);
  EXPECT_TRUE(with("cancelled").error.present);
  EXPECT_EQ(with("done").finish, FinishState::Unknown);
  EXPECT_FALSE(with("done").finished);
  EXPECT_FALSE(responses(R"({"object":"response","output":[]})").required_present);
  EXPECT_FALSE(responses(R"({"object":"response","status":"completed"})").required_present);
}

TEST(ResponsesAnswer, AFailureKeepsItsCode) {
  const AnswerFacts facts = responses(
      R"({"id":"resp_1","object":"response","status":"failed","error":{"code":"context_length_exceeded","message":"x"},"output":[],"error_type":"context_length_exceeded"})");
  EXPECT_EQ(facts.error.code, "context_length_exceeded");
  EXPECT_EQ(facts.error.type, "context_length_exceeded");
  EXPECT_EQ(facts.id, "resp_1");
}

TEST(ResponsesAnswer, WhatCountsAsContent) {
  const auto content = [](std::string_view item) {
    return responses(R"({"status":"completed","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"x"}],"content":[{"text":"x"}]},)" +
                     std::string(item) + "]}")
        .has_content;
  };
  for (const char* item : {R"({"type":"message","content":[{"type":"refusal","refusal":"no"}]})", R"({"type":"function_call","name":"f","arguments":"{}"})",
                           R"({"type":"web_search_call","status":"completed"})", R"({"type":"image_generation_call","result":"x"})",
                           R"({"type":"message","content":[{"type":"output_audio"}]})", R"({"content":[{"text":"x"}]})"}) {
    EXPECT_TRUE(content(item)) << item;
  }
  for (const char* item : {R"({"type":"message","content":[]})", R"({"type":"message","content":[{"type":"output_text","text":""}]})",
                           R"({"type":"reasoning","content":[{"type":"reasoning_text","text":"x"}]})"}) {
    EXPECT_FALSE(content(item)) << item;
  }
}

TEST(ResponsesAnswer, ChecksFunctionArguments) {
  EXPECT_FALSE(responses(R"({"output":[{"type":"function_call","arguments":"{\"a\":"}]})").tool_arguments_parse);
  EXPECT_TRUE(responses(R"({"output":[{"type":"function_call","arguments":"{\"a\":1}"}]})").tool_arguments_parse);
}

TEST(ResponsesAnswer, AnOverlongIdIsNotKeptAndNotCut) {
  const AnswerFacts facts = responses(R"({"id":")" + std::string(5000, 'r') + R"("})");
  EXPECT_TRUE(facts.id_present);
  EXPECT_EQ(facts.id, "");
}

}  // namespace
}  // namespace jurymast::wire
