#include "app/probe/other_gateway.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "app/exit_code.hpp"
#include "app/probe/compare_command.hpp"
#include "app/probe/test_smoke.hpp"
#include "app/serve/subjects_in_force.hpp"
#include "app/test_gateway.hpp"
#include "record/probe.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using testing::holds;
using testing::Ran;
using testing::run_caught;
using testing::snapshot_for;
using testing::TestGateway;

constexpr const char* kKey = "a-key-of-that-gateway";
constexpr const char* kModels[] = {"model-large", "model-small"};

/// A gateway of somebody else's: it knows its key, its two models and what a request must have.
class OtherGatewayScene : public ::testing::Test {
 protected:
  OtherGatewayScene()
      : other_([this](test::RawConnection& peer, unsigned) {
          const std::string request = peer.read_request();
          const std::scoped_lock lock(mutex_);
          requests_.push_back(request);
          answer(peer, request);
        }) {
    snapshot_ = snapshot_for(ours_);
    for (std::size_t i = 0; i < std::size(kModels); ++i) snapshot_.targets[i].model = kModels[i];
    const std::string file = state_.path() + "/key";
    std::ofstream(file) << kKey << "\n";
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    via_ = {"http://127.0.0.1:" + std::to_string(other_.port()) + "/v1", "file:" + file};
  }

  static void answer(test::RawConnection& peer, const std::string& request) {
    const bool known = request.find(std::string("Authorization: Bearer ") + kKey) != std::string::npos;
    const bool whole = request.find("\"messages\"") != std::string::npos;
    std::string body(evidence::testing::kGoodChat);
    const std::size_t at = body.find("\"model\":\"");
    const bool small = request.find("model-small") != std::string::npos;
    if (at != std::string::npos) {
      const std::size_t begin = at + 9;
      body.replace(begin, body.find('"', begin) - begin, small ? "model-small" : "model-large");
    }
    const int status = !known ? 401 : whole ? 200 : 400;
    if (status == 401) body = R"({"error":{"message":"no","type":"invalid_request_error","code":"invalid_api_key"}})";
    if (status == 400) body = std::string(evidence::testing::kInvalidBody);
    peer.send("HTTP/1.1 " + std::to_string(status) +
              " Scripted\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  Ran smoke(const std::string& format = "text") {
    SmokeOptions options = testing::smoke_of("assistant");
    options.via = via_;
    options.buffered = true;
    options.format = format;
    options.canary_path = true;
    return run_caught(options, snapshot_);
  }
  std::vector<std::string> requests() {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

  store::testing::TemporaryDirectory state_;
  TestGateway ours_;
  policy::Snapshot snapshot_;
  OtherGatewayAsk via_;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  test::RawServer other_;
};

TEST_F(OtherGatewayScene, IsAskedAsAnApplicationWouldAsk_AndTheRecordSaysSo) {
  const Ran ran = smoke();
  EXPECT_EQ(ran.exit, kPass) << ran.out << ran.complaints;
  EXPECT_TRUE(ours_.scenes().empty()) << "no ticket of ours is in it";
  const auto asked = requests();
  ASSERT_EQ(asked.size(), 6U) << "a fault of its own connections cannot be brought about from here";
  EXPECT_TRUE(asked[0].starts_with("POST /v1/chat/completions HTTP/1.1\r\n")) << asked[0];
  EXPECT_TRUE(holds(asked[0], "Authorization: Bearer a-key-of-that-gateway\r\n"));
  EXPECT_TRUE(holds(asked[0], R"("model":"model-large")"));
  EXPECT_TRUE(holds(asked[1], "Authorization: Bearer <API_KEY_PLACEHOLDER>\r\n"));
  EXPECT_FALSE(holds(asked[2], "\"messages\""));
  EXPECT_TRUE(holds(asked[3], R"("model":"model-small")"));
  ASSERT_EQ(ours_.posted().size(), 6U);
  const auto record = record::read_probe(ours_.posted()[3]);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->question.path, record::ProbePath::Via);
  EXPECT_EQ(record->question.via, via_.address);
  EXPECT_EQ(record->question.model_alias, "model-small");
  EXPECT_FALSE(record->question.operation);
  EXPECT_EQ(record->answer.substituted, record::Tri::False);
  const auto refused = record::read_probe(ours_.posted()[1]);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->answer.failure_class, FailureClass::Auth);
}

