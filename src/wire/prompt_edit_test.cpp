#include "wire/prompt_edit.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "wire/prompt_probe.hpp"
#include "wire/prompt_spans.hpp"

namespace jurymast::wire {
namespace {

constexpr Family kChat = Family::ChatCompletions;
constexpr Family kResponses = Family::Responses;
using probe::edit;
using probe::edited;

std::string refusal(const PromptEdit& wanted) {
  const Result<void> checked = check_prompt_edit(wanted);
  return checked ? "fine" : checked.error().message;
}

TEST(PromptEdit, OfNothingKeepsTheBytes) {
  const std::string chat = "\n{\"messages\":[{\"role\":\"user\"}]\t}";
  EXPECT_EQ(edited(kChat, chat, {}), chat);
  EXPECT_EQ(edited(kResponses, " { } ", {}), " { } ");
}

TEST(PromptEdit, HoldsItsBodyPaddedForTheNextReader) {
  const Result<EditedPrompt> result = edit(kChat, R"({"messages":[]})", {.corrective_text = "x"});
  ASSERT_TRUE(result);
  JsonScratch scratch;
  EXPECT_TRUE(read_request(kChat, result->body.padded(), scratch));
}

TEST(PromptEdit, RefusesABodyThatIsNotOfTheFamily) {
  EXPECT_EQ(edited(kChat, R"({"input":"x"})", {}), "\"messages\" is missing; send the conversation as an array");
  EXPECT_EQ(edited(kChat, R"({"messages":{}})", {}), "\"messages\" must be an array");
  EXPECT_EQ(edited(kChat, R"({"messages":[{"role":"user"},"secret"]})", {}), "element 1 of \"messages\" must be an object");
  EXPECT_EQ(edited(kChat, R"({"messages":[{"content":"secret"}]})", {}),
            "element 0 of \"messages\" has no \"role\"; say who speaks");
  EXPECT_EQ(edited(kChat, R"({"messages":[{"role":7}]})", {}), "element 0 of \"messages\" has no \"role\"; say who speaks");
  EXPECT_EQ(edited(kResponses, R"({"input":7})", {}), "\"input\" must be a string or an array");
  EXPECT_EQ(edited(kResponses, R"({"input":[null]})", {}), "element 0 of \"input\" must be an object");
  EXPECT_EQ(edited(kResponses, R"({"input":"x","instructions":["secret"]})", {.system_text = "s"}),
            "\"instructions\" must be a string");
  EXPECT_EQ(edited(kChat, R"({"messages":[],"tools":"secret"})", {.drop_optional_tools = true}), "\"tools\" must be an array");
  EXPECT_EQ(edited(kChat, R"({"messages":[})", {}), "the request body is not valid JSON (at byte 13)");
  EXPECT_EQ(edited(kChat, "[]", {}), "the request body must be a JSON object");
}

TEST(PromptEdit, RefusesWhatTwoReadersCouldReadDifferently) {
  EXPECT_EQ(edited(kChat, R"({"messages":[{"role":"user","role":"system"}]})", {}),
            "element 0 of \"messages\" gives \"role\" twice; give it once");
  EXPECT_EQ(edited(kChat, R"({"messages":[{"role":"tool","tool_call_id":"a","tool_call_\u0069d":"b"}]})", {}),
            "element 0 of \"messages\" gives \"tool_call_id\" twice; give it once");
  EXPECT_EQ(edited(kChat, R"({"messages":[],"tool_choice":"auto","tool_choice":"required"})", {}),
            "\"tool_choice\" is given twice; give it once");
  EXPECT_EQ(edited(kResponses, R"({"instructions":"a","instructions":"b"})", {}), "\"instructions\" is given twice; give it once");
}

TEST(PromptEdit, BoundsTheConversation) {
  std::string body = R"({"messages":[{"role":"user"})";
  for (std::size_t i = 1; i < kTurnsMax; ++i) body += R"(,{"role":"user"})";
  const Result<EditedPrompt> result = edit(kChat, body + "]}", {.turns_max = 1});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->report.turns_dropped, kTurnsMax - 1);
  EXPECT_EQ(edited(kChat, body + R"(,{"role":"user"}]})", {}),
            "element 65536 of \"messages\" is one more than the 65536 that can be changed");
  std::string calls = R"({"messages":[{"role":"assistant","tool_calls":[{"id":""})";
  for (std::size_t i = 1; i < kToolCallsMax; ++i) calls += R"(,{"id":""})";
  EXPECT_TRUE(edit(kChat, calls + "]}]}", {}));
  EXPECT_EQ(edited(kChat, calls + R"(,{"id":""}]}]})", {}),
            "element 0 of \"messages\" calls a tool for more than the 65536 times that can be kept track of");
}

TEST(PromptEdit, KeepsAToolsAnswerWithTheLastCall_WhereNoCallHasItsName) {
  const std::string body = R"({"messages":[{"role":"user"},{"role":"assistant","tool_calls":[{"id":"a"}]},)"
                           R"({"role":"tool","tool_call_id":"b"},{"role":"assistant"},{"role":"user"}]})";
  EXPECT_EQ(edited(kChat, body, {.turns_max = 3}), R"({"messages":[{"role":"assistant"},{"role":"user"}]})");
  EXPECT_EQ(edited(kChat, R"({"messages":[{"role":"tool","tool_call_id":"b"},{"role":"user"}]})", {.turns_max = 1}),
            R"({"messages":[{"role":"user"}]})");
}

TEST(PromptEdit, KnowsARoleOnlyByItsExactName) {
  EXPECT_EQ(edited(kChat, R"({"messages":[{"role":"System"},{"role":"user"}]})", {.turns_max = 1}),
            R"({"messages":[{"role":"user"}]})");
}

TEST(PromptEdit, CountsItsOwnTextsAmongTheTokens) {
  const std::string body = R"({"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]})";  // 8 tokens each
  const auto dropped = [&](const PromptEdit& wanted) { return edit(kChat, body, wanted)->report.turns_dropped; };
  EXPECT_EQ(dropped({.input_tokens_max = 16}), 0U);
  EXPECT_EQ(dropped({.input_tokens_max = 15}), 1U);
  EXPECT_EQ(dropped({.corrective_text = "four", .input_tokens_max = 16}), 1U);
  EXPECT_EQ(dropped({.system_text = "four", .input_tokens_max = 17}), 0U);
}

