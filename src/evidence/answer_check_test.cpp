#include "evidence/answer_check.hpp"

#include <gtest/gtest.h>

#include <set>

#include "evidence/test_pack.hpp"

namespace jurymast::evidence {
namespace {

using Told = std::vector<std::string>;

constexpr auto kChat = Family::ChatCompletions;
constexpr auto kResponses = Family::Responses;
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kEvents = "text/event-stream; charset=utf-8";

/// One answer, and exactly what is found in it.
struct Case {
  std::string_view what;
  Family family;
  bool streamed;
  int status;
  std::string_view content_type;
  std::string body;
  Told expected;
};

std::string chat(const std::string& choice) { return R"({"id":"c","object":"chat.completion","choices":[)" + choice + "]}"; }
std::string events(std::initializer_list<const char*> data) {
  std::string text;
  for (const char* const one : data) text += std::string("data: ") + one + "\n\n";
  return text;
}

const char* const kDelta =
    R"({"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"t"},"finish_reason":null}]})";
const char* const kStop = R"({"object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})";
const char* const kSecond = R"({"object":"chat.completion.chunk","choices":[{"index":1,"delta":{}}]})";
const char* const kUsage = R"({"object":"chat.completion.chunk","choices":[],"usage":{"total_tokens":3}})";
const char* const kCreated = R"({"type":"response.created","response":{}})";
const char* const kCompleted =
    R"({"type":"response.completed","response":{"id":"r","object":"response","status":"completed","output":[{}]}})";
const char* const kIncomplete =
    R"({"type":"response.incomplete","response":{"id":"r","object":"response","status":"incomplete","output":[]}})";

std::vector<Case> conforming() {
  return {
      {"a text", kChat, false, 200, kJson, chat(R"({"message":{"content":"t"},"finish_reason":"stop"})"), {}},
      {"cut by its limit", kChat, false, 200, kJson, chat(R"({"message":{"content":""},"finish_reason":"length"})"), {}},
      {"null content", kChat, false, 200, kJson, chat(R"({"message":{"content":null},"finish_reason":"stop"})"), {}},
      {"no content", kChat, false, 200, kJson, chat(R"({"message":{},"finish_reason":"stop"})"), {}},
      {"tool calls", kChat, false, 200, kJson, chat(R"({"message":{"tool_calls":[{}]},"finish_reason":"tool_calls"})"), {}},
      {"a refusal", kChat, false, 200, kJson, chat(R"({"message":{"refusal":"no"},"finish_reason":"stop"})"), {}},
      {"error null, members unknown",
       kChat,
       false,
       201,
       "Application/JSON; charset=utf-8",
       R"({"id":"c","object":"chat.completion","error":null,"x":1,"choices":[{"message":{},"finish_reason":"stop","y":2}]})",
       {}},
      {"a stream", kChat, true, 200, kEvents, ": ping\n\n" + events({kDelta, kStop, kUsage, "[DONE]"}), {}},
      {"an error", kChat, false, 400, kJson, R"({"error":{"message":"m","type":"t","code":""}})", {}},
      {"a response",
       kResponses,
       false,
       200,
       kJson,
       R"({"id":"r","object":"response","error":null,"output":[{}],"status":"completed"})",
       {}},
      {"a response without status", kResponses, false, 200, kJson, R"({"id":"r","object":"response","output":[]})", {}},
      {"a queued response", kResponses, false, 200, kJson, R"({"id":"r","object":"response","output":[],"status":"queued"})", {}},
      {"a response's stream", kResponses, true, 200, kEvents, events({kCreated, kCompleted}), {}},
      {"a limited one with a [DONE]", kResponses, true, 200, kEvents, events({kCreated, kIncomplete, "[DONE]"}), {}},
  };
}

