#include "wire/error_facts.hpp"

#include <gtest/gtest.h>

#include <string>

namespace jurymast::wire {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

ErrorBody body_of(std::string_view text) {
  JsonScratch scratch;
  const PaddedString padded(text);
  return read_error_body(padded.padded(), scratch);
}

ErrorFacts facts_of(std::string_view text) {
  const ErrorBody body = body_of(text);
  EXPECT_TRUE(body.parsed) << text;
  EXPECT_TRUE(body.facts.present) << text;
  return body.facts;
}

TEST(ErrorBody, ReadsOpenAisEnvelope) {
  const std::string text =
      R"({"error": {"message":"Unsupported parameter","type":"Invalid_Request_Error","param":"max_tokens","code":"unsupported_parameter"}})";
  const ErrorBody body = body_of(text);
  EXPECT_TRUE(body.facts.present);
  EXPECT_EQ(body.facts.code, "unsupported_parameter");
  EXPECT_EQ(body.facts.type, "invalid_request_error");
  EXPECT_EQ(body.facts.param, "max_tokens");
  EXPECT_FALSE(body.facts.numeric_code);
  EXPECT_EQ(text.substr(body.error_object.offset, body.error_object.size), text.substr(10, text.size() - 11));
}

TEST(ErrorBody, ReadsAzuresContentFilter) {
  const ErrorFacts facts = facts_of(
      R"({"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,)"
      R"("innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true}}}}})");
  EXPECT_EQ(facts.code, "content_filter");
  EXPECT_EQ(facts.type, "");
  EXPECT_EQ(facts.param, "prompt");
  EXPECT_EQ(facts.numeric_code, 400);
}

TEST(ErrorBody, ReadsOpenRoutersNumericCodeAndNormalisedType) {
  const ErrorFacts facts = facts_of(
      R"({"error":{"code":429,"message":"Provider returned error","metadata":{"error_type":"rate_limit_exceeded","raw":"x"}},"user_id":"u"})");
  EXPECT_EQ(facts.code, "429");
  EXPECT_EQ(facts.numeric_code, 429);
  EXPECT_EQ(facts.type, "rate_limit_exceeded");
}

TEST(ErrorBody, ReadsVllmBothWays) {
  const ErrorFacts nested = facts_of(
      R"({"error":{"message":"The model `x` does not exist.","type":"NotFoundError","param":"model","code":404}})");
  EXPECT_EQ(nested.type, "notfounderror");
  EXPECT_EQ(nested.param, "model");
  EXPECT_EQ(nested.numeric_code, 404);
  const ErrorFacts flat =
      facts_of(R"({"object":"error","message":"too long","type":"BadRequestError","param":null,"code":400})");
  EXPECT_EQ(flat.type, "badrequesterror");
  EXPECT_EQ(flat.numeric_code, 400);
}

TEST(ErrorBody, ReadsNewApiAndOneApi) {
  const ErrorFacts new_api = facts_of(
      R"({"error":{"message":"no quota (request id: 20251121) x","type":"new_api_error","param":"","code":"insufficient_user_quota"}})");
  EXPECT_EQ(new_api.code, "insufficient_user_quota");
  EXPECT_EQ(new_api.type, "new_api_error");
  const ErrorFacts comet =
      facts_of(R"({"error":{"message":"x (request id: 1) x","type":"comet_api_error","param":"","code":""}})");
  EXPECT_EQ(comet.code, "");
  const ErrorFacts one_api =
      facts_of(R"({"error":{"message":"bad","type":"upstream_error","param":"503","code":"bad_response_status_code"}})");
  EXPECT_EQ(one_api.param, "503");
  EXPECT_EQ(one_api.code, "bad_response_status_code");
}

TEST(ErrorBody, ReadsAnthropicsShape_WithTheInnerType) {
  const ErrorFacts facts =
      facts_of(R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"})");
  EXPECT_EQ(facts.type, "overloaded_error");
  EXPECT_EQ(facts.code, "");
}

TEST(ErrorBody, ReadsGeminisArrayWrapper) {
  const ErrorBody body = body_of(R"([{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED","details":[{}]}}])");
  EXPECT_TRUE(body.facts.present);
  EXPECT_EQ(body.facts.numeric_code, 429);
  EXPECT_EQ(body.facts.type, "resource_exhausted");
  EXPECT_TRUE(body.error_object.present());
}

TEST(ErrorBody, ReadsFailedResponsesAndFlatErrorEvents) {
  const ErrorFacts failed = facts_of(R"({"type":"response.failed","response":{"error":{"code":"server_error","message":"x"}}})");
  EXPECT_EQ(failed.code, "server_error");
  const ErrorFacts flat = facts_of(R"({"type":"error","code":"rate_limit_exceeded","message":"x","param":null})");
  EXPECT_EQ(flat.code, "rate_limit_exceeded");
  EXPECT_EQ(flat.type, "");
}

TEST(ErrorBody, ReadsErrorsThatAreNoObjects) {
  const ErrorBody text = body_of(R"({"error":"model overloaded"})");
  EXPECT_TRUE(text.facts.present);
  EXPECT_EQ(text.facts.code, "");
  EXPECT_FALSE(text.error_object.present());
  EXPECT_EQ(facts_of(R"({"error":503})").numeric_code, 503);
  EXPECT_EQ(facts_of(R"({"error":[{"code":"inner"}]})").code, "inner");
  EXPECT_TRUE(facts_of(R"({"error":true,"message":"x"})").present);
  EXPECT_TRUE(facts_of(R"({"error":{}})").present);
}

