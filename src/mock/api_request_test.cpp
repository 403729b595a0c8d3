#include "mock/api_request.hpp"

#include <gtest/gtest.h>

namespace jurymast::mock {
namespace {

ApiRequest chat(std::string_view more) {
  const std::string body = R"({"model":"m","messages":[{"role":"user","content":"hi"}])" + std::string(more) + "}";
  return read_api_request(Family::ChatCompletions, body).request.value();
}

ApiRequest responses(std::string_view more) {
  return read_api_request(Family::Responses, R"({"model":"m","input":"hi")" + std::string(more) + "}").request.value();
}

ApiError chat_error(std::string_view body) { return read_api_request(Family::ChatCompletions, body).request.error(); }

TEST(ApiRequest, NamesTheRequiredFieldThatIsMissing) {
  EXPECT_EQ(chat_error(R"({"messages":[]})").param, "model");
  EXPECT_EQ(chat_error(R"({"model":"m"})").param, "messages");
  EXPECT_EQ(chat_error(R"({"model":"m"})").code, "missing_required_parameter");
  EXPECT_EQ(read_api_request(Family::Responses, R"({"model":"m"})").request.error().param, "input");
  EXPECT_EQ(read_api_request(Family::Responses, R"({"input":"x"})").request.error().param, "model");
  EXPECT_TRUE(read_api_request(Family::Responses, R"({"prompt":{"id":"p"}})").request);
}

TEST(ApiRequest, NamesTheFieldOfTheWrongType) {
  EXPECT_EQ(chat_error(R"({"model":7,"messages":[]})").param, "model");
  EXPECT_EQ(chat_error(R"({"model":"m","messages":"hi"})").param, "messages");
  EXPECT_EQ(chat_error(R"({"model":"m","messages":[],"n":0})").param, "n");
  EXPECT_EQ(chat_error(R"({"model":"m","messages":[],"n":129})").param, "n");
}

TEST(ApiRequest, RefusesWhatIsNoObject_AndWhatNestsTooDeep) {
  EXPECT_EQ(chat_error("{").status, 400);
  EXPECT_EQ(chat_error("[]").status, 400);
  EXPECT_EQ(chat_error(std::string(100'000, '[')).status, 400);
}

TEST(ApiRequest, TellsModelAndStreamOfAnInvalidRequestToo) {
  const ReadApiRequest read = read_api_request(Family::ChatCompletions, R"({"model":"mock-503","stream":true})");
  EXPECT_FALSE(read.request);
  EXPECT_EQ(read.glance.model, "mock-503");
  EXPECT_TRUE(read.glance.stream);
}

TEST(ApiRequest, ReadsEachFamilysTokenLimit) {
  EXPECT_EQ(chat(R"(,"max_tokens":3)").token_limit, 3U);
  EXPECT_EQ(chat(R"(,"max_completion_tokens":4)").token_limit, 4U);
  EXPECT_EQ(responses(R"(,"max_output_tokens":5)").token_limit, 5U);
  EXPECT_EQ(chat(R"(,"max_tokens":null)").token_limit, std::nullopt);
}

TEST(ApiRequest, CallsAToolWhereItIsRequired_Chosen_OrWishedFor) {
  const std::string tools =
      R"(,"tools":[{"type":"function","function":{"name":"look"}},{"type":"function","function":{"name":"find"}}])";
  EXPECT_EQ(chat(tools).tool_name, std::nullopt);
  EXPECT_EQ(chat(tools + R"(,"tool_choice":"required")").tool_name, "look");
  EXPECT_EQ(chat(tools + R"(,"tool_choice":{"type":"function","function":{"name":"find"}})").tool_name, "find");
  const auto wished =
      read_api_request(Family::ChatCompletions, R"({"model":"m","messages":[{"role":"user","content":[{"type":"text",
    "text":"please call a tool"}]},{"role":"assistant","content":"no"}])" +
                                                    tools + "}");
  EXPECT_EQ(wished.request.value().tool_name, "look");
}

TEST(ApiRequest, CallsNoToolWhereThatIsForbidden) {
  EXPECT_EQ(responses(R"(,"tools":[{"type":"function","name":"look"}],"tool_choice":"none")").tool_name, std::nullopt);
  EXPECT_EQ(chat(R"(,"tool_choice":"required")").tool_name, std::nullopt);
}

TEST(ApiRequest, ReadsTheFlatToolsOfResponses) {
  EXPECT_EQ(responses(R"(,"tools":[{"type":"function","name":"look"}],"tool_choice":"required")").tool_name, "look");
}

TEST(ApiRequest, StoreIsOnForResponsesUnlessSwitchedOff_AndOffForChat) {
  EXPECT_TRUE(responses("").store);
  EXPECT_TRUE(responses(R"(,"store":null)").store);
  EXPECT_FALSE(responses(R"(,"store":false)").store);
  EXPECT_FALSE(chat("").store);
}

TEST(ApiRequest, KnowsWhenJsonIsWanted) {
  EXPECT_TRUE(chat(R"(,"response_format":{"type":"json_object"})").json_wanted);
  EXPECT_FALSE(chat(R"(,"response_format":{"type":"text"})").json_wanted);
  EXPECT_TRUE(responses(R"(,"text":{"format":{"type":"json_schema","name":"a","schema":{}}})").json_wanted);
}

}  // namespace
}  // namespace jurymast::mock
