#include "wire/output_rules.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"
#include "wire/answer_reader.hpp"
#include "wire/output_rules_request.hpp"

namespace jurymast::wire {
namespace {

OutputFault fault_of(Family family, const OutputRules& rules, std::string_view body) {
  JsonScratch scratch;
  const PaddedString padded(body);
  return check_output(family, rules, nullptr, padded.padded(), scratch);
}

/// A chat answer whose only choice has this message.
std::string chat(std::string_view message) {
  return R"({"id":"c","object":"chat.completion","choices":[{"index":0,"message":)" + std::string(message) +
         R"(,"finish_reason":"stop"}],"usage":{"total_tokens":3},"system_fingerprint":null})";
}

OutputFault chat_fault(const OutputRules& rules, std::string_view message) {
  return fault_of(Family::ChatCompletions, rules, chat(message));
}

OutputFault responses_fault(const OutputRules& rules, std::string_view output) {
  return fault_of(Family::Responses, rules, R"({"id":"r","status":"completed","output":)" + std::string(output) + "}");
}

OutputRules schema_rules(std::string_view schema) {
  OutputRules rules;
  rules.schema = std::make_shared<const SchemaCheck>(SchemaCheck::compile(schema).value());
  return rules;
}

OutputRules depends_on(std::initializer_list<std::string_view> pointers) {
  OutputRules rules;
  for (const std::string_view pointer : pointers) rules.depends_on.push_back(JsonPointer::parse(pointer).value());
  return rules;
}

constexpr std::string_view kPoint = R"({"type":"object","properties":{"x":{"type":"integer"}},"required":["x"]})";

TEST(OutputFault, HasANameForEach) {
  EXPECT_EQ(name_of(OutputFault::None), "none");
  EXPECT_EQ(name_of(OutputFault::MissingField), "missing_field");
  EXPECT_EQ(name_of(OutputFault::ToolArguments), "tool_arguments");
  EXPECT_EQ(name_of(OutputFault::Undecided), "undecided");
}

TEST(JsonPointer, IsReadByItsRfc) {
  const auto tokens = [](std::string_view text) { return JsonPointer::parse(text).value().tokens(); };
  EXPECT_TRUE(tokens("").empty());
  EXPECT_EQ(tokens("/"), std::vector<std::string>{""});
  EXPECT_EQ(tokens("/a~1b/m~0n/~01"), (std::vector<std::string>{"a/b", "m~n", "~1"}));
  EXPECT_EQ(tokens("/a//0"), (std::vector<std::string>{"a", "", "0"}));
  for (const char* text : {"a", "a/b", "#/a", "/~", "/~2", "/a~"}) EXPECT_FALSE(JsonPointer::parse(text)) << text;
  EXPECT_FALSE(JsonPointer::parse("/" + std::string(JsonPointer::kBytesMax, 'x')));
  std::string deep;
  for (std::size_t i = 0; i < limits::kJsonDepthMax; ++i) deep += "/a";
  EXPECT_TRUE(JsonPointer::parse(deep));
  EXPECT_FALSE(JsonPointer::parse(deep + "/a"));
}

TEST(DependsOn, AsksThatEachFieldIsThereAndNotNull) {
  constexpr std::string_view kMessage = R"({"role":"assistant","content":"","tool_calls":[{"id":"t"},{"id":null}],"a/b":0})";
  for (const char* there : {"", "/id", "/usage/total_tokens", "/choices", "/choices/0", "/choices/0/message/content",
                            "/choices/0/message/tool_calls/0/id", "/choices/0/message/a~1b"}) {
    EXPECT_EQ(chat_fault(depends_on({there}), kMessage), OutputFault::None) << there;
  }
  for (const char* missing :
       {"/", "/model", "/system_fingerprint", "/choices/1", "/choices/00", "/choices/-", "/choices/0/message/content/0",
        "/choices/0/message/tool_calls/1/id", "/choices/0/message/a", "/usage/total_tokens/x"}) {
    EXPECT_EQ(chat_fault(depends_on({missing}), kMessage), OutputFault::MissingField) << missing;
    EXPECT_EQ(chat_fault(depends_on({"/id", missing, "/usage"}), kMessage), OutputFault::MissingField) << missing;
  }
  EXPECT_EQ(chat_fault(depends_on({"/id", "/choices/0/message/role", "/usage", "/choices/0/index"}), kMessage), OutputFault::None);
}

TEST(DependsOn, OfMembersThatStandTwiceTheLastOneCounts) {
  const auto fault = [](std::string_view pointer, std::string_view body) {
    return fault_of(Family::Responses, depends_on({pointer}), body);
  };
  EXPECT_EQ(fault("/a", R"({"a":1,"a":null})"), OutputFault::MissingField);
  EXPECT_EQ(fault("/a/b", R"({"a":{"b":1},"a":{}})"), OutputFault::MissingField);
  EXPECT_EQ(fault("/a/b", R"({"a":{},"a":{"b":1}})"), OutputFault::None);
}

TEST(NonEmpty, WantsTextARefusalOrACall) {
  OutputRules rules;
  rules.non_empty = true;
  for (const char* filled :
       {R"({"content":"x"})", R"({"content":[{"type":"text","text":"x"}]})", R"({"content":null,"refusal":"no"})",
        R"({"content":[{"type":"refusal","refusal":"no"}]})", R"({"content":" ","tool_calls":[{"type":"custom","custom":{}}]})",
        R"({"content":null,"function_call":{"name":"f","arguments":"{}"}})", R"({"content":null,"audio":{"id":"a"}})"}) {
    EXPECT_EQ(chat_fault(rules, filled), OutputFault::None) << filled;
  }
  for (const char* empty :
       {R"({"content":""})", R"({"content":" \n\t "})", R"({"content":null,"refusal":null,"tool_calls":[]})", "{}", "null",
        R"({"content":[{"type":"image","text":"x"}]})", R"({"content":null,"reasoning_content":"hm"})"}) {
    EXPECT_EQ(chat_fault(rules, empty), OutputFault::Empty) << empty;
  }
  EXPECT_EQ(fault_of(Family::ChatCompletions, rules, R"({"choices":[]})"), OutputFault::Empty);
  EXPECT_EQ(fault_of(Family::ChatCompletions, rules, R"({"choices":[{"message":{"content":"x"}},{"message":{"content":""}}]})"),
            OutputFault::Empty);
}

TEST(NonEmpty, ReadsResponsesAsWell) {
  OutputRules rules;
  rules.non_empty = true;
  EXPECT_EQ(responses_fault(rules, R"([{"type":"message","content":[{"type":"output_text","text":"x"}]}])"), OutputFault::None);
  EXPECT_EQ(responses_fault(rules, R"([{"type":"message","content":[{"type":"refusal","refusal":"no"}]}])"), OutputFault::None);
  EXPECT_EQ(responses_fault(rules, R"([{"type":"web_search_call"}])"), OutputFault::None);
  EXPECT_EQ(responses_fault(rules, R"([{"type":"reasoning","content":[{"type":"output_text","text":"x"}]}])"), OutputFault::Empty);
  EXPECT_EQ(responses_fault(rules, R"([{"type":"message","content":[{"type":"output_text","text":""}]}])"), OutputFault::Empty);
  EXPECT_EQ(responses_fault(rules, "[]"), OutputFault::Empty);
}

TEST(OutputSchema, HoldsForTheTextOfEveryChoice) {
  const OutputRules rules = schema_rules(kPoint);
  EXPECT_EQ(chat_fault(rules, R"({"content":"{\"x\":1}"})"), OutputFault::None);
  EXPECT_EQ(chat_fault(rules, R"({"content":[{"type":"text","text":"{\"x\""},{"text":":1}","type":"text"}]})"), OutputFault::None);
  EXPECT_EQ(chat_fault(rules, R"({"content":"{\"x\":\"1\"}"})"), OutputFault::Schema);
  EXPECT_EQ(chat_fault(rules, R"({"content":"{\"x\":1"})"), OutputFault::NotJson);
  EXPECT_EQ(chat_fault(rules, R"({"content":"{\"x\":1,\"x\":2}"})"), OutputFault::NotJson);
  EXPECT_EQ(chat_fault(rules, R"({"content":null})"), OutputFault::NotJson);
  const auto two = [&rules](std::string_view first, std::string_view second) {
    return fault_of(Family::ChatCompletions, rules,
                    R"({"choices":[{"message":{"content":")" + std::string(first) + R"("}},{"message":{"content":")" +
                        std::string(second) + "\"}}]}");
  };
  EXPECT_EQ(two(R"({\"x\":1})", R"({\"x\":2})"), OutputFault::None);
  EXPECT_EQ(two(R"({\"x\":1})", R"({\"y\":2})"), OutputFault::Schema);
  const std::string too_deep = std::string(limits::kJsonDepthMax + 1, '[') + std::string(limits::kJsonDepthMax + 1, ']');
  EXPECT_EQ(two(too_deep, R"({\"x\":1})"), OutputFault::Undecided);
  EXPECT_EQ(two(too_deep, "{}"), OutputFault::Schema);
}

TEST(OutputSchema, IsMetByARefusalOrACallAlone) {
  const OutputRules rules = schema_rules(kPoint);
  for (const char* message :
       {R"({"content":null,"refusal":"no"})", R"({"content":"","tool_calls":[{"function":{"arguments":"{}"}}]})",
        R"({"content":"\n","tool_calls":[{"function":{"arguments":"{}"}}]})", R"({"function_call":{"arguments":""}})"}) {
    EXPECT_EQ(chat_fault(rules, message), OutputFault::None) << message;
  }
  EXPECT_EQ(chat_fault(rules, R"({"content":"first","tool_calls":[{"function":{"arguments":"{}"}}]})"), OutputFault::NotJson);
  EXPECT_EQ(responses_fault(rules, R"([{"type":"function_call","arguments":"{}"}])"), OutputFault::None);
}

TEST(OutputSchema, HoldsForAnAnswerCutShort) {
  const OutputRules rules = schema_rules(kPoint);
  EXPECT_EQ(fault_of(Family::ChatCompletions, rules, R"({"choices":[{"message":{"content":"{}"},"finish_reason":"length"}]})"),
            OutputFault::Schema);
  EXPECT_EQ(fault_of(Family::Responses, rules,
                     R"({"status":"incomplete","output":[{"type":"message","content":[{"type":"output_text","text":"{}"}]}]})"),
            OutputFault::Schema);
}

TEST(OutputSchema, JoinsTheTextsOfAResponse) {
  const OutputRules rules = schema_rules(kPoint);
  EXPECT_EQ(
      responses_fault(rules,
                      R"([{"type":"reasoning","summary":[]},{"content":[{"type":"output_text","text":"{\"x\""}],"type":"message"},)"
                      R"({"type":"message","content":[{"type":"output_text","text":":1}"},{"type":"refusal","refusal":""}]}])"),
      OutputFault::None);
  EXPECT_EQ(responses_fault(rules, R"([{"type":"message","content":[{"type":"output_text","text":"{}"}]}])"), OutputFault::Schema);
}

