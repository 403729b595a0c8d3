#include "app/probe/smoke_command.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "app/exit_code.hpp"
#include "app/probe/test_smoke.hpp"
#include "app/serve/subjects_in_force.hpp"
#include "app/test_command.hpp"
#include "app/test_gateway.hpp"
#include "record/line.hpp"
#include "record/probe.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;
using testing::fail_with;
using testing::holds;
using testing::ProbeScene;
using testing::Ran;
using testing::run_caught;
using testing::smoke_of;
using testing::snapshot_for;
using testing::TestGateway;

std::vector<record::ProbeRecord> records_of(const TestGateway& gateway) {
  std::vector<record::ProbeRecord> records;
  for (const std::string& line : gateway.posted()) {
    auto read = record::read_probe(line);
    EXPECT_TRUE(read) << line;
    if (read) records.push_back(*std::move(read));
  }
  return records;
}

TEST(SmokeCommand, TestsEveryTargetThroughTheGateway_AndRecordsEachCheck) {
  const TestGateway gateway;
  const Ran ran = run_caught(smoke_of("assistant"), snapshot_for(gateway));
  EXPECT_EQ(ran.exit, kPass) << ran.out << ran.complaints;
  EXPECT_TRUE(holds(ran.out, "16 passed, 0 failed, 0 to investigate, 0 blocked.")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "retry amplification 1.00. Overload signals seen: 0.")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "Next: jurymast gate assistant --config jurymast.toml")) << ran.out;
  const auto records = records_of(gateway);
  ASSERT_EQ(records.size(), 16U);
  const record::ProbeRecord& first = records.front();
  EXPECT_EQ(first.question.target, "main");
  EXPECT_EQ(first.question.routing, record::ProbeRouting::Natural);
  EXPECT_EQ(first.question.path, record::ProbePath::Gateway);
  EXPECT_EQ(first.question.fixture, "json-ok@1");
  EXPECT_EQ(first.question.model_alias, "assistant");
  EXPECT_EQ(first.setting.environment, "staging");
  EXPECT_EQ(first.setting.credential, "env");
  EXPECT_EQ(first.rollback_owner, "sre-a");
  EXPECT_EQ(first.stop_condition.text(), "two failures in a row");
  EXPECT_EQ(first.decision, record::OperatorDecision::Pass);
  EXPECT_TRUE(first.question.operation);
  EXPECT_TRUE(std::all_of(records.begin(), records.end(), [&](const auto& one) { return one.question.run == first.question.run; }));
  for (const record::ProbeRecord& one : records) {
    const bool happy = one.question.check == evidence::kHappyPath;
    EXPECT_EQ(one.question.request_type, happy ? record::RequestType::HappyPath : record::RequestType::ErrorPath);
  }
  for (const ProbeScene& scene : gateway.scenes()) {
    EXPECT_TRUE(scene.caller_id.starts_with(first.question.run)) << scene.caller_id;
    EXPECT_TRUE(holds(scene.body, R"("model":"assistant")")) << scene.body;
  }
}

TEST(SmokeCommand, FailsThePrimary_WhereItsAnswerCameFromTheFallback) {
  const TestGateway gateway([](ProbeScene& scene) {
    if (!scene.target.empty() || scene.fault != "none") return;
    const OperationId id = scene.scene.operation.start.id;
    scene.scene.operation = record::testing::rescued(1);
    scene.scene.operation.start.id = id;
    scene.scene.operation.decision.arm = record::Arm::Synthetic;
  });
  SmokeOptions options = smoke_of("assistant");
  options.target = "main";
  options.buffered = true;
  const Ran ran = run_caught(options, snapshot_for(gateway));
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_TRUE(holds(ran.out, "fallback_inactive")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "3 passed, 1 failed")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "Next: jurymast log explain ")) << ran.out;
  EXPECT_TRUE(records_of(gateway).front().answer.fallback_taken);
}

