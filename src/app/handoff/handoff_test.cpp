#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/handoff/handoff_command.hpp"
#include "app/test_command.hpp"
#include "record/handoff.hpp"
#include "record/line.hpp"
#include "record/test_steps.hpp"
#include "review/lint.hpp"
#include "store/test_log.hpp"
#include "support/raw_peer.hpp"

namespace jurymast::app {
namespace {

using record::testing::moment;
using record::testing::operation_id;
using record::testing::plain;
using testing::Ran;

constexpr std::int64_t kHour = 3'600;

record::OverrideRecord pin_set() {
  record::OverrideRecord pin;
  pin.at = moment(5 * kHour);
  pin.id = operation_id(300);
  pin.route = "assistant";
  pin.target = "spare";
  pin.author = "ab";
  pin.break_glass = true;
  pin.reason = plain("nobody else was awake");
  pin.ticket = "INC-7";
  pin.expires_at = moment(6 * kHour + 1'800);
  return pin;
}

record::RolloutRecord rollout_held() {
  record::RolloutRecord step = record::testing::rollout_rolled_back();
  step.at = moment(4 * kHour);
  step.id = operation_id(310);
  step.action = record::RolloutAction::Hold;
  step.state_to = record::RolloutState::Held;
  step.weight_to_ppm = 50'000;
  step.trigger = record::RolloutTrigger::LateChange;
  return step;
}

record::IncidentRecord incident(record::IncidentEvent event, std::uint64_t number) {
  record::IncidentRecord record;
  record.at = moment(5 * kHour);
  record.id = operation_id(number);
  record.incident = operation_id(320);
  record.event = event;
  record.route = "assistant";
  record.author = "ab";
  return record;
}

record::AlertRecord alert(record::AlertState state, std::string_view name) {
  record::AlertRecord alert;
  alert.at = moment(5 * kHour);
  alert.id = operation_id(330);
  alert.state = state;
  alert.name = name;
  return alert;
}

/// A shift in which much stands, as records in the log's order.
std::vector<std::string> busy_records() {
  record::IncidentRecord overdue = incident(record::IncidentEvent::FollowUp, 321);
  overdue.text = plain("Ask for the documentation of the limit.");
  overdue.owner = "sre-a";
  overdue.due = "2026-06-20";
  record::IncidentRecord far = overdue;
  far.id = operation_id(322);
  far.text = plain("Something much later.");
  far.due = "2026-12-24";
  record::RolloutRecord suspended = rollout_held();
  suspended.id = operation_id(311);
  suspended.plan.target = "reserve";
  suspended.action = record::RolloutAction::Suspend;
  suspended.until = moment(30 * kHour);
  return {render(incident(record::IncidentEvent::Opened, 320)),
          render(overdue),
          render(far),
          render(rollout_held()),
          render(suspended),
          render(pin_set()),
          render(alert(record::AlertState::Firing, "route_failing")),
          render(alert(record::AlertState::Firing, "brief")),
          render(alert(record::AlertState::Resolved, "brief"))};
}

/// A state directory with a log and a configuration; what `jurymast handoff` says of it six hours after the tests' first moment.
class Handoff : public ::testing::Test {
 protected:
  Handoff() {
    std::filesystem::create_directories(state_.path() + "/log");
    options_.config = state_.path() + "/jurymast.toml";
    options_.format = HandoffFormat::Markdown;
    options_.author = "ab";
    options_.ticket = "INC-7";
    write_config("unix:" + state_.path() + "/admin.sock");
  }

  void write_config(const std::string& admin) const {
    std::ofstream(options_.config) << fmt::format(R"([server]
state = "{}"
admin = "{}"
[clients.web]
key = {{ env = "WEB_KEY" }}
[targets.main]
base_url = "https://a.example/v1"
families = ["chat_completions"]
[targets.spare]
base_url = "https://b.example/v1"
families = ["chat_completions"]
[routes.assistant]
family = "chat_completions"
primary = "main"
fallback = ["spare"]
)",
                                                  state_.path(), admin);
  }
  void write_log(const std::vector<std::string>& records) const {
    std::string log;
    std::uint64_t seq = 1;
    for (const std::string& record : records) record::number_line(record, seq++, log);
    std::ofstream(state_.path() + "/log/current.jsonl", std::ios::binary) << log;
  }
  Ran run() const {
    return testing::run_captured([&](std::FILE* out, std::FILE* complaints) {
      Random random(7);
      return run_handoff(options_, {moment(6 * kHour), random, out, complaints});
    });
  }
  /// Parts of the hand-off as JSON.
  nlohmann::json parts() {
    options_.format = HandoffFormat::Json;
    return nlohmann::json::parse(run().out);
  }