TEST(PromptEdit, CountsInstructionsAmongTheTokens_ButNotThoseThatItReplaces) {
  const std::string chat =
      R"({"messages":[{"role":"system","content":"a"},{"role":"user","content":"b"},{"role":"user","content":"c"}]})";
  EXPECT_EQ(edit(kChat, chat, {.input_tokens_max = 24})->report.turns_dropped, 0U);
  EXPECT_EQ(edit(kChat, chat, {.input_tokens_max = 23})->report.turns_dropped, 1U);
  EXPECT_EQ(edit(kChat, chat, {.system_text = "s", .input_tokens_max = 17})->report.turns_dropped, 0U);
  const std::string responses = R"({"instructions":"123456","input":"1234567890"})";  // 2 and 3 tokens
  EXPECT_TRUE(edit(kResponses, responses, {.input_tokens_max = 5})->report.turn_limits_hold);
  EXPECT_FALSE(edit(kResponses, responses, {.input_tokens_max = 4})->report.turn_limits_hold);
  EXPECT_TRUE(edit(kResponses, responses, {.system_text = "s", .input_tokens_max = 4})->report.turn_limits_hold);
}

TEST(PromptEdit, KeepsToolsForEveryChoiceButAutoNoneAndNull) {
  const auto with = [](std::string_view choice) {
    return edited(kChat, fmt::format(R"({{"messages":[],"tools":[1],"tool_choice":{}}})", choice), {.drop_optional_tools = true});
  };
  for (const char* const choice : {"null", "\"auto\"", "\"none\"", "\"\\u0061uto\""}) EXPECT_EQ(with(choice), R"({"messages":[]})");
  for (const char* const choice : {"\"required\"", "\"any\"", R"({"type":"allowed_tools","mode":"auto"})", "true"}) {
    EXPECT_EQ(with(choice), fmt::format(R"({{"messages":[],"tools":[1],"tool_choice":{}}})", choice));
  }
  EXPECT_EQ(edited(kChat, R"({"tools":null,"messages":[]})", {.drop_optional_tools = true}), R"({"messages":[]})");
}