TEST(OutputPattern, IsFoundInTheTextOfEveryChoice) {
  OutputRules rules;
  rules.pattern = TextPattern::compile("^ok: .+$").value();
  EXPECT_EQ(chat_fault(rules, R"({"content":"ok: \u00e9"})"), OutputFault::None);
  EXPECT_EQ(chat_fault(rules, R"({"content":"no"})"), OutputFault::Pattern);
  EXPECT_EQ(chat_fault(rules, R"({"content":null,"refusal":"no"})"), OutputFault::None);
  EXPECT_EQ(chat_fault(rules, R"({"content":")" + std::string(8 * limits::kMiB, 'x') + "\"}"), OutputFault::Undecided);
}

TEST(ToolArguments, AreJsonObjects) {
  OutputRules rules;
  rules.tool_arguments = true;
  const auto chat_call = [&rules](std::string_view call) {
    return chat_fault(rules, R"({"tool_calls":[)" + std::string(call) + "]}");
  };
  EXPECT_EQ(chat_call(R"({"type":"function","function":{"name":"f","arguments":"{\"a\":[1]}"}})"), OutputFault::None);
  EXPECT_EQ(chat_call(R"({"type":"custom","custom":{"name":"f","input":"free"}})"), OutputFault::None);
  for (const char* call :
       {R"({"function":{"arguments":"[]"}})", R"({"function":{"arguments":"{"}})", R"({"function":{"arguments":""}})",
        R"({"function":{"arguments":{}}})", R"({"function":{}})", R"({"type":"function"})", R"({"function":null})"}) {
    EXPECT_EQ(chat_call(call), OutputFault::ToolArguments) << call;
    EXPECT_EQ(chat_call(std::string(R"({"function":{"arguments":"{}"}},)") + call), OutputFault::ToolArguments) << call;
  }
  EXPECT_EQ(chat_fault(rules, R"({"function_call":{"name":"f","arguments":"x"}})"), OutputFault::ToolArguments);
  EXPECT_EQ(chat_fault(rules, R"({"content":"x","tool_calls":null,"function_call":null})"), OutputFault::None);
  EXPECT_EQ(responses_fault(rules, R"([{"type":"function_call","arguments":"{}"},{"arguments":"x","type":"mcp_call"}])"),
            OutputFault::None);
  EXPECT_EQ(responses_fault(rules, R"([{"arguments":"x","type":"function_call"}])"), OutputFault::ToolArguments);
  EXPECT_EQ(responses_fault(rules, R"([{"type":"function_call"}])"), OutputFault::ToolArguments);
}

TEST(ToolArguments, BeyondTheirBoundAreUndecided) {
  OutputRules rules;
  rules.tool_arguments = true;
  std::string calls = R"({"function":{"arguments":"{}"}})";
  for (std::size_t i = 1; i < kToolCallsCheckedMax; ++i) calls += R"(,{"function":{"arguments":"{}"}})";
  EXPECT_EQ(chat_fault(rules, R"({"tool_calls":[)" + calls + "]}"), OutputFault::None);
  EXPECT_EQ(chat_fault(rules, R"({"tool_calls":[)" + calls + R"(,{"function":{"arguments":"{}"}}]})"), OutputFault::Undecided);
}

TEST(CheckOutput, ReportsTheFirstFaultInOrder) {
  OutputRules rules = schema_rules(kPoint);
  rules.pattern = TextPattern::compile("x").value();
  rules.non_empty = true;
  rules.tool_arguments = true;
  rules.depends_on.push_back(JsonPointer::parse("/choices/0/message/role").value());
  constexpr std::string_view kEmpty = R"("tool_calls":[],"content":"")";
  EXPECT_EQ(chat_fault(rules, R"({"function_call":{"arguments":"x"}})"), OutputFault::MissingField);
  EXPECT_EQ(chat_fault(rules, R"({"role":"assistant","content":"","function_call":{"arguments":"x"}})"),
            OutputFault::ToolArguments);
  EXPECT_EQ(chat_fault(rules, R"({"role":"assistant",)" + std::string(kEmpty) + "}"), OutputFault::Empty);
  EXPECT_EQ(chat_fault(rules, R"({"role":"assistant","content":"{}"})"), OutputFault::Pattern);
  EXPECT_EQ(chat_fault(rules, R"({"role":"assistant","content":"{\"x\":null}"})"), OutputFault::Schema);
  EXPECT_EQ(chat_fault(rules, R"({"role":"assistant","content":"{\"x\":1}"})"), OutputFault::None);
}

TEST(CheckOutput, SaysThatABodyIsNoJson) {
  OutputRules rules = depends_on({"/id"});
  EXPECT_EQ(fault_of(Family::Responses, rules, "{"), OutputFault::NotJson);
  rules.depends_on.clear();
  EXPECT_EQ(fault_of(Family::Responses, rules, "{"), OutputFault::None);
  rules.non_empty = true;
  EXPECT_EQ(fault_of(Family::Responses, rules, "{"), OutputFault::NotJson);
  const std::string deep = std::string(limits::kJsonDepthMax + 1, '[') + std::string(limits::kJsonDepthMax + 1, ']');
  EXPECT_EQ(fault_of(Family::Responses, rules, deep), OutputFault::Undecided);
}

RequestSchema asked(Family family, std::string_view body) {
  JsonScratch scratch;
  const PaddedString padded(body);
  return schema_of_request(family, padded.padded(), scratch);
}

TEST(SchemaOfRequest, IsWhatTheFamilyCarriesInItsPlace) {
  const auto applies = [](const RequestSchema& schema, std::string_view text) {
    JsonScratch scratch;
    OutputRules rules;
    rules.schema_from_request = true;
    const PaddedString body(chat(R"({"content":)" + std::string(text) + "}"));
    return check_output(Family::ChatCompletions, rules, schema.check ? &*schema.check : nullptr, body.padded(), scratch);
  };
  const std::string schema(kPoint);
  for (const RequestSchema& found :
       {asked(Family::ChatCompletions, R"({"model":"m","response_format":{"json_schema":{"name":"n","schema":)" + schema +
                                           R"(,"strict":true},"type":"json_schema"}})"),
        asked(Family::Responses, R"({"text":{"format":{"type":"json_schema","name":"n","schema":)" + schema + "}}}")}) {
    ASSERT_TRUE(found.check && !found.undecided);
    EXPECT_EQ(applies(found, R"("{\"x\":1}")"), OutputFault::None);
    EXPECT_EQ(applies(found, R"("{}")"), OutputFault::Schema);
  }
  const RequestSchema object = asked(Family::ChatCompletions, R"({"response_format":{"type":"json_object"}})");
  EXPECT_EQ(applies(object, R"("{}")"), OutputFault::None);
  EXPECT_EQ(applies(object, R"("[]")"), OutputFault::Schema);
}

TEST(SchemaOfRequest, IsNothingWhereNoneIsAskedFor) {
  for (const char* body : {"{}", R"({"response_format":{"type":"text"}})", R"({"response_format":null})",
                           R"({"response_format":{"type":"json_schema"}})", R"({"text":{"format":{"type":"json_object"}}})",
                           R"({"messages":[{"response_format":{"type":"json_object"}}]})"}) {
    const RequestSchema found = asked(Family::ChatCompletions, body);
    EXPECT_TRUE(!found.check && !found.undecided) << body;
  }
}

TEST(SchemaOfRequest, IsUndecidedOutsideTheSubset) {
  const RequestSchema found = asked(Family::Responses, R"({"text":{"format":{"type":"json_schema","schema":{"allOf":[]}}}})");
  EXPECT_TRUE(!found.check && found.undecided);
  EXPECT_TRUE(asked(Family::Responses, "{").undecided);
}

TEST(SchemaOfRequest, IsUndecidedWhereItCostsTooMuch) {
  const auto with_pattern = [](std::string_view pattern) {
    return asked(Family::Responses, R"({"text":{"format":{"type":"json_schema","schema":{"type":"string","pattern":")" +
                                        std::string(pattern) + R"("}}}})");
  };
  EXPECT_TRUE(with_pattern(R"(^\\pL{1,3}$)").check);
  const RequestSchema costly = with_pattern(R"(^\\pL{1,30}$)");
  EXPECT_TRUE(!costly.check && costly.undecided);
}

}  // namespace
}  // namespace jurymast::wire
