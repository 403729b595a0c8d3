#include "app/gate/gate_command.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/gate/gate_question.hpp"
#include "app/gate/gate_slice.hpp"
#include "app/status/status_config.hpp"
#include "app/test_command.hpp"
#include "crypto/digest.hpp"
#include "evidence/contract_pack.hpp"
#include "evidence/test_evidence.hpp"
#include "store/test_log.hpp"
#include "support/raw_peer.hpp"

namespace jurymast::app {
namespace {

using evidence::testing::Pieces;
using testing::Ran;

/// A state directory and a configuration in which everything holds for target spare, at a moment after the newest check.
class GateCommand : public ::testing::Test {
 protected:
  GateCommand() : pieces_(evidence::testing::whole_pieces()) {
    std::filesystem::create_directories(path("log"));
    options_.route = "assistant";
    options_.config = path("jurymast.toml");
    options_.ticket = "CHG-1";
    options_.format = "json";
    write("jurymast.toml", fmt::format(R"([server]
state = "{}"
admin = "unix:{}"
environment = "staging"
[clients.web]
key = {{ env = "WEB_KEY" }}
[targets.main]
base_url = "https://a.example/v1"
families = ["chat_completions"]
[targets.spare]
contract = "cometapi"
base_url = "https://b.example/v1"
model = "model-b"
families = ["chat_completions"]
[routes.assistant]
family = "chat_completions"
primary = "main"
fallback = ["spare"]
rollback_owner = "platform"
stop_condition = "Two answers in a row break the schema."
)",
                                       state_.path(), path("admin.sock")));
    clock_.advance(evidence::testing::records::moment(600) - clock_.wall_now());
  }

