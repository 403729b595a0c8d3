#include "wire/request_view.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace jurymast::wire {
namespace {

Result<RequestView> view_of(Family family, std::string_view body) {
  JsonScratch scratch;
  const PaddedString padded(body);
  return read_request(family, padded.padded(), scratch);
}

Result<RequestView> chat(std::string_view body) { return view_of(Family::ChatCompletions, body); }
Result<RequestView> responses(std::string_view body) { return view_of(Family::Responses, body); }

std::string problem(const Result<RequestView>& view) { return view ? "accepted" : view.error().message; }

std::string slice(std::string_view body, TextSpan span) { return std::string(body.substr(span.offset, span.size)); }

TEST(ChatRequest, TellsWhatRoutingNeeds) {
  const std::string body =
      R"( {"model" : "gpt-5.1","messages":[{"role":"user","content":"hi"}],"stream":true,"n":3,"max_tokens":10,)"
      R"("max_completion_tokens":200,"stream_options":{"include_usage": true },"temperature":0.10})";
  const Result<RequestView> view = chat(body);
  ASSERT_TRUE(view) << problem(view);
  EXPECT_EQ(view->model, "gpt-5.1");
  EXPECT_EQ(slice(body, view->model_value), "\"gpt-5.1\"");
  EXPECT_EQ(view->object_begin, 2U);
  EXPECT_FALSE(view->object_empty);
  EXPECT_TRUE(view->stream);
  EXPECT_TRUE(view->include_usage);
  EXPECT_EQ(slice(body, view->stream_options), R"({"include_usage": true })");
  EXPECT_EQ(slice(body, view->include_usage_value), "true");
  EXPECT_EQ(view->choices, 3U);
  EXPECT_EQ(view->token_limit, 200U);
  EXPECT_TRUE(view->required_present);
  EXPECT_FALSE(view->stored);
  EXPECT_FALSE(view->stateful());
}

TEST(ChatRequest, NullsMeanTheDefaults) {
  const Result<RequestView> view =
      chat(R"({"model":null,"messages":[],"stream":null,"n":null,"store":null,"max_tokens":null,"stream_options":null})");
  ASSERT_TRUE(view) << problem(view);
  EXPECT_EQ(view->model, "");
  EXPECT_TRUE(view->model_value.present());
  EXPECT_FALSE(view->stream);
  EXPECT_EQ(view->choices, 1U);
  EXPECT_FALSE(view->token_limit);
  EXPECT_FALSE(view->include_usage);
}

TEST(ChatRequest, AnEmptyObjectIsReadAndLacksEverything) {
  const Result<RequestView> view = chat(" { } ");
  ASSERT_TRUE(view) << problem(view);
  EXPECT_TRUE(view->object_empty);
  EXPECT_EQ(view->object_begin, 2U);
  EXPECT_FALSE(view->required_present);
  EXPECT_FALSE(view->model_value.present());
}

TEST(ChatRequest, AnEscapedKeyIsTheKeyItSpells) {
  const Result<RequestView> view = chat(R"({"\u006dodel":"a\u002fb","messages":[]})");
  ASSERT_TRUE(view) << problem(view);
  EXPECT_EQ(view->model, "a/b");
}

TEST(ChatRequest, RoutingKeysMayNotComeTwice_EvenEscaped) {
  const std::vector<std::string> keys{"model", "stream", "n", "messages", "input", "store", "background",
                                      "previous_response_id", "conversation", "stream_options", "tools", "max_tokens",
                                      "max_completion_tokens", "max_output_tokens", "prompt"};
  for (const std::string& key : keys) {
    const std::string body = "{\"" + key + "\":null,\"x\":1,\"" + key + "\":null}";
    EXPECT_NE(problem(chat(body)).find('"' + key + '"'), std::string::npos) << body;
    EXPECT_FALSE(responses(body)) << body;
  }
  EXPECT_EQ(problem(chat(R"({"model":"a","messages":[],"mode\u006c":"b"})")), "\"model\" is given twice; give it once");
}

TEST(ChatRequest, OtherKeysMayComeTwice) {
  const Result<RequestView> view = chat(R"({"model":"a","x":1,"x":2,"X":3,"messages":[]})");
  ASSERT_TRUE(view) << problem(view);
  EXPECT_EQ(view->model, "a");
}

TEST(ChatRequest, ARoutingKeyInAnotherCaseIsRefused_SinceServersDiffer) {
  for (const std::string_view key : {"Model", "MODEL", "mod\\u0045l", "Stream", "Messages", "N"}) {
    const std::string body = fmt::format(R"({{"model":"a","{}":"b","messages":[]}})", key);
    EXPECT_NE(problem(chat(body)).find("is written in another case"), std::string::npos) << body;
  }
}

TEST(Requests, MembersThatRouteComeOnceInTheirObjectsToo) {
  EXPECT_EQ(problem(chat(R"({"messages":[],"stream_options":{"include_usage":true,"include_usage":false}})")),
            "\"stream_options\" has include_usage twice; give it once");
  EXPECT_EQ(problem(responses(R"({"input":"x","conversation":{"id":"a","id":"b"}})")), "\"conversation\" has an id twice; give it once");
  EXPECT_EQ(problem(responses(R"({"prompt":{"id":"a","id":"b"}})")), "\"prompt\" has an id twice; give it once");
}

TEST(ChatRequest, RoutingFieldsOfTheWrongTypeAreNamed_NeverQuoted) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"model":["sk-secret"]})", "\"model\" must be a string"},
      {R"({"model":7})", "\"model\" must be a string"},
      {R"({"stream":"sk-secret"})", "\"stream\" must be true or false"},
      {R"({"stream":1})", "\"stream\" must be true or false"},
      {R"({"n":0})", "\"n\" must be an integer from 1 to 1024"},
      {R"({"n":-1})", "\"n\" must be an integer from 1 to 1024"},
      {R"({"n":1.5})", "\"n\" must be an integer from 1 to 1024"},
      {R"({"n":99999999999999999999})", "\"n\" must be an integer from 1 to 1024"},
      {R"({"n":"2"})", "\"n\" must be an integer from 1 to 1024"},
      {R"({"messages":"sk-secret"})", "\"messages\" must be an array"},
      {R"({"messages":null})", "\"messages\" must be an array"},
      {R"({"stream_options":[]})", "\"stream_options\" must be an object"},
      {R"({"max_tokens":"9"})", "\"max_tokens\" must be a number"},
      {R"({"store":"yes"})", "\"store\" must be true or false"}};
  for (const auto& [body, message] : cases) EXPECT_EQ(problem(chat(body)), message) << body;
}

