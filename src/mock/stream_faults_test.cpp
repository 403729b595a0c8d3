#include "mock/stream_faults.hpp"

#include <gtest/gtest.h>

#include "mock/plan_probe.hpp"

namespace jurymast::mock {
namespace {

using probe::Bench;

constexpr Family kBoth[] = {Family::ChatCompletions, Family::Responses};

probe::Said stream(Family family, const std::string& fault) {
  return Bench().family(family, "mock-fault:" + fault, true);
}

bool is_json(const std::string& data) { return read_json(data).has_value(); }

TEST(StreamFault, AMalformedEventIsNoJson_AndTheOthersAre) {
  for (const Family family : kBoth) {
    const auto said = stream(family, "malformed-event=3");
    EXPECT_TRUE(is_json(said.events[1].data));
    EXPECT_FALSE(is_json(said.events[2].data));
    EXPECT_TRUE(is_json(said.events[3].data));
    EXPECT_TRUE(said.body.whole);
  }
}

TEST(StreamFault, MalformedAloneBreaksTheFirstContent) {
  const auto chat = stream(Family::ChatCompletions, "malformed");
  EXPECT_TRUE(is_json(chat.events[0].data));
  EXPECT_FALSE(is_json(chat.events[1].data));
  const auto responses = stream(Family::Responses, "malformed");
  EXPECT_EQ(responses.events[4].name, "response.output_text.delta");
  EXPECT_FALSE(is_json(responses.events[4].data));
}

TEST(StreamFault, AChatErrorEndsTheStreamWithoutDone) {
  const auto said = stream(Family::ChatCompletions, "error-event=3,error-code=server_error");
  ASSERT_EQ(said.events.size(), 3U);
  const Json error = probe::json_of(said.events[2].data)["error"];
  EXPECT_EQ(error["code"], "server_error");
  EXPECT_EQ(error["type"], "server_error");
  EXPECT_TRUE(said.body.whole);
}

TEST(StreamFault, AnErrorTakesTheStatusItNames) {
  const auto said = stream(Family::ChatCompletions, "error-event=1,429");
  ASSERT_EQ(said.events.size(), 1U);
  EXPECT_EQ(said.plan.status, 200);
  EXPECT_EQ(probe::json_of(said.events[0].data)["error"]["code"], "rate_limit_exceeded");
}

TEST(StreamFault, VllmSaysDoneBehindItsError) {
  const auto said = stream(Family::ChatCompletions, "error-event=2,error-form=vllm");
  ASSERT_EQ(said.events.size(), 3U);
  EXPECT_EQ(probe::json_of(said.events[1].data)["error"]["code"], 500);
  EXPECT_EQ(said.events[2].data, "[DONE]");
}

TEST(StreamFault, OpenrouterCombinesErrorAndFinish) {
  const auto said = stream(Family::ChatCompletions, "error-event=2,error-form=openrouter");
  ASSERT_EQ(said.events.size(), 2U);
  const Json chunk = probe::json_of(said.events[1].data);
  EXPECT_EQ(chunk["choices"][0]["finish_reason"], "error");
  EXPECT_EQ(chunk["error"]["code"], 500);
}

TEST(StreamFault, AResponsesErrorIsNested_Flat_OrAFailedResponse) {
  const auto nested = stream(Family::Responses, "error-event=3,error-code=rate_limit_exceeded");
  ASSERT_EQ(nested.events.size(), 3U);
  EXPECT_EQ(nested.events[2].name, "error");
  EXPECT_EQ(probe::json_of(nested.events[2].data)["error"]["code"], "rate_limit_exceeded");
  EXPECT_EQ(probe::json_of(nested.events[2].data)["sequence_number"], 2);

  const auto flat = stream(Family::Responses, "error-event=3,error-form=flat");
  const Json data = probe::json_of(flat.events[2].data);
  EXPECT_EQ(data["code"], "server_error");
  EXPECT_EQ(data["type"], "error");
  EXPECT_FALSE(data.contains("error"));

  const auto failed = stream(Family::Responses, "error-event=3,error-form=failed,error-code=context_length_exceeded");
  EXPECT_EQ(failed.events[2].name, "response.failed");
  const Json response = probe::json_of(failed.events[2].data)["response"];
  EXPECT_EQ(response["status"], "failed");
  EXPECT_EQ(response["error"]["code"], "context_length_exceeded");
}

TEST(StreamFault, CommentsComeBeforeTheFirstEvent) {
  const auto said = stream(Family::ChatCompletions, "comments=2");
  EXPECT_EQ(said.events[0].raw, ": MOCK PROCESSING\n\n");
  EXPECT_EQ(said.events[1].raw, ": MOCK PROCESSING\n\n");
  EXPECT_TRUE(is_json(said.events[2].data));
}

TEST(StreamFault, DoneCanBeLeftOut_OrAdded) {
  EXPECT_NE(stream(Family::ChatCompletions, "no-done").events.back().data, "[DONE]");
  EXPECT_EQ(stream(Family::Responses, "add-done").events.back().data, "[DONE]");
}

TEST(StreamFault, FinishNoneLeavesOutTheEnd_AndDoneIsAClaimAlone) {
  const auto chat = stream(Family::ChatCompletions, "finish=none");
  EXPECT_EQ(chat.events.back().data, "[DONE]");
  EXPECT_EQ(chat.body.text.find("\"finish_reason\":\"stop\""), std::string::npos);
  EXPECT_EQ(stream(Family::Responses, "finish=none").events.back().name, "response.output_item.done");
}

TEST(StreamFault, FinishIsOverridden) {
  EXPECT_NE(
      stream(Family::ChatCompletions, "finish=content_filter").body.text.find("\"finish_reason\":\"content_filter\""),
      std::string::npos);
  EXPECT_EQ(stream(Family::Responses, "finish=content_filter").events.back().name, "response.incomplete");
  EXPECT_EQ(stream(Family::Responses, "finish=failed").events.back().name, "response.failed");
}

TEST(StreamFault, LateDataStandsBehindTheEnd) {
  const auto said = stream(Family::ChatCompletions, "late-data");
  ASSERT_GE(said.events.size(), 2U);
  EXPECT_EQ(said.events[said.events.size() - 2].data, "[DONE]");
  EXPECT_NE(said.events.back().data.find("t1"), std::string::npos);
}

TEST(StreamFault, AnUnterminatedLastEventLacksItsBlankLine) {
  for (const Family family : kBoth) {
    const std::string body = stream(family, "unterminated").body.text;
    EXPECT_TRUE(body.ends_with("\n"));
    EXPECT_FALSE(body.ends_with("\n\n"));
  }
}

TEST(StreamFault, CrlfEndsEveryLine) {
  const std::string body = stream(Family::Responses, "crlf").body.text;
  for (std::size_t at = body.find('\n'); at != std::string::npos; at = body.find('\n', at + 1))
    EXPECT_EQ(body[at - 1], '\r');
}

TEST(StreamFault, UsageCanBeLeftOut) {
  const auto said =
      Bench().post(probe::kChat, R"({"model":"mock-no-usage","stream":true,"stream_options":{"include_usage":true},
    "messages":[]})");
  EXPECT_EQ(said.body.text.find("\"usage\":"), std::string::npos);
  EXPECT_EQ(stream(Family::Responses, "no-usage").body.text.find("\"usage\":"), std::string::npos);
}

TEST(StreamFault, AnEmptyAnswerHasNoContentAndStillEnds) {
  const auto chat = stream(Family::ChatCompletions, "empty");
  ASSERT_EQ(chat.events.size(), 3U);
  EXPECT_EQ(chat.events.back().data, "[DONE]");
  const auto responses = stream(Family::Responses, "empty");
  ASSERT_EQ(responses.events.size(), 3U);
  EXPECT_EQ(responses.events.back().name, "response.completed");
  EXPECT_TRUE(probe::json_of(responses.events.back().data)["response"]["output"].empty());
}

TEST(StreamFault, ARefusalIsStreamedAsOne) {
  EXPECT_NE(stream(Family::ChatCompletions, "refusal").body.text.find(R"("delta":{"refusal":" cannot"})"),
            std::string::npos);
  const auto responses = stream(Family::Responses, "refusal");
  EXPECT_EQ(responses.events[4].name, "response.refusal.delta");
  EXPECT_EQ(probe::json_of(responses.events.back().data)["response"]["output"][0]["content"][0]["refusal"],
            "I cannot help with that.");
}

TEST(StreamFault, TheObjectIsTheOtherFamilys) {
  EXPECT_EQ(probe::json_of(stream(Family::ChatCompletions, "wrong-object").events[0].data)["object"], "response");
  EXPECT_EQ(probe::json_of(stream(Family::Responses, "wrong-object").events[0].data)["response"]["object"],
            "chat.completion");
}

}  // namespace
}  // namespace jurymast::mock