std::vector<Case> deviating_shapes() {
  return {
      {"no JSON", kChat, false, 200, kJson, "<html>", {"not_json body"}},
      {"a list", kChat, false, 200, kJson, "[]", {"not_json body"}},
      {"an error that is no JSON", kChat, false, 502, kJson, "oops", {"not_json body"}},
      {"a page", kChat, false, 200, "text/html", "<html>", {"content_type_differs content-type"}},
      {"a page as an error", kChat, false, 503, "text/html", "<html>", {"content_type_differs content-type"}},
      {"JSON for a stream", kChat, true, 200, kJson, "{}", {"content_type_differs content-type"}},
      {"another object", kChat, false, 200, kJson, R"({"object":"list"})", {"object_differs /object"}},
      {"no id",
       kChat,
       false,
       200,
       kJson,
       R"({"object":"chat.completion","choices":[{"message":{},"finish_reason":"stop"}]})",
       {"member_missing /id"}},
      {"one message of two",
       kChat,
       false,
       200,
       kJson,
       chat(R"({"message":{},"finish_reason":"stop"},{"finish_reason":"stop"})"),
       {"member_missing /choices/*/message"}},
  };
}

std::vector<Case> deviating_meanings() {
  return {
      {"no choice", kChat, false, 200, kJson, chat(""), {"empty_choices /choices"}},
      {"no output",
       kResponses,
       false,
       200,
       kJson,
       R"({"id":"r","object":"response","output":[],"status":"completed"})",
       {"empty_choices /output"}},
      {"no reason",
       kChat,
       false,
       200,
       kJson,
       chat(R"({"message":{},"finish_reason":null})"),
       {"finish_reason_missing /choices/*/finish_reason"}},
      {"an unknown reason",
       kChat,
       false,
       200,
       kJson,
       chat(R"({"message":{},"finish_reason":"planted"})"),
       {"finish_reason_undocumented /choices/*/finish_reason"}},
      {"an unknown status",
       kResponses,
       false,
       200,
       kJson,
       R"({"id":"r","object":"response","output":[{}],"status":"planted"})",
       {"finish_reason_undocumented /status"}},
      {"an error in a success", kChat, false, 200, kJson, R"({"error":{"message":"planted"}})", {"error_in_success /error"}},
      {"a failed response",
       kResponses,
       false,
       200,
       kJson,
       R"({"id":"r","object":"response","output":[],"status":"failed"})",
       {"error_in_success /status"}},
      {"an error as a text",
       kChat,
       false,
       400,
       kJson,
       R"({"error":"planted"})",
       {"error_envelope_differs /error/message", "error_envelope_differs /error/type"}},
      {"a response on chat", kChat, false, 200, kJson, R"({"id":"r","object":"response","output":[]})", {"wrong_surface /object"}},
      {"chat on Responses", kResponses, false, 200, kJson, chat(""), {"wrong_surface /object"}},
      {"a redirect", kChat, false, 301, "text/html", "", {"redirected status"}},
      {"too large", kChat, false, 200, kJson, std::string(kObservedBytesMax + 1, ' '), {"answer_too_large body"}},
  };
}

std::vector<Case> deviating_bodies() {
  std::vector<Case> cases = deviating_shapes();
  for (Case& one : deviating_meanings()) cases.push_back(std::move(one));
  return cases;
}

std::vector<Case> deviating_chat_streams() {
  return {
      {"no [DONE]", kChat, true, 200, kEvents, events({kDelta, kStop}), {"terminal_event_missing stream"}},
      {"a forged [DONE]",
       kChat,
       true,
       200,
       kEvents,
       events({kDelta, "[DONE]"}),
       {"finish_reason_missing /choices/*/finish_reason"}},
      {"one choice of two ended",
       kChat,
       true,
       200,
       kEvents,
       events({kDelta, kSecond, kStop, "[DONE]"}),
       {"finish_reason_missing /choices/*/finish_reason"}},
      {"nothing but a [DONE]", kChat, true, 200, kEvents, events({"[DONE]"}), {"empty_choices /choices"}},
      {"a broken event", kChat, true, 200, kEvents, events({kDelta, "{", kStop, "[DONE]"}), {"not_json stream"}},
      {"an unknown event",
       kChat,
       true,
       200,
       kEvents,
       events({kStop, R"({"object":"planted"})", "[DONE]"}),
       {"frame_undocumented stream"}},
      {"a member missing",
       kChat,
       true,
       200,
       kEvents,
       events({R"({"object":"chat.completion.chunk","choices":[{"index":0,"finish_reason":"stop"}]})", "[DONE]"}),
       {"member_missing /choices/*/delta"}},
      {"an error inside",
       kChat,
       true,
       200,
       kEvents,
       events({kDelta, R"({"error":{"message":"planted"}})", "[DONE]"}),
       {"error_in_success stream"}},
      {"a response's events on chat", kChat, true, 200, kEvents, events({kCreated, kCompleted}), {"wrong_surface stream"}},
  };
}