TEST(ChatRequest, AnOverlongModelIsRefused) {
  const std::string body = R"({"model":")" + std::string(kModelBytesMax + 1, 'm') + R"(","messages":[]})";
  EXPECT_EQ(problem(chat(body)), "\"model\" is longer than 1024 bytes");
}

TEST(ChatRequest, ATokenLimitThatIsNoCountIsTheTargetsToJudge) {
  const Result<RequestView> view = chat(R"({"messages":[],"max_tokens":-1,"max_completion_tokens":0.5})");
  ASSERT_TRUE(view) << problem(view);
  EXPECT_FALSE(view->token_limit);
}

TEST(ChatRequest, BodiesThatAreNoJsonObjectAreRefused) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "the request body is empty; send a JSON object"},
      {"  ", "the request body is empty; send a JSON object"},
      {"[]", "the request body must be a JSON object"},
      {"\"x\"", "the request body must be a JSON object"},
      {"\xEF\xBB\xBF{}", "the request body begins with a byte-order mark; send plain UTF-8"},
      {"{} x", "the request body is not valid JSON (at byte 3)"},
      {R"({"model":"m"}})", "the request body is not valid JSON (at byte 13)"},
      {R"({"model":"m","x":[1,2,})", "the request body is not valid JSON (at byte 22)"}};
  for (const auto& [body, message] : cases) EXPECT_EQ(problem(chat(body)), message) << body;
  EXPECT_FALSE(chat(std::string("{\0}\0", 4)));
  EXPECT_FALSE(chat(std::string("\xFF\xFE{\0}\0", 6)));
}

TEST(ChatRequest, DeepNestingIsRefused) {
  const std::string body = R"({"messages":)" + std::string(64, '[') + std::string(64, ']') + "}";
  EXPECT_EQ(problem(chat(body)), "the request body nests deeper than 64 levels (at byte 75)");
}

TEST(ChatRequest, EveryCutOfABodyIsRefused) {
  const std::string body = R"({"model":"m","messages":[{"role":"user","content":"a\u00e9\n"}],"n":12,"stream":true})";
  ASSERT_TRUE(chat(body));
  for (std::size_t size = 0; size < body.size(); ++size) EXPECT_FALSE(chat(body.substr(0, size))) << size;
}

TEST(ChatRequest, ResponsesOnlyKeysAreUnknownFieldsHere) {
  const Result<RequestView> view = chat(
      R"({"messages":[],"background":"x","previous_response_id":1,"conversation":2,"input":{},"prompt":3,"tools":[{"type":"web"}]})");
  ASSERT_TRUE(view) << problem(view);
  EXPECT_FALSE(view->stateful());
}

TEST(ChatRequest, FilesByIdAndEarlierAudioAreState) {
  const auto stateful = [](std::string_view messages) {
    const Result<RequestView> view = chat(R"({"model":"m","messages":)" + std::string(messages) + "}");
    EXPECT_TRUE(view) << problem(view);
    return view && view->stateful();
  };
  EXPECT_TRUE(stateful(R"([{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}])"));
  EXPECT_TRUE(stateful(R"([{"role":"assistant","audio":{"id":"audio_1"}}])"));
  EXPECT_FALSE(stateful(R"([{"role":"user","content":[{"type":"file","file":{"file_data":"abc","file_id":null}}]}])"));
  EXPECT_FALSE(stateful(R"([{"role":"assistant","audio":null},{"role":"tool","tool_call_id":"c","content":"x"}])"));
  EXPECT_FALSE(stateful(R"([{"role":"user","content":"\"file_id\":\"x\""}])"));
}