TEST_F(OtherGatewayScene, IsReportedWithWhatCannotBeSeen_AndNothingOfItIsClaimed) {
  const Ran ran = smoke();
  EXPECT_TRUE(holds(ran.out, "VIA " + via_.address + ", seen from outside")) << ran.out;
  EXPECT_TRUE(holds(ran.out, kNotSeenFromOutside)) << ran.out;
  EXPECT_FALSE(holds(ran.out, "retry amplification")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "Next: jurymast gate assistant --via " + via_.address)) << ran.out;
  const auto record = record::read_probe(ours_.posted().front());
  ASSERT_TRUE(record);
  for (const char* name : {"served_by_expected_target", "fallback_inactive", "single_attempt", "decision_recorded_once"}) {
    EXPECT_EQ(evidence::assertion(*record, name), record::CheckResult::Missing) << name;
  }
  EXPECT_EQ(evidence::assertion(*record, "same_path_as_application"), record::CheckResult::Pass);
  const auto json = nlohmann::json::parse(smoke("json").out);
  EXPECT_EQ(json.at("via"), via_.address);
  EXPECT_FALSE(json.contains("retry_amplification_factor"));
  for (const std::string& line : ours_.posted()) EXPECT_FALSE(holds(line, kKey));
}

TEST_F(OtherGatewayScene, IsNoEvidenceForOursOrForAThird) {
  smoke();
  const auto record = record::read_probe(ours_.posted().front());
  ASSERT_TRUE(record);
  evidence::Subject subject = subject_in_force(snapshot_, snapshot_.routes[0], snapshot_.targets[0]);
  EXPECT_EQ(evidence::unfit(*record, subject), evidence::Unfit::NotThroughTheGateway);
  subject.via = "http://127.0.0.1:1/v1";
  EXPECT_EQ(evidence::unfit(*record, subject), evidence::Unfit::NotThroughTheGateway);
  subject.via = via_.address;
  EXPECT_EQ(evidence::unfit(*record, subject), evidence::Unfit::No);
}

TEST_F(OtherGatewayScene, IsNotAskedWhereUsersAreServed_NorWithAKeyOnTheCommandLine) {
  snapshot_.server.environment = "production";
  EXPECT_EQ(smoke().exit, kUsage);
  snapshot_.server.environment = "staging";
  via_.key = kKey;
  const Ran inline_key = smoke();
  EXPECT_EQ(inline_key.exit, kUsage);
  EXPECT_FALSE(holds(inline_key.complaints, kKey)) << inline_key.complaints;
  via_.key = "env:JURYMAST_TEST_NOBODY_SETS_THIS";
  const Ran without_variable = smoke();
  EXPECT_EQ(without_variable.exit, kUsage);
  EXPECT_TRUE(holds(without_variable.complaints, "env:NAME of a variable that is set, or file:PATH")) << without_variable.complaints;
  EXPECT_TRUE(requests().empty());
}

TEST_F(OtherGatewayScene, IsComparedByItsModels_WithRowsOfTheInsideLeftOpen) {
  CompareOptions options;
  options.route = "assistant";
  options.samples = 12;
  options.via = via_;
  options.format = "json";
  SystemClock clock;
  Random random(5);
  const auto compare = [&] {
    return testing::run_captured([&](std::FILE* out, std::FILE* complaints) {
      return run_compare(options, snapshot_, {clock, random, [](Duration) {}}, {out, complaints});
    });
  };
  const Ran ran = compare();
  ASSERT_EQ(ran.exit, kPass) << ran.out << ran.complaints;
  std::set<std::string> open;
  const auto report = nlohmann::json::parse(ran.out);
  for (const auto& row : report.at("rows")) {
    if (row.at("verdict") == "unknown") open.insert(row.at("row").get<std::string>());
  }
  EXPECT_EQ(open, (std::set<std::string>{"retries", "request id"}));
  snapshot_.targets[1].model = snapshot_.targets[0].model;
  EXPECT_EQ(compare().exit, kUsage) << "that gateway could not tell them apart";
}

TEST(ViaAddress, IsOneThatRecordsCanName) {
  EXPECT_EQ(via_address("https://gateway.example/v1/").value_or(""), "https://gateway.example/v1");
  for (const char* wrong : {"gateway.example", "https://u:p@gateway.example/v1", "https://gateway.example/v1?key=k", "ftp://x/"}) {
    const auto refused = via_address(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().message.find("u:p"), std::string::npos);
  }
}

}  // namespace
}  // namespace jurymast::app
