#include "mock/mock_api.hpp"

#include <gtest/gtest.h>

#include "mock/plan_probe.hpp"

namespace jurymast::mock {
namespace {

using probe::Bench;
using probe::kChat;
using probe::kResponses;
using std::chrono::milliseconds;

TEST(MockApi, AcceptsAnyBearer_ButNotThePlaceholder) {
  Bench bench;
  const std::string body = Bench::chat_request("m", false);
  EXPECT_EQ(bench.ask("POST", kChat, body, "Bearer anything").plan.status, 200);
  EXPECT_EQ(bench.ask("POST", kChat, body).plan.status, 200);
  const auto refused = bench.ask("POST", kChat, body, "Bearer <API_KEY_PLACEHOLDER>");
  EXPECT_EQ(refused.plan.status, 401);
  EXPECT_EQ(refused.json["error"]["code"], "invalid_api_key");
}

TEST(MockApi, AsksForAKeyWhereOneIsRequired) {
  ApiSettings settings;
  settings.require_key = true;
  Bench bench(settings);
  const std::string body = Bench::chat_request("m", false);
  EXPECT_EQ(bench.ask("POST", kChat, body).plan.status, 401);
  EXPECT_EQ(bench.ask("POST", kChat, body, "Bearer ").plan.status, 401);
  EXPECT_EQ(bench.ask("POST", kChat, body, "Basic abc").plan.status, 401);
  EXPECT_EQ(bench.ask("POST", kChat, body, "Bearer k").plan.status, 200);
  EXPECT_EQ(bench.ask("GET", "/v1/models", "").plan.status, 401);
}

TEST(MockApi, AnInvalidRequestGetsTheApisError) {
  const auto said = Bench().post(kChat, R"({"model":"m"})");
  EXPECT_EQ(said.plan.status, 400);
  EXPECT_EQ(said.json["error"]["type"], "invalid_request_error");
  EXPECT_EQ(said.json["error"]["param"], "messages");
}

TEST(MockApi, UnknownPathsAre404_AndWrongMethods405) {
  Bench bench;
  const auto unknown = bench.post("/v1/completions", "{}");
  EXPECT_EQ(unknown.plan.status, 404);
  EXPECT_EQ(unknown.json["error"]["message"], "Invalid URL (POST /v1/completions)");
  EXPECT_EQ(bench.ask("GET", "/", "").plan.status, 404);
  EXPECT_EQ(bench.ask("GET", "/v1/modelsx", "").plan.status, 404);
  EXPECT_EQ(bench.ask("GET", kChat, "").plan.status, 405);
  EXPECT_EQ(bench.ask("PUT", kResponses, "").plan.status, 405);
  EXPECT_EQ(bench.ask("POST", "/v1/models", "").plan.status, 405);
}

TEST(MockApi, ListsItsModels_AndKnowsNoOthers) {
  ApiSettings settings;
  settings.models = {"a", "b"};
  Bench bench(settings);
  const auto list = bench.ask("GET", "/v1/models", "");
  EXPECT_EQ(list.json["object"], "list");
  EXPECT_EQ(list.json["data"].size(), 2U);
  EXPECT_EQ(list.json["data"][1]["id"], "b");
  EXPECT_EQ(bench.ask("GET", "/v1/models/b", "").json["id"], "b");
  EXPECT_EQ(bench.ask("GET", "/v1/models/c", "").plan.status, 404);
  EXPECT_EQ(bench.chat("a", false).plan.status, 200);
  const auto unknown = bench.chat("c", false);
  EXPECT_EQ(unknown.plan.status, 404);
  EXPECT_EQ(unknown.json["error"]["code"], "model_not_found");
  EXPECT_EQ(bench.chat("mock-slow-first-1ms", false).plan.status, 200);
}

TEST(MockApi, AFaultThatCannotBeReadIsSaid) {
  const auto said = Bench().chat("mock-fault:cut-evnt=3", false);
  EXPECT_EQ(said.plan.status, 400);
  EXPECT_EQ(said.json["error"]["code"], "unknown_fault");
}

TEST(MockApi, RulesComeBeforeTheModelsName_AndAnOutageBeforeBoth) {
  Bench bench;
  bench.api.set_rules(read_rules(R"({"rules":[{"fault":"500"}]})").value(), bench.now());
  EXPECT_EQ(bench.chat("mock-429", false).plan.status, 500);
  bench.api.set_outage(parse_fault("503").value(), bench.now() + milliseconds(100));
  EXPECT_EQ(bench.chat("mock-429", false).plan.status, 503);
  bench.advance(milliseconds(100));
  EXPECT_EQ(bench.chat("mock-429", false).plan.status, 500);
  bench.api.set_rules({}, bench.now());
  EXPECT_EQ(bench.chat("mock-429", false).plan.status, 429);
}

TEST(MockApi, AnOutageConcernsEveryPath) {
  Bench bench;
  bench.api.set_outage(parse_fault("503").value(), bench.now() + milliseconds(100));
  EXPECT_EQ(bench.ask("GET", "/v1/models", "").plan.status, 503);
}

TEST(MockApi, RulesOfTheScriptCountTheirTimeFromTheStart) {
  ApiSettings settings;
  settings.rules = read_rules(R"({"rules":[{"for_ms":100,"fault":"503"}]})").value();
  Bench bench(settings);
  EXPECT_EQ(bench.chat("m", false).plan.status, 503);
  bench.advance(milliseconds(100));
  EXPECT_EQ(bench.chat("m", false).plan.status, 200);
  bench.api.reset(bench.now());
  EXPECT_EQ(bench.chat("m", false).plan.status, 503);
}

TEST(MockApi, AnEarlyAnswerClosesTheConnection) {
  Bench bench;
  bench.api.set_rules(read_rules(R"({"rules":[{"family":"responses","fault":"early=413"}]})").value(), bench.now());
  EXPECT_FALSE(bench.api.answer_early(read_incoming_head("POST", kChat), {bench.now(), 0}));
  const auto planned = bench.api.answer_early(read_incoming_head("POST", kResponses), {bench.now(), 0});
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->plan.status, 413);
  EXPECT_NE(probe::play(planned->plan).bytes.find("connection: close\r\n"), std::string::npos);
}

TEST(MockApi, KeepsResponses_AndGivesThemAgain) {
  Bench bench;
  const auto made = bench.responses("m", false);
  const std::string id = made.json["id"].get<std::string>();
  EXPECT_EQ(bench.ask("GET", "/v1/responses/" + id, "").json, made.json);
  const auto items = bench.ask("GET", "/v1/responses/" + id + "/input_items", "");
  EXPECT_EQ(items.json["object"], "list");
  EXPECT_EQ(items.json["data"].size(), 1U);
  EXPECT_EQ(items.body.text.find("\"hi\""), std::string::npos);
  EXPECT_EQ(bench.ask("DELETE", "/v1/responses/" + id, "").json["deleted"], true);
  const auto gone = bench.ask("GET", "/v1/responses/" + id, "");
  EXPECT_EQ(gone.plan.status, 404);
  EXPECT_EQ(gone.json["error"]["message"], "Response with id '" + id + "' not found.");
}

TEST(MockApi, KeepsNoResponseThatWasNotToBeStored) {
  Bench bench;
  const auto made = bench.post(kResponses, R"({"model":"m","input":"hi","store":false})");
  EXPECT_EQ(bench.ask("GET", "/v1/responses/" + made.json["id"].get<std::string>(), "").plan.status, 404);
}

TEST(MockApi, ForgetsTheOldestResponseFirst) {
  Bench bench;
  const std::string first = bench.responses("m", false).json["id"].get<std::string>();
  const std::string second = bench.responses("m", false).json["id"].get<std::string>();
  for (std::size_t i = 0; i + 1 < kResponsesKept; ++i) static_cast<void>(bench.responses("m", false));
  EXPECT_EQ(bench.ask("GET", "/v1/responses/" + first, "").plan.status, 404);
  EXPECT_EQ(bench.ask("GET", "/v1/responses/" + second, "").plan.status, 200);
}

TEST(MockApi, APreviousResponseMustBeKnown) {
  Bench bench;
  const std::string id = bench.responses("m", false).json["id"].get<std::string>();
  const auto follows = bench.post(kResponses, R"({"model":"m","input":"hi","previous_response_id":")" + id + "\"}");
  EXPECT_EQ(follows.plan.status, 200);
  EXPECT_EQ(follows.json["previous_response_id"], id);
  const auto unknown = bench.post(kResponses, R"({"model":"m","input":"hi","previous_response_id":"resp_other"})");
  EXPECT_EQ(unknown.plan.status, 400);
  EXPECT_EQ(unknown.json["error"]["code"], "previous_response_not_found");
  EXPECT_EQ(unknown.json["error"]["param"], "previous_response_id");
}