  store::testing::TemporaryDirectory state_;
  HandoffOptions options_;
};

TEST_F(Handoff, TellsWhatStands_WithTheCommandForEach) {
  write_log(busy_records());
  std::ofstream(state_.path() + "/kill") << "assistant\n";
  const nlohmann::json json = parts();
  const auto only = [&](const char* part) {
    return json.at(part).size() == 1 ? json.at(part)[0].at("what").get<std::string>() : std::string();
  };
  const std::string id = operation_id(320).to_string();
  EXPECT_EQ(only("kill"), "for assistant: primary only, until a person clears it");
  EXPECT_EQ(only("incidents"), id + " on assistant, opened 60 min ago by ab");
  EXPECT_EQ(json["incidents"][0]["command"], "jurymast incident review " + id);
  EXPECT_EQ(only("alerts"), "route_failing (warning), for 60 min");
  EXPECT_EQ(only("overrides"),
            "pin assistant to spare, by ab, ALONE (break-glass), until 2026-06-21T06:30:00.000000Z (30 min left)");
  EXPECT_EQ(json["overrides"][0]["command"], "jurymast override clear pin assistant");
  EXPECT_EQ(only("rollouts"), "spare of assistant: HELD because of late_change at 5.0 %, since 2026-06-21T04:00:00.000000Z");
  EXPECT_EQ(only("targets"), "reserve on assistant is suspended until 2026-06-22T06:00:00.000000Z");
  EXPECT_EQ(only("follow_ups"), "sre-a: Ask for the documentation of the limit. (OVERDUE since 2026-06-20)");
  EXPECT_EQ(json.at("watch").size(), 2U);
  EXPECT_EQ(json.at("evidence").size(), 2U) << "a fallback that nobody has tested, and a documentation that nobody has read";
  EXPECT_EQ(json.at("result"), "fail: 1 kill switch is on; 1 incident is open; 1 alert fires; 1 target is out");
}

TEST_F(Handoff, KeepsTheRulesOfHandoffs_WhateverTheState) {
  for (const std::vector<std::string>& records : {busy_records(), std::vector<std::string>{}}) {
    write_log(records);
    for (const HandoffFormat format : {HandoffFormat::Text, HandoffFormat::Markdown}) {
      options_.format = format;
      const Ran ran = run();
      EXPECT_EQ(ran.exit, kHold) << ran.complaints;
      const auto findings = review::lint(review::TextKind::Handoff, ran.out, {.today = {}});
      ASSERT_TRUE(findings.has_value()) << findings.error().message;
      for (const review::Finding& one : *findings) ADD_FAILURE() << one.rule->id << ": " << one.what << "\n" << ran.out;
    }
  }
}

TEST_F(Handoff, WithoutAGatewayThatTells_NeverSaysThatAllIsWell) {
  write_log({});
  const nlohmann::json json = parts();
  EXPECT_EQ(json.at("gateway_told"), false);
  EXPECT_EQ(json.at("result"), "unknown: the record tells of no trouble, and the gateway does not tell");
  EXPECT_NE(json.at("remaining_uncertainty").get<std::string>().find("how the targets do now"), std::string::npos);
}

TEST_F(Handoff, CountsWhatTheLogLacks) {
  write_log({R"({"v":1,"kind":"gap","ts":"2026-06-21T05:00:00.000000Z","reason":"queue_full","count":7})"});
  std::ofstream(state_.path() + "/log/current.jsonl", std::ios::app) << "no line\n";
  const auto uncertainty = parts().at("remaining_uncertainty").get<std::string>();
  EXPECT_NE(uncertainty.find("7 records"), std::string::npos) << uncertainty;
  EXPECT_NE(uncertainty.find("1 damaged line"), std::string::npos) << uncertainty;
}

TEST_F(Handoff, ClosedIncidents_ExpiredOverrides_AndReadmittedTargets_StandNoMore) {
  std::vector<std::string> records = busy_records();
  records.push_back(render(incident(record::IncidentEvent::Closed, 323)));
  record::RolloutRecord readmitted = rollout_held();
  readmitted.id = operation_id(312);
  readmitted.plan.target = "reserve";
  readmitted.action = record::RolloutAction::Readmit;
  records.push_back(render(readmitted));
  record::OverrideRecord ended = pin_set();
  ended.id = operation_id(301);
  ended.event = record::OverrideEvent::Cleared;
  ended.reverts = operation_id(300);
  records.push_back(render(ended));
  write_log(records);
  const nlohmann::json json = parts();
  for (const char* const part : {"incidents", "overrides", "targets"})
    EXPECT_TRUE(json.at(part).empty()) << part << json.at(part).dump();
}

TEST_F(Handoff, IsRecordedWithItsFourTexts_WhereThatIsAsked) {
  write_log(busy_records());
  options_.write = true;
  options_.dry_run = true;
  const Ran ran = run();
  EXPECT_EQ(ran.exit, kHold);
  const std::size_t begin = ran.complaints.find("{\"v\"");
  ASSERT_NE(begin, std::string::npos) << ran.complaints;
  const auto record = record::read_handoff(ran.complaints.substr(begin, ran.complaints.rfind('}') - begin + 1));
  ASSERT_TRUE(record.has_value()) << record.error().message;
  EXPECT_TRUE(record->command.text().starts_with("jurymast handoff"));
  EXPECT_TRUE(record->result.text().starts_with("fail: "));
  EXPECT_EQ(record->changed.text(), "none");
  EXPECT_FALSE(record->uncertainty.empty());
  EXPECT_EQ(record->ticket, "INC-7");
}

TEST_F(Handoff, OfAPersonThatBreaksTheRules_IsRefused) {
  write_log({});
  options_.write = true;
  options_.dry_run = true;
  options_.result = "looks fine";
  const Ran ran = run();
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_NE(ran.complaints.find("handoff/result"), std::string::npos) << ran.complaints;
}

TEST_F(Handoff, GoesToTheRunningGateway_OrSaysWhyNot) {
  write_log({});
  options_.write = true;
  EXPECT_EQ(run().exit, kToolFailed);
  std::string taken;
  {
    test::RawServer gateway([&](test::RawConnection& connection, unsigned) {
      const std::string request = connection.read_request();
      if (request.starts_with("POST /records ")) taken = request.substr(request.find("\r\n\r\n") + 4);
      connection.send(std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
    });
    write_config(fmt::format("127.0.0.1:{}", gateway.port()));
    EXPECT_NE(run().complaints.find("recorded as "), std::string::npos);
  }
  EXPECT_TRUE(record::read_handoff(taken).has_value()) << taken;
}

}  // namespace
}  // namespace jurymast::app