TEST(PromptEdit, NeverRaisesACountThatTheRequestGives) {
  const auto with = [](std::string_view limit) {
    return edited(kResponses, fmt::format(R"({{"max_output_tokens":{}}})", limit), {.token_limit = 100});
  };
  for (const char* const kept : {"0", "99", "100"}) EXPECT_EQ(with(kept), fmt::format(R"({{"max_output_tokens":{}}})", kept));
  for (const char* const cut : {"101", "-1", "18446744073709551616", "1e3", "null"})
    EXPECT_EQ(with(cut), R"({"max_output_tokens":100})");
}

TEST(PromptEdit, LeavesANullBesideALimitThatIsGiven) {
  EXPECT_EQ(edited(kChat, R"({"messages":[],"max_tokens":null,"max_completion_tokens":7})", {.token_limit = 5}),
            R"({"messages":[],"max_tokens":null,"max_completion_tokens":5})");
  EXPECT_EQ(edited(kChat, R"({"messages":[],"max_output_tokens":7})", {.token_limit = 5}),
            R"({"max_completion_tokens":5,"messages":[],"max_output_tokens":7})");
}

TEST(PromptEdit, SetsACorrectionOffFromInstructionsByABlankLine_UnlessThereAreNone) {
  const PromptEdit corrective{.corrective_text = "c"};
  EXPECT_EQ(edited(kResponses, R"({"instructions":"a"})", corrective), R"({"instructions":"a\n\nc"})");
  EXPECT_EQ(edited(kResponses, R"({"instructions":""})", corrective), R"({"instructions":"c"})");
  EXPECT_EQ(edited(kResponses, R"({"instructions":null})", corrective), R"({"instructions":"c"})");
  EXPECT_EQ(edited(kResponses, "{}", corrective), R"({"instructions":"c"})");
  EXPECT_EQ(edited(kResponses, R"({"input":[]})", corrective),
            R"({"input":[{"type":"message","role":"developer","content":"c"}]})");
}

TEST(CheckPromptEdit, AsksForUsableTextsAndLimits) {
  EXPECT_EQ(refusal({}), "fine");
  EXPECT_EQ(refusal({.system_text = "\n\"\\\x01 \xF0\x9F\x98\x80", .corrective_text = std::string(kPromptTextBytesMax, 'x')}),
            "fine");
  EXPECT_EQ(refusal({.system_text = ""}), "system_text is empty; write the text or leave it out");
  EXPECT_EQ(refusal({.corrective_text = std::string(kPromptTextBytesMax + 1, 'x')}),
            "corrective_text has 65537 bytes; at most 65536");
  EXPECT_EQ(refusal({.corrective_text = "\xC3"}), "corrective_text is not valid UTF-8; save it as UTF-8");
  EXPECT_EQ(refusal({.system_text = "\xED\xA0\x80"}), "system_text is not valid UTF-8; save it as UTF-8");
  EXPECT_EQ(refusal({.turns_max = 0}), "turns_max is 0; the last user turn always stays, so use 1 or more");
  EXPECT_EQ(refusal({.input_tokens_max = 0}), "input_tokens_max is 0; use 1 or more, or leave it out");
  EXPECT_EQ(refusal({.token_limit = 0}), "token_limit is 0; use 1 or more, or leave it out");
}

}  // namespace
}  // namespace jurymast::wire