TEST(SmokeCommand, CallsACheckThatCouldNotRunBlocked_NeitherPassedNorFailed) {
  TestGateway gateway;
  gateway.probe_status = 409;
  const Ran ran = run_caught(smoke_of("assistant"), snapshot_for(gateway));
  EXPECT_EQ(ran.exit, kHold);
  EXPECT_TRUE(holds(ran.out, "0 passed, 0 failed, 0 to investigate, 16 blocked.")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "the gateway gives no ticket (409): scripted refusal")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "Next: jurymast status assistant")) << ran.out;
  EXPECT_TRUE(gateway.posted().empty());
}

TEST(SmokeCommand, EndsWithFourWhereAPersonHasToLook_AndWithOneWhereACheckFailedBeside) {
  bool fails = false;
  const TestGateway gateway([&](ProbeScene& scene) {
    if (scene.fault == "none") scene.scene.operation.shape.model_substituted = true;
    if (fails && scene.fault == "client_fault") fail_with(scene, FailureClass::Overloaded, 503);
  });
  SmokeOptions options = smoke_of("assistant");
  options.target = "main";
  options.buffered = true;
  const Ran ran = run_caught(options, snapshot_for(gateway));
  EXPECT_EQ(ran.exit, kInvestigate) << ran.out;
  EXPECT_TRUE(holds(ran.out, "3 passed, 0 failed, 1 to investigate")) << ran.out;
  fails = true;
  EXPECT_EQ(run_caught(options, snapshot_for(gateway)).exit, kCheckFailed);
}

TEST(SmokeCommand, CallsACheckBlocked_WhereTheGatewayHoldsNoRecordOfIt) {
  const TestGateway gateway([](ProbeScene& scene) { scene.recorded = false; });
  SmokeOptions options = smoke_of("assistant");
  options.target = "spare";
  const Ran ran = run_caught(options, snapshot_for(gateway));
  EXPECT_EQ(ran.exit, kHold);
  EXPECT_TRUE(holds(ran.out, "8 blocked.")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "the gateway does not hold what it wrote down of")) << ran.out;
}

TEST(SmokeCommand, SaysSo_WhereARecordIsNotTaken) {
  TestGateway gateway;
  gateway.record_status = 422;
  const Ran ran = run_caught(smoke_of("assistant"), snapshot_for(gateway));
  EXPECT_EQ(ran.exit, kToolFailed);
  EXPECT_TRUE(holds(ran.out, "NOT RECORDED: the gateway did not take the record (422): scripted refusal")) << ran.out;
}

TEST(SmokeCommand, DoesNotPass_WhereTheConfigurationChangedMeanwhile) {
  const TestGateway gateway([](ProbeScene& scene) {
    if (scene.fault == "client_fault") scene.scene.operation.start.snapshot = 2;
  });
  SmokeOptions options = smoke_of("assistant");
  options.target = "spare";
  const Ran ran = run_caught(options, snapshot_for(gateway));
  EXPECT_EQ(ran.exit, kHold);
  EXPECT_TRUE(holds(ran.out, "8 passed, 0 failed")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "The configuration changed during the run")) << ran.out;
}

/// Overloaded at the first good request to the primary, well from then on.
TestGateway::Script overloaded_once() {
  return [asked = 0](ProbeScene& scene) mutable {
    if (scene.target.empty() && scene.fault == "none" && asked++ == 0) fail_with(scene, FailureClass::Overloaded, 503);
  };
}

TEST(SmokeCommand, DoesNotSendAFailedCheckAgain) {
  const TestGateway gateway(overloaded_once());
  SmokeOptions options = smoke_of("assistant");
  options.target = "main";
  options.buffered = true;
  const Ran ran = run_caught(options, snapshot_for(gateway));
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_EQ(gateway.scenes().size(), 4U);
  EXPECT_TRUE(holds(ran.out, "Overload signals seen: 1; retries would add pressure now.")) << ran.out;
}

