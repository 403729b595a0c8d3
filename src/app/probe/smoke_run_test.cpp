#include "app/probe/smoke_run.hpp"

#include <gtest/gtest.h>

#include "app/exit_code.hpp"
#include "app/probe/smoke_command.hpp"
#include "app/probe/smoke_record.hpp"
#include "app/serve/snapshot_record.hpp"
#include "app/test_command.hpp"
#include "app/test_gateway.hpp"

namespace jurymast::app {
namespace {

using testing::Ran;
using testing::snapshot_for;
using testing::TestGateway;

TEST(ModelOf, IsANameByWhichAnApplicationReachesTheRoute) {
  const TestGateway gateway;
  policy::Snapshot snapshot = snapshot_for(gateway);
  policy::Route& route = snapshot.routes[0];
  route.match = {"gpt-*", "assistant"};
  EXPECT_EQ(model_of(snapshot, route), "assistant");
  route.match = {"gpt-*"};
  snapshot.targets[0].model = "gpt-small";
  EXPECT_EQ(model_of(snapshot, route), "gpt-small");
  snapshot.targets[0].model = "other";
  EXPECT_EQ(model_of(snapshot, route), "gpt-smoke-test");
  EXPECT_TRUE(snapshot.find_route(route.family, model_of(snapshot, route)));
}

TEST(RunName, SaysWhatAndWhen_AndIsNoOthers) {
  Random random(1);
  const WallTime at{std::chrono::seconds(1'782'000'000)};
  const std::string one = run_name("smoke", at, random);
  EXPECT_TRUE(one.starts_with("smoke-20260621T")) << one;
  EXPECT_NE(one, run_name("smoke", at, random));
}

TEST(CredentialKind, IsTheReferencesFirstWordAlone) {
  policy::Target target;
  EXPECT_EQ(credential_kind(target), "none");
  target.credential = "file:/etc/keys/main";
  EXPECT_EQ(credential_kind(target), "file");
}

/// A provider that is asked without a gateway.
class DirectSmoke : public ::testing::Test {
 protected:
  DirectSmoke()
      : provider_([this](test::RawConnection& peer, unsigned) {
          const std::string request = peer.read_request();
          const std::scoped_lock lock(mutex_);
          request_ = request;
          peer.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                    std::to_string(evidence::testing::kGoodChat.size()) + "\r\n\r\n" + std::string(evidence::testing::kGoodChat));
        }) {}

  Ran run() {
    policy::Snapshot snapshot = snapshot_for(gateway_);
    policy::Target& target = snapshot.targets[0];
    target.origin = {false, "127.0.0.1", provider_.port(), "/v1"};
    target.model = "provider-model";
    target.api_key = std::make_shared<const Secret>(std::string("a-key-of-the-provider"));
    target.changes.headers = {{"x-project", "p1"}};
    target.changes.query = {{"api-version", "1"}};
    target.changes.body.token_limit_member = wire::TokenLimitMember::MaxCompletionTokens;
    SmokeOptions options;
    options.route = "assistant";
    options.target = "main";
    options.direct = options.buffered = true;
    SystemClock clock;
    Random random(5);
    return testing::run_captured([&](std::FILE* out, std::FILE* complaints) {
      return run_smoke(options, snapshot, {clock, random, [](Duration) {}}, {out, complaints});
    });
  }
  std::string request() {
    const std::scoped_lock lock(mutex_);
    return request_;
  }

  TestGateway gateway_;
  std::mutex mutex_;
  std::string request_;
  test::RawServer provider_;
};

TEST_F(DirectSmoke, SpeaksTheTargetsDialect_AndIsNoEvidenceForAGate) {
  const Ran ran = run();
  EXPECT_EQ(ran.exit, kPass) << ran.out << ran.complaints;
  EXPECT_NE(ran.out.find("DIRECT: past the gateway"), std::string::npos);
  const std::string asked = request();
  EXPECT_TRUE(asked.starts_with("POST /v1/chat/completions?api-version=1 HTTP/1.1\r\n")) << asked;
  EXPECT_NE(asked.find("Authorization: Bearer a-key-of-the-provider\r\n"), std::string::npos) << asked;
  EXPECT_NE(asked.find("x-project: p1\r\n"), std::string::npos);
  EXPECT_NE(asked.find(R"("model":"provider-model")"), std::string::npos);
  EXPECT_NE(asked.find(R"("max_completion_tokens":32)"), std::string::npos);
  ASSERT_EQ(gateway_.posted().size(), 1U);
  const auto record = record::read_probe(gateway_.posted().front());
  ASSERT_TRUE(record);
  EXPECT_EQ(record->question.path, record::ProbePath::Direct);
  EXPECT_FALSE(record->question.operation);
  EXPECT_EQ(record->assertions.front().result, record::CheckResult::Missing);
  EXPECT_EQ(gateway_.posted().front().find("a-key-of"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::app