std::vector<Case> deviating_response_streams() {
  return {
      {"chunks on Responses", kResponses, true, 200, kEvents, events({kDelta, kStop, "[DONE]"}), {"wrong_surface stream"}},
      {"no terminal event", kResponses, true, 200, kEvents, events({kCreated}), {"terminal_event_missing stream"}},
      {"a nested error",
       kResponses,
       true,
       200,
       kEvents,
       events({kCreated, R"({"type":"error","error":{"code":"planted"}})"}),
       {"error_in_success stream"}},
      {"a failed response",
       kResponses,
       true,
       200,
       kEvents,
       events({kCreated, R"({"type":"response.failed","response":{}})"}),
       {"error_in_success stream"}},
      {"an output missing",
       kResponses,
       true,
       200,
       kEvents,
       events({R"({"type":"response.completed","response":{"id":"r","object":"response","status":"completed"}})"}),
       {"member_missing /response/output"}},
  };
}

std::vector<Case> deviating_streams() {
  std::vector<Case> cases = deviating_chat_streams();
  for (Case& one : deviating_response_streams()) cases.push_back(std::move(one));
  return cases;
}

std::vector<ContractFinding> found_in(const Case& one) {
  return check_answer(test_pack(), {.family = one.family,
                                    .streamed = one.streamed,
                                    .status = one.status,
                                    .content_type = std::string(one.content_type),
                                    .body = one.body});
}

TEST(AnswerCheck, FindsNothingInWhatTheDocumentationAllows) {
  for (const Case& one : conforming()) EXPECT_EQ(told(found_in(one)), one.expected) << one.what;
}

TEST(AnswerCheck, FindsEachDeviationOfABody_AndNoOther) {
  for (const Case& one : deviating_bodies()) EXPECT_EQ(told(found_in(one)), one.expected) << one.what;
}

TEST(AnswerCheck, FindsEachDeviationOfAStream_AndNoOther) {
  for (const Case& one : deviating_streams()) EXPECT_EQ(told(found_in(one)), one.expected) << one.what;
}

TEST(AnswerCheck, RepeatsNoValueOfABody) {
  for (const auto& cases : {deviating_bodies(), deviating_streams()}) {
    for (const Case& one : cases) {
      for (const ContractFinding& finding : found_in(one)) {
        EXPECT_EQ((finding.id + finding.where + finding.message).find("planted"), std::string::npos) << one.what;
      }
    }
  }
}

TEST(AnswerCheck, SaysThatAFamilyIsNotDocumented) {
  ContractPack pack = test_pack();
  pack.families.pop_back();
  const ObservedAnswer answer{
      .family = kResponses, .streamed = false, .status = 200, .content_type = std::string(kJson), .body = "{}"};
  EXPECT_EQ(told(check_answer(pack, answer)), Told{"family_undocumented family"});
}

TEST(AnswerCheck, IsBoundedInWhatItTells) {
  ContractPack pack = test_pack();
  pack.families[0].required.clear();
  for (std::size_t i = 0; i < 2 * kContractFindingsMax; ++i) pack.families[0].required.push_back("/m" + std::to_string(i));
  const std::string body = chat(R"({"message":{},"finish_reason":"stop"})");
  const ObservedAnswer answer{.family = kChat, .streamed = false, .status = 200, .content_type = std::string(kJson), .body = body};
  EXPECT_EQ(check_answer(pack, answer).size(), kContractFindingsMax);
}

TEST(Deviations, EachHasANameAMeaningAndARemedyOfItsOwn) {
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < deviations().size(); ++i) {
    const DeviationRow& row = deviations()[i];
    EXPECT_EQ(static_cast<std::size_t>(row.deviation), i) << row.id;
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_FALSE(row.means.empty() || row.remedy.empty()) << row.id;
  }
}

}  // namespace
}  // namespace jurymast::evidence