TEST(SmokeCommand, SendsATransientFailureOnceMoreWhereAsked_AndFlagsIt) {
  const TestGateway gateway(overloaded_once());
  SmokeOptions options = smoke_of("assistant");
  options.target = "main";
  options.buffered = true;
  options.retry = 1;
  const Ran ran = run_caught(options, snapshot_for(gateway));
  EXPECT_EQ(ran.exit, kPass) << ran.out;
  EXPECT_TRUE(holds(ran.out, "SENT ONCE MORE after a transient failure")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "5 attempts for 4 operations: retry amplification 1.25")) << ran.out;
  const auto records = records_of(gateway);
  ASSERT_EQ(records.size(), 5U);
  EXPECT_EQ(records[0].decision, record::OperatorDecision::Fail);
  EXPECT_EQ(records[1].decision, record::OperatorDecision::Pass);
  EXPECT_EQ(records[1].answer.retry, record::RetryDecision::SingleRetry);
  EXPECT_EQ(records[1].answer.attempts, 1U) << "a record agrees with the operation that it names";
  EXPECT_FALSE(records[1].notes.empty());
}

TEST(SmokeCommand, NeverSendsAnythingElseAgain) {
  const TestGateway gateway([](ProbeScene& scene) {
    if (scene.fault == "none") fail_with(scene, FailureClass::InvalidRequest, 400);
    if (scene.fault == "client_fault") fail_with(scene, FailureClass::Overloaded, 503);
  });
  SmokeOptions options = smoke_of("assistant");
  options.target = "main";
  options.buffered = true;
  options.retry = 1;
  EXPECT_EQ(run_caught(options, snapshot_for(gateway)).exit, kCheckFailed);
  EXPECT_EQ(gateway.scenes().size(), 4U);
}

TEST(SmokeCommand, SendsErrorPathsAsStreamsToo_AndRecordsThemSo) {
  const TestGateway gateway;
  SmokeOptions options = smoke_of("assistant");
  options.target = "spare";
  EXPECT_EQ(run_caught(options, snapshot_for(gateway)).exit, kPass);
  for (const std::string_view check : {evidence::kErrorCredential, evidence::kErrorMissingField, evidence::kErrorClientFault}) {
    std::vector<bool> forms;
    for (const record::ProbeRecord& record : records_of(gateway)) {
      if (record.question.check == check) forms.push_back(record.question.streamed);
    }
    EXPECT_EQ(forms, (std::vector<bool>{false, true})) << check;
  }
  const auto scenes = gateway.scenes();
  EXPECT_EQ(std::count_if(scenes.begin(), scenes.end(), [](const ProbeScene& s) { return s.fault != "none" && s.streamed; }), 3);
}

TEST(SmokeCommand, MakesOneCheckAlone_WhereThatIsAsked) {
  const TestGateway gateway;
  SmokeOptions options = smoke_of("assistant");
  options.check = "error_client_fault";
  options.target = "main";
  options.buffered = true;
  EXPECT_EQ(run_caught(options, snapshot_for(gateway)).exit, kPass);
  ASSERT_EQ(gateway.scenes().size(), 1U);
  EXPECT_EQ(gateway.scenes().front().fault, "client_fault");
  options.check = "sad_path";
  const Ran refused = run_caught(options, snapshot_for(gateway));
  EXPECT_EQ(refused.exit, kUsage);
  EXPECT_TRUE(holds(refused.complaints, "error_missing_field")) << refused.complaints;
}

