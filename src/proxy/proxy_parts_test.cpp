#include <gtest/gtest.h>

#include "proxy/answer_writer.hpp"
#include "proxy/error_answers.hpp"
#include "proxy/header_lists.hpp"
#include "proxy/memory_ledger.hpp"
#include "proxy/models_answer.hpp"
#include "proxy/upstream_head.hpp"

namespace jurymast::proxy {
namespace {

std::string text_of(const AnswerWriter& writer) {
  std::string text;
  for (const std::string_view piece : writer.pieces()) text += piece;
  return text;
}

TEST(AnswerWriter, FramesChunks_AndNeverAnEmptyOne) {
  AnswerWriter writer;
  const std::vector<std::string_view> pieces{"data: 1\n\n", "data: 22\n\n"};
  writer.chunk(pieces);
  writer.chunk({});
  writer.last_chunk();
  EXPECT_EQ(text_of(writer), "13\r\ndata: 1\n\ndata: 22\n\n\r\n0\r\n\r\n");
  EXPECT_EQ(writer.bytes(), text_of(writer).size());
}

TEST(AnswerWriter, KeepsOwnedTextWhileItGrows) {
  AnswerWriter writer;
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    writer.own(std::to_string(i));
    expected += std::to_string(i);
  }
  EXPECT_EQ(text_of(writer), expected);
}

wire::HeaderFields fields(std::initializer_list<wire::HeaderField> list) {
  wire::HeaderFields out;
  for (const wire::HeaderField& field : list) out.push(field);
  return out;
}

TEST(HeaderLists, LetOnlyListedFieldsTravelUpstream) {
  const auto lines = listed_lines(fields({{"Authorization", "Bearer client"},
                                          {"Traceparent", "00-1"},
                                          {"OpenAI-Organization", "org-x"},
                                          {"OpenAI-Project", "p"},
                                          {"X-Stainless-Retry-Count", "1"},
                                          {"X-Forwarded-For", "1.2.3.4"},
                                          {"Cookie", "a=b"},
                                          {"Host", "evil"},
                                          {"X-Api-Base", "http://evil"},
                                          {"User-Agent", "OpenAI/JS"}}),
                                  forwarded_request_fields());
  EXPECT_EQ(lines, "Traceparent: 00-1\r\nUser-Agent: OpenAI/JS\r\n");
}

TEST(HeaderLists, LeaveBehindWhatConnectionNames) {
  const auto lines = listed_lines(fields({{"Connection", "close, Traceparent"}, {"traceparent", "00-1"}, {"user-agent", "x"}}),
                                  forwarded_request_fields());
  EXPECT_EQ(lines, "user-agent: x\r\n");
}

TEST(HeaderLists, LetRateLimitsButNoCookieReachTheClient) {
  const auto lines = listed_lines(fields({{"x-ratelimit-remaining-requests", "9"},
                                          {"set-cookie", "a=b"},
                                          {"openai-organization", "org"},
                                          {"server", "x"},
                                          {"x-request-id", "up"},
                                          {"transfer-encoding", "chunked"},
                                          {"openai-processing-ms", "12"}}),
                                  forwarded_answer_fields());
  EXPECT_EQ(lines, "x-ratelimit-remaining-requests: 9\r\nopenai-processing-ms: 12\r\n");
}

TEST(UpstreamHead, IsBuiltFromConfigurationAndOurOwnFraming) {
  policy::Target target;
  target.origin.path_prefix = "/v1";
  target.api_key = std::make_shared<const Secret>(std::string("sk-upstream"));
  LiveTarget live;
  live.authority = "api.example.com";
  EXPECT_EQ(upstream_head(target, live,
                          {.method = "POST",
                           .path = "/chat/completions",
                           .operation_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV",
                           .hops = "abc",
                           .forwarded = "traceparent: 00-1\r\n",
                           .streamed = true,
                           .has_body = true,
                           .body_bytes = 12}),
            "POST /v1/chat/completions HTTP/1.1\r\nHost: api.example.com\r\nAuthorization: Bearer sk-upstream\r\n"
            "Accept: text/event-stream\r\nAccept-Encoding: identity\r\nX-Request-Id: 01ARZ3NDEKTSV4RRFFQ69G5FAV\r\n"
            "X-Jurymast-Hop: abc\r\ntraceparent: 00-1\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n");
}

TEST(ErrorAnswers, NeverTellAnSdkToRetryAFinalAnswer) {
  policy::step::Answer final_answer;
  final_answer.failure_class = FailureClass::Overloaded;
  final_answer.retry_after_s = 90;
  EXPECT_EQ(retry_lines(final_answer), "x-should-retry: false\r\n");
  EXPECT_NE(error_body(final_answer, {}).find("\"retry_after_s\":90"), std::string::npos);
  policy::step::Answer hopeful;
  hopeful.final_answer = false;
  hopeful.refusal = Refusal::AllOpen;
  hopeful.retry_after_s = 5;
  EXPECT_EQ(retry_lines(hopeful), "Retry-After: 5\r\n");
  EXPECT_EQ(error_body(hopeful, {}).find("retry_after_s"), std::string::npos);
}

TEST(ErrorAnswers, NameClassTargetAndAttempts) {
  record::Decision decision;
  decision.attempts.resize(2);
  decision.attempts[0].failure_class = FailureClass::TimeoutFirstToken;
  decision.attempts[0].target_name = "main";
  decision.attempts[1].failure_class = FailureClass::Overloaded;
  decision.attempts[1].target_name = "spare";
  EXPECT_EQ(class_message(FailureClass::TimeoutFirstToken, decision),
            "The upstream main sent no content in time (timeout_first_token). The gateway made 2 attempts.");
}

TEST(ErrorAnswers, AnswerARefusalInTheCallersWords) {
  const std::string answer = refusal_answer({.refusal = Refusal::RouteUnknown, .param = "model", .request_id = "01X"});
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 404 Not Found\r\n")) << answer;
  EXPECT_NE(answer.find("\"code\":\"model_not_found\""), std::string::npos);
  EXPECT_NE(answer.find("\"param\":\"model\""), std::string::npos);
  EXPECT_NE(answer.find("x-should-retry: false\r\n"), std::string::npos);
}

TEST(ModelsAnswer, ListsWhatMayBeSentAsModel_AndNoPattern) {
  policy::Snapshot snapshot;
  snapshot.routes.resize(2);
  snapshot.routes[0].match = {"assistant", "gpt-5.1*"};
  snapshot.routes[1].match = {"draft"};
  const std::string answer = models_answer(snapshot, OperationId(), false);
  EXPECT_NE(answer.find(R"({"object":"list","data":[{"id":"assistant","object":"model","created":0,"owned_by":"jurymast"},{"id":"draft",)"),
            std::string::npos)
      << answer;
  EXPECT_EQ(answer.find("gpt-5.1"), std::string::npos);
}

TEST(MemoryLedger, GivesBackWhatAShareTook) {
  MemoryLedger ledger;
  {
    MemoryShare share(ledger);
    share.set(100);
    share.set(40);
    EXPECT_EQ(ledger.held(), 40U);
    EXPECT_TRUE(ledger.over(39));
  }
  EXPECT_EQ(ledger.held(), 0U);
}

}  // namespace
}  // namespace jurymast::proxy