  std::string path(const std::string& name) const { return state_.path() + "/" + name; }
  void write(const std::string& name, const std::string& text) { std::ofstream(path(name), std::ios::binary) << text; }
  std::string read(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  /// Writes the log that the pieces are, with the areas in force in every check.
  void write_log() {
    const auto snapshot = read_config_for_looking(options_.config);
    ASSERT_TRUE(snapshot.has_value()) << snapshot.error().message;
    const auto question = gate_question(*snapshot, "assistant", "spare");
    ASSERT_TRUE(question.has_value()) << question.error().message;
    for (record::ProbeRecord& probe : pieces_.probes) probe.setting.areas = question->subject.areas;
    for (record::ContractRecord& contract : pieces_.contracts) {
      contract.pack_digest = crypto::sha256(evidence::shipped_pack(contract.pack)->text);
    }
    std::string log;
    for (const std::string& line : pieces_.as_case().lines) log += line + "\n";
    write("log/current.jsonl", log);
  }
  Ran run() {
    return testing::run_captured(
        [&](std::FILE* out, std::FILE* complaints) { return run_gate(options_, clock_, out, complaints); });
  }

  store::testing::TemporaryDirectory state_;
  Pieces pieces_;
  GateOptions options_;
  ManualClock clock_;
};

TEST_F(GateCommand, PromotesFromALogInWhichEverythingHolds) {
  write_log();
  const Ran ran = run();
  EXPECT_EQ(ran.exit, kPass) << ran.out;
  EXPECT_EQ(nlohmann::json::parse(ran.out)["verdict"], "promote");
  EXPECT_NE(ran.complaints.find("the verdict was not recorded: "), std::string::npos) << ran.complaints;
}

/// What `jurymast gate` says on a listener that answers `POST /records` so, and the record it was handed.
struct Recorded {
  Ran ran;
  std::string record;
};

TEST_F(GateCommand, HandsTheVerdictToTheRunningGateway_AndTellsWhatItMadeOfIt) {
  write_log();
  const auto recorded = [&](std::string_view answer) {
    Recorded recorded;
    {
      test::RawServer gateway([&](test::RawConnection& connection, unsigned) {
        recorded.record = connection.read_request();
        connection.send(fmt::format("HTTP/1.1 {}", answer));
      });
      const std::string text = read("jurymast.toml");
      write("jurymast.toml", std::string(text).replace(text.find("unix:" + path("admin.sock")), path("admin.sock").size() + 5,
                                                       fmt::format("127.0.0.1:{}", gateway.port())));
      recorded.ran = run();
      write("jurymast.toml", text);
    }
    return recorded;
  };
  const Recorded taken = recorded("200 OK\r\nContent-Length: 11\r\n\r\n{\"id\":\"01\"}");
  EXPECT_EQ(taken.ran.exit, kPass);
  EXPECT_NE(taken.ran.complaints.find("the verdict is recorded as 01"), std::string::npos) << taken.ran.complaints;
  const auto sent = record::read_gate(taken.record.substr(taken.record.find("\r\n\r\n") + 4));
  ASSERT_TRUE(sent.has_value()) << sent.error().message << taken.record;
  EXPECT_EQ(sent->verdict, record::GateVerdict::Promote);
  EXPECT_EQ(sent->ticket, "CHG-1");
  const Recorded refused = recorded("409 Conflict\r\nContent-Length: 2\r\n\r\nno");
  EXPECT_EQ(refused.ran.exit, kPass) << "that nobody recorded it changes nothing about the verdict";
  EXPECT_NE(refused.ran.complaints.find("was not recorded: the gateway did not take the record (409): no"), std::string::npos);
}

TEST_F(GateCommand, HoldsOnAnEmptyLog_AndInvestigatesWhereEvidenceSpeaksAgainstItself) {
  options_.format = "text";
  const Ran nothing = run();
  EXPECT_EQ(nothing.exit, kHold);
  EXPECT_TRUE(nothing.out.starts_with("hold: route assistant, target spare (chat_completions, staging)\n")) << nothing.out;
  pieces_.newest(0).answer.substituted = record::Tri::True;
  write_log();
  EXPECT_EQ(run().exit, kInvestigate);
}

TEST_F(GateCommand, ComputesAReportAgain_WithTheSameBytes) {
  write_log();
  const Ran first = run();
  write("report.json", first.out);
  std::filesystem::remove(options_.config);
  GateOptions replay;
  replay.replay = path("report.json");
  options_ = replay;
  const Ran again = run();
  EXPECT_EQ(again.exit, kPass) << again.complaints;
  EXPECT_EQ(again.out, first.out);
  EXPECT_TRUE(again.complaints.empty());
}

TEST_F(GateCommand, PromotesOnTheDefaultPack_FromAPageThatSomebodySavedAndDated) {
  std::string text = read("jurymast.toml");
  write("jurymast.toml", text.erase(text.find("contract = "), std::string_view("contract = \"cometapi\"\n").size()));
  record::ContractRecord& contract = pieces_.contracts.front();
  contract.pack = "openai_compatible";
  contract.http_route = "/chat/completions";
  contract.supplied = true;
  contract.listed = record::Tri::Unknown;
  contract.status.reset();
  write_log();
  options_.format = "text";
  const Ran ran = run();
  EXPECT_EQ(ran.exit, kPass) << ran.out;
  EXPECT_NE(ran.out.find("the pack names no index"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("out of a file, as whoever saved it states"), std::string::npos) << ran.out;
}

TEST_F(GateCommand, InvestigatesALogFromWhichALineWasTaken_AndAReplayFindsTheSame) {
  write_log();
  std::string log = read("log/current.jsonl");
  // An ordinary operation, the last but one, so that no condition but the log's can notice.
  const std::string_view operation = "\"kind\":\"operation\"";
  const std::size_t at = log.rfind(operation, log.rfind(operation) - 1);
  ASSERT_NE(at, std::string::npos);
  const std::size_t begin = log.rfind('\n', at) + 1;
  log.erase(begin, log.find('\n', at) + 1 - begin);
  write("log/current.jsonl", log);
  const Ran ran = run();
  EXPECT_EQ(ran.exit, kInvestigate) << ran.out;
  const auto json = nlohmann::json::parse(ran.out);
  EXPECT_EQ(json["investigate"][0]["name"], "log_integrity");
  EXPECT_NE(json["case"]["log"]["named"][0].get<std::string>().find("missing_lines"), std::string::npos) << json["case"]["log"];
  write("report.json", ran.out);
  options_.replay = path("report.json");
  const Ran again = run();
  EXPECT_EQ(again.exit, kInvestigate) << again.complaints;
  EXPECT_EQ(again.out, ran.out);
}

TEST_F(GateCommand, NoticesAReportThatWasChanged) {
  write("log/current.jsonl", "");
  std::string report = run().out;
  report.replace(report.find("\"hold\""), 6, "\"promote\"");
  write("report.json", report);
  options_.replay = path("report.json");
  const Ran ran = run();
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_NE(ran.complaints.find("is not what its records give"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(ran.out)["verdict"], "hold");
}

TEST_F(GateCommand, RefusesWhatIsNoReport) {
  options_.replay = path("nowhere.json");
  EXPECT_EQ(run().exit, kUsage);
  write("other.json", "{}");
  options_.replay = path("other.json");
  EXPECT_EQ(run().exit, kUsage);
  write("other.json", R"({"case":{"question":{}}})");
  const Ran ran = run();
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_NE(ran.complaints.find("rules.version"), std::string::npos) << ran.complaints;
}

TEST_F(GateCommand, RefusesAnUnknownRouteTargetRuleOrItem_AndNamesWhatThereIs) {
  const auto complaint = [&](auto change) {
    const GateOptions before = options_;
    change(options_);
    const Ran ran = run();
    options_ = before;
    EXPECT_EQ(ran.exit, kUsage);
    return ran.complaints;
  };
  EXPECT_NE(complaint([](GateOptions& o) { o.route = "nowhere"; }).find("the configuration has: assistant"), std::string::npos);
  EXPECT_NE(complaint([](GateOptions& o) { o.target = "nowhere"; }).find("it has: main, spare"), std::string::npos);
  EXPECT_NE(complaint([](GateOptions& o) { o.rules = {"speed=1"}; }).find("there are: "), std::string::npos);
  EXPECT_NE(complaint([](GateOptions& o) { o.unresolved = {"two words"}; }).find("ITEM@OWNER"), std::string::npos);
  EXPECT_NE(complaint([](GateOptions& o) { o.unresolved.assign(13, "item"); }).find("more than 12"), std::string::npos);
  EXPECT_NE(complaint([](GateOptions& o) { o.route.clear(); }).find("name a route"), std::string::npos);
  EXPECT_NE(complaint([](GateOptions& o) { o.config = "/nowhere.toml"; }).find("/nowhere.toml"), std::string::npos);
}

TEST_F(GateCommand, CountsOnlyTheDayOfTheVerdict_WhereItIsAskedStrictly) {
  write_log();
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(run().exit, kPass);
  options_.same_day = true;
  EXPECT_EQ(run().exit, kHold);
}

TEST_F(GateCommand, HoldsForWhatIsUnresolved_AndForSupportEvidenceThatIsMissing) {
  write_log();
  options_.unresolved = {"account-tier@billing"};
  EXPECT_EQ(run().exit, kHold);
  options_.unresolved = {"minor:account-tier@billing"};
  options_.account_specific = true;
  EXPECT_EQ(run().exit, kHold);
  options_.packet = "packet-7";
  EXPECT_EQ(run().exit, kPass);
}

TEST_F(GateCommand, AppendsTheVerdictToASummary) {
  write("summary.md", "before\n");
  options_.step_summary = path("summary.md");
  const Ran ran = run();
  EXPECT_EQ(ran.exit, kHold);
  EXPECT_TRUE(read("summary.md").starts_with("before\n## hold: route assistant, target spare"));
  options_.step_summary = path("nowhere/summary.md");
  EXPECT_NE(run().complaints.find("the summary cannot be written"), std::string::npos);
}

TEST_F(GateCommand, TakesNothingOfAnotherRouteOrOlderThanEvidenceMayBe_AndCountsWhatItLeavesOut) {
  for (record::Operation& operation : pieces_.operations) operation.decision.arm = record::Arm::Control;
  for (std::uint64_t number = 5'000; number < 6'010; ++number) {
    pieces_.operations.push_back(evidence::testing::carried_by(number, 400));
    pieces_.operations.back().decision.arm = record::Arm::Control;
  }
  const std::size_t of_the_route = pieces_.operations.size();
  record::Operation other = evidence::testing::carried_by(7'000, 400);
  other.start.route = "answers";
  record::Operation old = evidence::testing::carried_by(7'001, -8 * 86'400);
  pieces_.operations.push_back(other);
  pieces_.operations.push_back(old);
  write_log();
  const auto json = nlohmann::json::parse(run().out);
  EXPECT_EQ(json["case"]["records_left_out"], of_the_route - kSliceOperationsMax);
  EXPECT_EQ(json["case"]["records"].size(), 1 + 12 + kSliceOperationsMax);
}

}  // namespace
}  // namespace jurymast::app