TEST(SmokeCommand, AsksForTheModelThatIsNamed_AndItsEvidenceIsOfThatModelAlone) {
  const TestGateway gateway;
  policy::Snapshot snapshot = snapshot_for(gateway);
  snapshot.routes[0].match = {"assistant", "large-*"};
  SmokeOptions options = smoke_of("assistant");
  options.target = "spare";
  options.buffered = true;
  options.model = "large-2";
  EXPECT_EQ(run_caught(options, snapshot).exit, kPass);
  for (const ProbeScene& scene : gateway.scenes()) EXPECT_TRUE(holds(scene.body, R"("model":"large-2")")) << scene.body;
  const auto records = records_of(gateway);
  EXPECT_EQ(records.front().question.model_alias, "large-2");
  EXPECT_EQ(records.front().setting.model, "large-2") << "the target passes the name on, so that is the model";
  const policy::Target& spare = snapshot.targets[1];
  evidence::Subject subject = subject_in_force(snapshot, snapshot.routes[0], spare);
  EXPECT_EQ(evidence::unfit(records.front(), subject), evidence::Unfit::OtherModel);
  subject.model = "large-3";
  EXPECT_EQ(evidence::unfit(records.front(), subject), evidence::Unfit::OtherModel);
  subject.model = "large-2";
  EXPECT_EQ(evidence::unfit(records.front(), subject), evidence::Unfit::No);
}

TEST(SmokeCommand, AsksForNoModelThatNobodyNamed) {
  const TestGateway gateway;
  policy::Snapshot snapshot = snapshot_for(gateway);
  snapshot.routes[0].match = {"large-*"};
  const Ran missing = run_caught(smoke_of("assistant"), snapshot);
  EXPECT_EQ(missing.exit, kUsage);
  EXPECT_TRUE(holds(missing.complaints, "--model")) << missing.complaints;
  SmokeOptions elsewhere = smoke_of("assistant");
  elsewhere.model = "small-1";
  const Ran refused = run_caught(elsewhere, snapshot);
  EXPECT_EQ(refused.exit, kUsage);
  EXPECT_TRUE(holds(refused.complaints, "does not lead to route assistant")) << refused.complaints;
  EXPECT_TRUE(gateway.scenes().empty());
  for (policy::Target& target : snapshot.targets) target.model = "large-" + target.name;
  EXPECT_EQ(run_caught(smoke_of("assistant"), snapshot).exit, kPass) << "each target has a model of its own";
}

TEST(SmokeCommand, RefusesWhatMustNotBeTested) {
  const TestGateway gateway;
  policy::Snapshot snapshot = snapshot_for(gateway);
  snapshot.routes[0].rollback_owner.clear();
  EXPECT_TRUE(holds(run_caught(smoke_of("assistant"), snapshot).complaints, "rollback_owner"));
  snapshot = snapshot_for(gateway);
  snapshot.routes[0].stop_condition.clear();
  EXPECT_TRUE(holds(run_caught(smoke_of("assistant"), snapshot).complaints, "stop_condition"));
  snapshot = snapshot_for(gateway);
  snapshot.server.environment = "production";
  SmokeOptions direct = smoke_of("assistant");
  direct.direct = true;
  const Ran refused = run_caught(direct, snapshot);
  EXPECT_EQ(refused.exit, kUsage);
  EXPECT_TRUE(holds(refused.complaints, "production")) << refused.complaints;
  const Ran users = run_caught(smoke_of("assistant"), snapshot);
  EXPECT_EQ(users.exit, kUsage);
  EXPECT_TRUE(holds(users.complaints, "--canary-path")) << users.complaints;
  EXPECT_TRUE(holds(users.complaints, snapshot.routes[0].rollback_owner)) << users.complaints;
  EXPECT_TRUE(gateway.scenes().empty()) << "nothing was sent";
  SmokeOptions past = smoke_of("assistant");
  past.canary_path = past.direct = true;
  EXPECT_EQ(run_caught(past, snapshot).exit, kUsage) << "past the gateway nothing is controlled";
  SmokeOptions other = smoke_of("assistant");
  other.target = "nobody";
  EXPECT_EQ(run_caught(other, snapshot).exit, kUsage);
  EXPECT_EQ(run_caught(smoke_of("nobody"), snapshot).exit, kUsage);
  SmokeOptions format = smoke_of("assistant");
  format.format = "pdf";
  EXPECT_EQ(run_caught(format, snapshot).exit, kUsage);
  EXPECT_TRUE(gateway.scenes().empty());
}