TEST(MockApi, ABackgroundResponseIsQueuedThenInProgressThenCompleted) {
  Bench bench;
  const auto made = bench.post(kResponses, R"({"model":"m","input":"hi","background":true})");
  EXPECT_EQ(made.json["status"], "queued");
  const std::string path = "/v1/responses/" + made.json["id"].get<std::string>();
  EXPECT_EQ(bench.ask("GET", path, "").json["status"], "queued");
  bench.advance(milliseconds(100));
  EXPECT_EQ(bench.ask("GET", path, "").json["status"], "in_progress");
  bench.advance(milliseconds(100));
  const auto done = bench.ask("GET", path, "");
  EXPECT_EQ(done.json["status"], "completed");
  EXPECT_EQ(done.json["output"][0]["content"][0]["text"], "t1 t2 t3 t4 t5 t6 t7 t8");
}

TEST(MockApi, OnlyABackgroundResponseCanBeCancelled) {
  Bench bench;
  const std::string background =
      bench.post(kResponses, R"({"model":"m","input":"hi","background":true})").json["id"].get<std::string>();
  EXPECT_EQ(bench.post("/v1/responses/" + background + "/cancel", "").json["status"], "cancelled");
  bench.advance(std::chrono::seconds(1));
  EXPECT_EQ(bench.ask("GET", "/v1/responses/" + background, "").json["status"], "cancelled");
  const std::string plain = bench.responses("m", false).json["id"].get<std::string>();
  EXPECT_EQ(bench.post("/v1/responses/" + plain + "/cancel", "").plan.status, 400);
}