TEST(ErrorBody, ReadsBareMessages) {
  for (const char* text : {R"({"message":"x"})", R"({"msg":"x"})", R"({"err":"x"})", R"({"error_msg":"x"})",
                           R"({"detail":"Not Found"})", R"({"header":{"message":"x"}})"}) {
    EXPECT_TRUE(body_of(text).facts.present) << text;
    EXPECT_FALSE(body_of(text).error_object.present()) << text;
  }
  EXPECT_EQ(facts_of(R"({"code":"InvalidApiKey","message":"x","request_id":"r"})").code, "invalidapikey");
}

TEST(ErrorBody, FalsyErrorsAreNone) {
  for (const char* text : {R"({"error":null})", R"({"error":false})", R"({"error":""})", R"({"error":0})", R"({})", "[]", "[1]",
                           R"({"id":"x","error":null,"status":"completed"})", "true", R"({"message":""})", R"({"error":[]})"}) {
    const ErrorBody body = body_of(text);
    EXPECT_TRUE(body.parsed) << text;
    EXPECT_FALSE(body.facts.present) << text;
  }
}

TEST(ErrorBody, WhatIsNoJsonIsNotParsed) {
  for (const char* text : {"", "<html>502 Bad Gateway</html>", "{\"error\":{\"code\":\"x\"}", "upstream error", "{} {}"}) {
    const ErrorBody body = body_of(text);
    EXPECT_FALSE(body.parsed) << text;
    EXPECT_FALSE(body.facts.present) << text;
    EXPECT_FALSE(body.error_object.present()) << text;
  }
}

TEST(ErrorBody, CutsItsTexts) {
  const std::string longer(500, 'A');
  const ErrorFacts facts =
      facts_of(R"({"error":{"code":")" + longer + R"(","type":")" + longer + R"(","param":")" + longer + "\"}}");
  EXPECT_EQ(facts.code, std::string(64, 'a'));
  EXPECT_EQ(facts.type, std::string(64, 'a'));
  EXPECT_EQ(facts.param, std::string(64, 'A'));
}

TEST(ErrorBody, ADigitsOnlyCodeIsAStatusWhereItCanBeOne) {
  EXPECT_EQ(facts_of(R"({"error":{"code":"429"}})").numeric_code, 429);
  EXPECT_FALSE(facts_of(R"({"error":{"code":1301}})").numeric_code);
  EXPECT_EQ(facts_of(R"({"error":{"code":1301}})").code, "1301");
  EXPECT_FALSE(facts_of(R"({"error":{"code":200}})").numeric_code);
}

Duration wait_of(std::string_view error) {
  return facts_of("{\"error\":" + std::string(error) + "}").retry_after.value_or(Duration(-1));
}

TEST(ErrorBody, ReadsTheWaitOfARateLimitsSentence) {
  EXPECT_EQ(wait_of(R"({"code":"rate_limit_exceeded","message":"Limit 3/min. Please try again in 6.57s. Visit x"})"), milliseconds(6570));
  EXPECT_EQ(wait_of(R"({"message":"Please try again in 20ms.","type":"tokens"})"), milliseconds(20));
  EXPECT_EQ(wait_of(R"({"type":"requests","message":"try again in 1m6.5s"})"), milliseconds(66500));
  EXPECT_EQ(wait_of(R"({"code":"429","message":"Please retry after 20 seconds."})"), seconds(20));
  EXPECT_EQ(wait_of(R"({"code":"429","message":"try again in 2 minutes"})"), seconds(120));
}

TEST(ErrorBody, ASentenceOfAnotherErrorIsNoHint) {
  EXPECT_EQ(wait_of(R"({"code":"insufficient_quota","message":"try again in 6s"})"), Duration(-1));
  EXPECT_EQ(wait_of(R"({"message":"try again in 6s"})"), Duration(-1));
  EXPECT_EQ(wait_of(R"({"code":"rate_limit_exceeded","message":"try again in a while"})"), Duration(-1));
  EXPECT_EQ(wait_of(R"({"code":"rate_limit_exceeded","message":"try again in 0s"})"), Duration(-1));
  EXPECT_EQ(wait_of(R"({"code":"rate_limit_exceeded","message":"try again in 99999h"})"), Duration(-1));
  EXPECT_EQ(wait_of(R"({"code":"rate_limit_exceeded","message":"try again in 1.2.3s"})"), Duration(-1));
}

TEST(ErrorBody, ReadsWaitsThatAreFields) {
  EXPECT_EQ(wait_of(R"({"code":503,"availability":{"retry_after":2.5}})"), milliseconds(2500));
  EXPECT_EQ(wait_of(R"({"code":"all_paused","retry_after_s":90})"), seconds(90));
  EXPECT_EQ(wait_of(R"({"code":503,"availability":{"retry_after":-1}})"), Duration(-1));
  EXPECT_EQ(wait_of(R"({"code":503,"availability":{"retry_after":1e300}})"), Duration(-1));
}

}  // namespace
}  // namespace jurymast::wire