TEST(SmokeCommand, InProductionTakesAControlledCanaryPathAlone_WithItsOwnerAndStopCondition) {
  const TestGateway gateway;
  policy::Snapshot snapshot = snapshot_for(gateway);
  snapshot.server.environment = "production";
  SmokeOptions options = smoke_of("assistant");
  options.canary_path = true;
  EXPECT_EQ(run_caught(options, snapshot).exit, kPass);
  ASSERT_FALSE(gateway.scenes().empty());
  EXPECT_TRUE(gateway.scenes().front().canary_path) << "the gateway is told, and asks for it by itself";
  const std::size_t sent = gateway.scenes().size();
  snapshot.routes[0].stop_condition.clear();
  EXPECT_EQ(run_caught(options, snapshot).exit, kUsage);
  EXPECT_EQ(gateway.scenes().size(), sent);
}

/// A directory of its own that goes with the test.
class SmokeFiles : public ::testing::Test {
 protected:
  SmokeFiles() : directory_(fs::temp_directory_path() / ("jurymast-smoke-" + std::to_string(::getpid()))) {
    fs::remove_all(directory_);
    fs::create_directories(directory_ / "log");
  }
  ~SmokeFiles() override { fs::remove_all(directory_); }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(directory_ / name) << text;
    return (directory_ / name).string();
  }
  fs::path directory_;
};

TEST_F(SmokeFiles, CustomPromptIsSentWhereItIsHarmless_AndRefusedWithASecret) {
  const TestGateway gateway;
  SmokeOptions options = smoke_of("assistant");
  options.target = "spare";
  options.custom_prompt = write("prompt.json", R"({"system":"Be short.","user":"Say ok."})");
  EXPECT_EQ(run_caught(options, snapshot_for(gateway)).exit, kPass);
  EXPECT_TRUE(holds(gateway.scenes().front().body, "Say ok."));
  EXPECT_TRUE(records_of(gateway).front().question.fixture.starts_with("custom-"));
  options.custom_prompt = write("leak.json", R"({"system":"Be short.","user":"Write to jane.roe@example.com."})");
  const Ran refused = run_caught(options, snapshot_for(gateway));
  EXPECT_EQ(refused.exit, kUsage);
  EXPECT_FALSE(holds(refused.complaints, "jane"));
}

TEST_F(SmokeFiles, ARecordedCheckIsMadeAgain_AloneAndAsItWas) {
  const TestGateway gateway({}, directory_.string());
  const policy::Snapshot snapshot = snapshot_for(gateway);
  EXPECT_EQ(run_caught(smoke_of("assistant"), snapshot).exit, kPass);
  const auto records = records_of(gateway);
  ASSERT_EQ(records.size(), 16U);
  std::string lines;
  for (std::size_t i = 0; i < gateway.posted().size(); ++i) record::number_line(gateway.posted()[i], i + 1, lines);
  write("log/current.jsonl", lines);
  SmokeOptions options = smoke_of("assistant");
  for (std::size_t i = 0; i < records.size(); ++i) {
    const record::ProbeRecord& wanted = records[i];
    options.from_record = wanted.id.to_string();
    const std::size_t before = gateway.scenes().size();
    const Ran ran = run_caught(options, snapshot);
    EXPECT_EQ(ran.exit, kPass) << ran.out << ran.complaints;
    const auto scenes = gateway.scenes();
    ASSERT_EQ(scenes.size(), before + 1);
    EXPECT_EQ(scenes.back().check, wanted.question.check);
    EXPECT_EQ(scenes.back().target, scenes[i].target) << "asked as anybody would, or that target alone";
    EXPECT_EQ(scenes.back().body, scenes[i].body);
  }
  options.from_record = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  EXPECT_EQ(run_caught(options, snapshot).exit, kUsage);
}

}  // namespace
}  // namespace jurymast::app