TEST(MockApi, AResponseCanBeStreamedAgainFromAnEvent) {
  Bench bench;
  const auto made = bench.responses("m", true);
  const std::string id = probe::json_of(made.events[0].data)["response"]["id"].get<std::string>();
  const auto again = bench.ask("GET", "/v1/responses/" + id + "?stream=true&starting_after=4", "");
  ASSERT_EQ(again.events.size(), made.events.size() - 5);
  EXPECT_EQ(again.events[0].raw, made.events[5].raw);
}

TEST(MockApi, SaysItClosesWhereTheClientWantsNoMore) {
  MockApi api({}, {});
  const std::string body = Bench::chat_request("m", false);
  Incoming incoming = read_incoming("POST", kChat, body);
  incoming.connection_closes = true;
  const auto planned = api.answer(incoming, {});
  EXPECT_TRUE(planned.plan.close_after);
  EXPECT_NE(probe::play(planned.plan).bytes.find("connection: close\r\n"), std::string::npos);
}

TEST(MockApi, TheTagOfOneMockNeverStandsInAnothersAnswer) {
  ApiSettings a;
  a.tag = "A";
  ApiSettings b;
  b.tag = "B";
  EXPECT_EQ(Bench(a).chat("m", true).body.text.find("B-"), std::string::npos);
  EXPECT_EQ(Bench(b).chat("m", true).body.text.find("A-"), std::string::npos);
}

TEST(MockApi, NobodyMakesItSayMoreThanItsBound) {
  const auto said = Bench().post(kChat, R"({"model":"mock-tokens-1000000","n":100,"messages":[]})");
  EXPECT_LE(said.json["usage"]["completion_tokens"].get<std::uint64_t>(), kTokensMax);
}

}  // namespace
}  // namespace jurymast::mock
