#include "mock/plan.hpp"

#include <gtest/gtest.h>

#include "mock/plan_probe.hpp"

namespace jurymast::mock {
namespace {

using probe::Bench;
using probe::with;
using std::chrono::milliseconds;

constexpr Family kBoth[] = {Family::ChatCompletions, Family::Responses};

TEST(Plan, AStatusComesWithTheApisError) {
  struct Case {
    const char* fault;
    int status;
    const char* code;
  };
  for (const Case& expected : {Case{"401", 401, "invalid_api_key"}, Case{"429", 429, "rate_limit_exceeded"},
                               Case{"402", 402, "insufficient_quota"}, Case{"503", 503, "server_is_overloaded"},
                               Case{"404", 404, "model_not_found"}}) {
    for (const Family family : kBoth) {
      for (const bool stream : {false, true}) {
        const auto said = with(family, expected.fault, stream);
        EXPECT_EQ(said.plan.status, expected.status);
        EXPECT_EQ(said.json["error"]["code"], expected.code);
        EXPECT_NE(said.head.find("content-type: application/json\r\n"), std::string::npos);
        EXPECT_TRUE(said.body.whole);
      }
    }
  }
}

TEST(Plan, AnErrorSaysWhatTheFaultSays) {
  const auto said = with(
      Family::ChatCompletions,
      "429,error-code=insufficient_quota,error-type=insufficient_quota,error-message=No money,error-param=p", false);
  EXPECT_EQ(
      said.json["error"],
      probe::json_of(R"({"message":"No money","type":"insufficient_quota","param":"p","code":"insufficient_quota"})"));
}

TEST(Plan, RetryAfterAndOtherFieldsAreSent) {
  const auto said =
      with(Family::Responses, "429-after-2,after-ms=1500,header=X-A: b,header=x-request-id: mine,encoding=gzip", false);
  for (const char* const field : {"retry-after: 2\r\n", "retry-after-ms: 1500\r\n", "X-A: b\r\n",
                                  "x-request-id: mine\r\n", "content-encoding: gzip\r\n"}) {
    EXPECT_NE(said.head.find(field), std::string::npos) << field;
  }
  EXPECT_EQ(said.head.find("req_mock"), std::string::npos);
}

TEST(Plan, ABodyIsSentAsItStands) {
  Bench bench;
  bench.api.set_rules(
      read_rules(R"({"rules":[{"fault":{"status":502,"body":"oops, no JSON","content_type":"text/plain"}}]})").value(),
      bench.now());
  const auto said = bench.chat("m", true);
  EXPECT_EQ(said.plan.status, 502);
  EXPECT_EQ(said.body.text, "oops, no JSON");
  EXPECT_NE(said.head.find("content-type: text/plain\r\n"), std::string::npos);
}

TEST(Plan, HtmlAndRedirectsAndEmptyBodies) {
  const auto html = with(Family::ChatCompletions, "html", true);
  EXPECT_EQ(html.plan.status, 200);
  EXPECT_TRUE(html.body.text.starts_with("<!DOCTYPE html>"));
  EXPECT_NE(html.head.find("content-type: text/html; charset=utf-8\r\n"), std::string::npos);
  EXPECT_EQ(with(Family::ChatCompletions, "html,502", true).plan.status, 502);

  const auto redirect = with(Family::Responses, "redirect=https://elsewhere/v1", false);
  EXPECT_EQ(redirect.plan.status, 301);
  EXPECT_NE(redirect.head.find("location: https://elsewhere/v1\r\n"), std::string::npos);
  EXPECT_EQ(with(Family::Responses, "redirect=/x,307", false).plan.status, 307);

  const auto empty = with(Family::ChatCompletions, "empty-body", false);
  EXPECT_EQ(empty.plan.status, 200);
  EXPECT_EQ(empty.body.text, "");
  EXPECT_NE(empty.head.find("content-length: 0\r\n"), std::string::npos);
}

TEST(Plan, AnErrorInsideA200) {
  for (const Family family : kBoth) {
    const auto said = with(family, "error-in-200,error-code=rate_limit_exceeded", true);
    EXPECT_EQ(said.plan.status, 200);
    EXPECT_EQ(said.json["error"]["code"], "rate_limit_exceeded");
    EXPECT_NE(said.head.find("application/json"), std::string::npos);
  }
}

TEST(Plan, BufferedAnswersThatAreNotWhatTheySeem) {
  EXPECT_EQ(with(Family::ChatCompletions, "wrong-object", false).json["object"], "response");
  EXPECT_EQ(with(Family::Responses, "wrong-object", false).json["object"], "chat.completion");
  EXPECT_EQ(with(Family::ChatCompletions, "empty", false).json["choices"][0]["message"]["content"], "");
  EXPECT_TRUE(with(Family::Responses, "empty", false).json["output"].empty());
  EXPECT_FALSE(with(Family::ChatCompletions, "omit=choices", false).json.contains("choices"));
  EXPECT_EQ(with(Family::Responses, "finish=failed", false).json["status"], "failed");
  EXPECT_EQ(with(Family::Responses, "finish=failed", false).json["error"]["code"], "server_error");
  EXPECT_TRUE(with(Family::ChatCompletions, "finish=none", false).json["choices"][0]["finish_reason"].is_null());
  for (const Family family : kBoth) {
    const auto malformed = with(family, "malformed", false);
    EXPECT_TRUE(malformed.body.whole);
    EXPECT_EQ(malformed.json, "no JSON");
  }
}

TEST(Plan, AToolCallWithoutReadableArguments) {
  const Json call =
      with(Family::ChatCompletions, "bad-arguments", false).json["choices"][0]["message"]["tool_calls"][0];
  EXPECT_FALSE(read_json(call["function"]["arguments"].get<std::string>()));
  EXPECT_EQ(with(Family::ChatCompletions, "tool-call", false).json["choices"][0]["finish_reason"], "tool_calls");
}

TEST(Plan, ABufferedAnswerToAStreamedRequest) {
  const auto said = with(Family::ChatCompletions, "buffered", true);
  EXPECT_EQ(said.json["object"], "chat.completion");
  EXPECT_NE(said.head.find("content-type: application/json\r\n"), std::string::npos);
}

TEST(Stall, WithoutATimeIsForEver) {
  const auto said = with(Family::Responses, "stall-event=4", true);
  EXPECT_EQ(said.events.size(), 4U);
  EXPECT_FALSE(said.body.whole);
  EXPECT_EQ(said.plan.end, PlanEnd::Hang);
}

TEST(Stall, WithATimeTheAnswerGoesOnBehindIt) {
  const auto said = with(Family::Responses, "stall-event=4,stall=2s", true);
  EXPECT_TRUE(said.body.whole);
  EXPECT_EQ(said.played.total, std::chrono::seconds(2));
  EXPECT_EQ(said.played.waits[5], std::chrono::seconds(2));
}

TEST(Stall, InTheMiddleOfABufferedBody) {
  const auto said = with(Family::ChatCompletions, "stall-byte=50", false);
  EXPECT_EQ(said.body.text.size(), 50U);
  EXPECT_EQ(said.plan.end, PlanEnd::Hang);
}

TEST(Time, DelayComesBeforeTheHead_AndSlowFirstBeforeTheContent) {
  const auto said = with(Family::ChatCompletions, "delay=200ms,slow-first=2s", true);
  EXPECT_EQ(said.played.waits[0], milliseconds(200));
  EXPECT_EQ(said.played.waits[1], Duration(0));
  EXPECT_EQ(said.played.waits[2], std::chrono::seconds(2));
  EXPECT_EQ(with(Family::ChatCompletions, "delay=200ms,slow-first=2s", false).played.waits[0], milliseconds(2200));
  EXPECT_EQ(with(Family::ChatCompletions, "503,delay=200ms", false).played.waits[0], milliseconds(200));
}

TEST(Time, PaceIsTheTokensOwn) {
  EXPECT_EQ(with(Family::ChatCompletions, "pace=10ms,tokens=5", true).played.total, milliseconds(40));
}

TEST(Head, CanBeMadeLarge) {
  EXPECT_GT(with(Family::ChatCompletions, "head-bytes=40KiB", false).head.size(), 40U * limits::kKiB);
}

TEST(NoAnswer, SilenceResetAndClose) {
  for (const Family family : kBoth) {
    EXPECT_EQ(with(family, "silent", true).plan.end, PlanEnd::Hang);
    EXPECT_EQ(with(family, "reset", true).plan.end, PlanEnd::Reset);
    EXPECT_EQ(with(family, "close", false).plan.end, PlanEnd::Close);
    EXPECT_EQ(with(family, "refuse=500ms", false).plan.refuse, milliseconds(500));
    for (const char* const fault : {"silent", "reset", "close", "refuse=1s"}) {
      EXPECT_EQ(with(family, fault, true).played.bytes, "");
      EXPECT_EQ(with(family, fault, true).plan.status, 0);
    }
  }
}

TEST(Connection, StaleAndIdleCloseFollowAHealthyAnswer) {
  const auto stale = with(Family::ChatCompletions, "stale", false);
  EXPECT_TRUE(stale.plan.stale);
  EXPECT_TRUE(stale.body.whole);
  EXPECT_EQ(with(Family::ChatCompletions, "idle-close=50ms", false).plan.idle_close, milliseconds(50));
}

TEST(Status, WithoutABodyHasNone) {
  const auto said = with(Family::ChatCompletions, "204", false);
  EXPECT_EQ(said.played.bytes, said.head);
  EXPECT_EQ(said.head.find("content-length"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::mock