TEST(ChatRequest, StoredOnlyWhereItSaysSo) {
  EXPECT_TRUE(chat(R"({"messages":[],"store":true})")->stored);
  EXPECT_FALSE(chat(R"({"messages":[],"store":false})")->stored);
  EXPECT_FALSE(chat(R"({"messages":[]})")->stored);
}

TEST(ResponsesRequest, StoredUnlessItSaysNot) {
  EXPECT_TRUE(responses(R"({"input":"x"})")->stored);
  EXPECT_TRUE(responses(R"({"input":"x","store":null})")->stored);
  EXPECT_TRUE(responses(R"({"input":"x","store":true})")->stored);
  EXPECT_FALSE(responses(R"({"input":"x","store":false})")->stored);
}

TEST(ResponsesRequest, InputOrPromptIsRequired) {
  EXPECT_TRUE(responses(R"({"model":"m","input":"x"})")->required_present);
  EXPECT_TRUE(responses(R"({"model":"m","input":[]})")->required_present);
  EXPECT_TRUE(responses(R"({"prompt":{"id":"p"}})")->required_present);
  EXPECT_FALSE(responses(R"({"model":"m","messages":[],"input":null,"prompt":null})")->required_present);
}

TEST(ResponsesRequest, PlainOnesAreStateless) {
  const Result<RequestView> view = responses(
      R"({"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"hi"},{"type":"input_file","file_data":"x"}]},)"
      R"({"type":"function_call","id":"fc_1","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"1"},)"
      R"({"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":null},{"role":"assistant","id":"msg_1","content":"x"}],)"
      R"("tools":[{"type":"function","name":"f"},{"type":"custom","name":"g"}],"max_output_tokens":99,"background":false,)"
      R"("previous_response_id":null,"conversation":null})");
  ASSERT_TRUE(view) << problem(view);
  EXPECT_FALSE(view->stateful());
  EXPECT_EQ(view->token_limit, 99U);
}

TEST(ResponsesRequest, EveryFormOfStateIsSeen) {
  const std::vector<std::string> members{
      R"("previous_response_id":"resp_1")",
      R"("conversation":"conv_1")",
      R"("conversation":{"id":"conv_1"})",
      R"("background":true)",
      R"("prompt":{"id":"pmpt_1"})",
      R"("tools":[{"type":"function","name":"f"},{"type":"web_search"}])",
      R"("tools":[{"type":"mcp","server_url":"x"}])",
      R"("input":[{"type":"item_reference","id":"msg_1"}])",
      R"("input":[{"id":"msg_1"}])",
      R"("input":[{"type":null,"id":"msg_1"}])",
      R"("input":[{"type":"reasoning","encrypted_content":"gAAA","summary":[]}])",
      R"("input":[{"role":"user","content":[{"type":"input_file","file_id":"file-1"}]}])",
      R"("input":[{"role":"user","content":[{"type":"input_image","file\u005fid":"file-1"}]}])",
      R"("input":[{"type":"computer_call_output","output":{"type":"x","file_id":"file-1"}}])"};
  for (const std::string& member : members) {
    const Result<RequestView> view = responses("{\"model\":\"m\"," + member + "}");
    ASSERT_TRUE(view) << member << problem(view);
    EXPECT_TRUE(view->stateful()) << member;
  }
  EXPECT_EQ(responses(R"({"conversation":{"id":"conv_1"}})")->conversation, "conv_1");
  EXPECT_EQ(responses(R"({"previous_response_id":"resp_1"})")->previous_response_id, "resp_1");
}

TEST(ResponsesRequest, WrongTypesAreNamed) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"input":{}})", "\"input\" must be a string or an array"},
      {R"({"background":"x"})", "\"background\" must be true or false"},
      {R"({"previous_response_id":1})", "\"previous_response_id\" must be a string"},
      {R"({"conversation":1})", "\"conversation\" must be a string"},
      {R"({"conversation":{"id":[]}})", "\"conversation\" must be a string"},
      {R"({"tools":{}})", "\"tools\" must be an array"},
      {R"({"prompt":"p"})", "\"prompt\" must be an object"},
      {R"({"max_output_tokens":[]})", "\"max_output_tokens\" must be a number"}};
  for (const auto& [body, message] : cases) EXPECT_EQ(problem(responses(body)), message) << body;
}

TEST(ResponsesRequest, AnOverlongStateIdIsRefused) {
  const std::string body = R"({"previous_response_id":")" + std::string(kStateIdBytesMax + 1, 'r') + R"("})";
  EXPECT_EQ(problem(responses(body)), "\"previous_response_id\" is longer than 4096 bytes");
}

}  // namespace
}  // namespace jurymast::wire
