#include "app/status/status_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/status/status_test_facts.hpp"
#include "app/status/status_verdict.hpp"
#include "app/status/status_words.hpp"
#include "policy/class_table.hpp"

namespace jurymast::app {
namespace {

/// Compares with tests/golden/status/NAME.txt; GOLDEN_UPDATE=1 writes it instead.
void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(JURYMAST_SOURCE_DIR) + "/tests/golden/status/" + name + ".txt";
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(path, std::ios::trunc) << text;
  std::ifstream file(path);
  std::stringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(text, expected.str()) << "see " << path;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::stringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void expect_one_screen(const std::string& text) {
  EXPECT_LE(lines_of(text).size(), kScreenLines) << text;
  for (const std::string& line : lines_of(text)) EXPECT_LE(columns_of(line), kScreenColumns) << line;
}

TEST(StatusReport, OfAHealthyGatewaySaysSo) {
  const StatusFacts facts = testing::healthy();
  expect_golden("healthy", status_text(facts));
  EXPECT_EQ(exit_code_of(facts), 0);
  EXPECT_EQ(lines_of(status_text(facts)).back(), "nothing failed in the last 5 minutes");
}

TEST(StatusReport, OfAnOpenPrimaryNamesTheTimeLeftAndTheStepForTheLeadingClass) {
  const StatusFacts facts = testing::primary_open();
  expect_golden("primary_open", status_text(facts));
  EXPECT_EQ(exit_code_of(facts), 0) << "the fallback answers";
  const auto lead = lead_of(facts);
  ASSERT_TRUE(lead);
  EXPECT_EQ(lead->next_step, policy::row_of(FailureClass::Overloaded).next_step);
}

TEST(StatusReport, OfTwoPausedTargetsCallsTheRouteDown) {
  StatusFacts facts = testing::healthy();
  facts.live.targets[0].pause_left = std::chrono::seconds(8);
  facts.live.targets[1].pause_left = std::chrono::minutes(9);
  facts.record.failures = {{"main", "rate_limited", 20, 0}, {"spare", "quota_exhausted", 3, 0}};
  expect_golden("both_paused", status_text(facts));
  EXPECT_EQ(exit_code_of(facts), 1);
}

TEST(StatusReport, WithoutAGatewayTellsWhatTheRecordTells) {
  const StatusFacts facts = testing::down();
  expect_golden("down", status_text(facts));
  EXPECT_EQ(exit_code_of(facts), 1);
}

TEST(StatusReport, SaysOfAStoppedGatewayThatItWasStoppedInOrder) {
  StatusFacts facts = testing::down();
  facts.record.stopped_in_order = true;
  facts.record.failures.clear();
  EXPECT_NE(status_text(facts).find("stopped in order"), std::string::npos);
  EXPECT_NE(status_text(facts).find("then start it"), std::string::npos);
}

TEST(StatusReport, ShowsTheKillSwitchAndNoLongerCountsOnFallbacks) {
  StatusFacts facts = testing::primary_open();
  facts.kill = {"assistant"};
  expect_golden("kill_switch", status_text(facts));
  EXPECT_EQ(exit_code_of(facts), 1) << "the primary is open and its fallback may not be used";
  facts.kill = {"another"};
  EXPECT_EQ(exit_code_of(facts), 0);
  facts.kill = {"all"};
  EXPECT_EQ(exit_code_of(facts), 1);
}

TEST(StatusReport, NamesOverrides_WhoSetThem_AndHowLongTheyStillStand) {
  StatusFacts facts = testing::healthy();
  for (const char* words : {"pin assistant to spare", "disable main on assistant", "mode off for draft", "permit auth on draft"}) {
    facts.overrides.push_back({words, "ana", std::chrono::minutes(28)});
  }
  const std::string text = status_text(facts);
  EXPECT_NE(text.find("OVERRIDE: pin assistant to spare (by ana, 28 min left)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("OVERRIDE: 1 more, see `jurymast override list`\n"), std::string::npos) << text;
  EXPECT_NE(status_json(facts).find(R"("words": "permit auth on draft")"), std::string::npos);
}

TEST(StatusReport, NamesTheAlertsThatFire) {
  StatusFacts facts = testing::primary_open();
  EXPECT_EQ(status_text(facts).find("alerts:"), std::string::npos);
  facts.alerts = {"records_lost", "kill_switch_set route=a", "kill_switch_set route=b", "kill_switch_set route=c"};
  EXPECT_NE(status_text(facts).find("alerts: records_lost, kill_switch_set route=a and 2 more\n"), std::string::npos)
      << status_text(facts);
}

TEST(StatusReport, OfManyRoutesFitsOneScreen_AndHidesNoTrouble) {
  const StatusFacts facts = testing::many(40);
  const std::string text = status_text(facts);
  expect_golden("many_routes", text);
  expect_one_screen(text);
  EXPECT_NE(text.find("DOWN"), std::string::npos);
  EXPECT_EQ(exit_code_of(facts), 1);
}

TEST(StatusReport, FitsOneScreenWithEverythingAtItsWorst) {
  for (const std::size_t routes : {1U, 8U, 9U, 12U, 300U}) {
    StatusFacts facts = testing::many(routes);
    for (RouteFacts& route : facts.routes) route.fallback = {"target-with-a-rather-long-name-0", std::string(64, 'x')};
    for (RouteFacts& route : facts.routes) route.unproven = {"window", "evidence", "token_limit"};
    facts.routes[0].evidence = policy::EvidenceRule::Require;
    facts.kill = {std::string(64, 'a'), std::string(64, 'b'), std::string(64, 'c'), std::string(64, 'd')};
    facts.alerts.assign(5, std::string(200, 'e'));
    facts.live.draining = true;
    facts.live.journal = {1 << 20, 12, 2, 7, std::chrono::minutes(3)};
    facts.record.before_covered = std::chrono::minutes(7);
    facts.record.damaged_lines = 3;
    expect_one_screen(status_text(facts));
    facts.gateway = Gateway::Unseen;
    facts.why = "127.0.0.1:8081 refused the admin token";
    expect_one_screen(status_text(facts));
  }
}

TEST(StatusReport, NamesEachConditionThatNobodyProved) {
  StatusFacts facts = testing::healthy();
  facts.routes[0].unproven = {"window", "evidence", "token_limit"};
  const std::string text = status_text(facts);
  for (const std::string_view line : {"unproven: window. No context_window", "unproven: evidence. No `jurymast smoke`",
                                      "unproven: token_limit. No token_limit"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
  }
  facts.routes[0].unproven.clear();
  EXPECT_EQ(status_text(facts).find("unproven"), std::string::npos);
}

TEST(StatusReport, TellsOfWebhooks_ThoseThatFailFirst_AndNullWhereNothingIsKnown) {
  StatusFacts facts = testing::healthy();
  EXPECT_TRUE(nlohmann::json::parse(status_json(facts)).at("webhooks").is_null());
  facts.webhooks = {{.name = "chat", .delivered = 12},
                    {.name = "archive", .delivered = 12},
                    {.name = "pager",
                     .waiting = 3,
                     .delivered = 9,
                     .dropped = 2,
                     .delivered_at = facts.now - std::chrono::hours(2),
                     .failing_since = facts.now - std::chrono::minutes(4),
                     .last_error = "hooks.example.com answered 500"}};
  expect_golden("webhook_failing", status_text(facts));
  const auto json = nlohmann::json::parse(status_json(facts)).at("webhooks");
  ASSERT_EQ(json.size(), 3U);
  EXPECT_EQ(json[2].at("waiting"), 3);
  EXPECT_EQ(json[2].at("dropped"), 2);
  EXPECT_EQ(json[2].at("failing_since"), to_rfc3339(facts.now - std::chrono::minutes(4)));
  EXPECT_EQ(json[2].at("last_error"), "hooks.example.com answered 500");
  EXPECT_TRUE(json[0].at("failing_since").is_null());
}

TEST(StatusReport, ClaimsNothingOfATargetThatNobodyAsked) {
  StatusFacts facts = testing::healthy();
  facts.record.attempts.clear();
  EXPECT_EQ(standing_of(facts, "main", Family::ChatCompletions).standing, Standing::NotKnown);
  EXPECT_NE(status_text(facts).find("main no traffic"), std::string::npos);
  EXPECT_EQ(exit_code_of(facts), 0) << "nothing is known to be wrong";
}

TEST(StatusReport, CallsATargetFailingWhereNothingOfManyAttemptsWasAnswered) {
  StatusFacts facts = testing::healthy();
  facts.record.attempts[0] = {"main", 5, 0, 1, 0};
  facts.routes[0].mode = policy::Mode::Off;
  EXPECT_EQ(standing_of(facts, "main", Family::ChatCompletions).standing, Standing::Failing);
  EXPECT_EQ(exit_code_of(facts), 1);
  facts.record.attempts[0] = {"main", 5, 0, 5, 0};
  EXPECT_EQ(standing_of(facts, "main", Family::ChatCompletions).standing, Standing::NotKnown) << "its clients left";
}

TEST(StatusReport, AsksInTheOrderOfAdmission) {
  StatusFacts facts = testing::primary_open();
  TargetFacts& main = facts.live.targets[0];
  main.pause_left = std::chrono::seconds(5);
  main.in_flight = main.in_flight_limit;
  main.credential_open = true;
  const auto standing = [&] { return standing_of(facts, "main", Family::ChatCompletions).standing; };
  EXPECT_EQ(standing(), Standing::KeyRefused);
  main.credential_open = false;
  EXPECT_EQ(standing(), Standing::Open);
  main.breakers[0].state = record::BreakerState::HalfOpen;
  EXPECT_EQ(standing(), Standing::Probing);
  main.breakers[0].state = record::BreakerState::Ramp;
  EXPECT_EQ(standing(), Standing::Paused);
  main.pause_left = Duration{0};
  EXPECT_EQ(standing(), Standing::Full);
  main.in_flight = 0;
  EXPECT_EQ(standing(), Standing::Ramp);
  EXPECT_EQ(standing_of(facts, "main", Family::Responses).standing, Standing::Answers) << "each family has its own breaker";
}

TEST(StatusReport, DoesNotCountOnAFallbackThatWouldBeRefused) {
  StatusFacts facts = testing::primary_open();
  facts.routes[0].evidence = policy::EvidenceRule::Require;
  EXPECT_EQ(standing_of(facts, facts.routes[0]), RouteStanding::Down);
  EXPECT_NE(status_text(facts).find("REFUSED (evidence = \"require\")"), std::string::npos);
  facts.routes[0].evidence = policy::EvidenceRule::Warn;
  facts.routes[0].mode = policy::Mode::Manual;
  EXPECT_EQ(standing_of(facts, facts.routes[0]), RouteStanding::Down);
}

TEST(StatusReport, LetsAnUpstreamsFailureLeadBeforeLeavingClientsAndRefusals) {
  StatusFacts facts = testing::healthy();
  facts.record.failures = {
      {"", "client_auth", 900, 0}, {"main", "cancelled", 90, 0}, {"main", "malformed", 1, 0}, {"spare", "empty", 0, 50}};
  EXPECT_EQ(lead_of(facts)->word, "malformed");
  facts.record.failures.erase(facts.record.failures.begin() + 2);
  EXPECT_EQ(lead_of(facts)->word, "cancelled");
  facts.record.failures.erase(facts.record.failures.begin() + 1);
  EXPECT_EQ(lead_of(facts)->word, "client_auth");
  facts.record.failures.erase(facts.record.failures.begin());
  EXPECT_FALSE(lead_of(facts)) << "that was before";
}

TEST(StatusReport, DoesNotBlameTheGatewayForAClassThatItDoesNotKnow) {
  StatusFacts facts = testing::healthy();
  facts.record.failures = {{"main", "a_class_of_tomorrow", 5, 0}, {"", "shed", 9, 0}};
  ASSERT_TRUE(lead_of(facts));
  EXPECT_EQ(lead_of(facts)->word, "a_class_of_tomorrow");
  EXPECT_NE(lead_of(facts)->next_step.find("does not know the class"), std::string_view::npos);
}

TEST(StatusReport, AddsAClassUpOverItsTargets) {
  StatusFacts facts = testing::healthy();
  facts.record.failures = {{"main", "malformed", 5, 0}, {"main", "empty", 3, 0}, {"spare", "empty", 3, 0}};
  EXPECT_EQ(lead_of(facts)->word, "empty");
}

TEST(StatusReport, SaysWhatIsNotKnownWhereTheRecordCannotBeRead) {
  StatusFacts facts = testing::healthy();
  facts.record = {};
  facts.record.problem = "var/jurymast/log: Permission denied";
  const std::string text = status_text(facts);
  EXPECT_NE(text.find("NOT READABLE: var/jurymast/log: Permission denied"), std::string::npos) << text;
  EXPECT_EQ(text.find("nothing failed"), std::string::npos) << text;
  EXPECT_EQ(text.find("no traffic"), std::string::npos) << text;
}

TEST(StatusReport, TellsOfAFallbackThatFailedItsTest_AndDoesNotCountOnIt) {
  StatusFacts facts = testing::primary_open();
  EXPECT_EQ(standing_of(facts, facts.routes[0]), RouteStanding::OnFallback);
  facts.routes[0].shown = {record::Tri::False};
  EXPECT_EQ(barrier_of(facts, facts.routes[0]), Barrier::FailedTest);
  EXPECT_EQ(standing_of(facts, facts.routes[0]), RouteStanding::Down);
  const std::string text = status_text(facts);
  EXPECT_NE(text.find("FAILED: evidence. `jurymast smoke` failed for spare of assi"), std::string::npos) << text;
  EXPECT_EQ(nlohmann::json::parse(status_json(facts)).at("routes")[0].at("fallback_evidence").at("spare"), "false");
}

TEST(StatusReport, DoesNotCountOnAFallbackThatIsSuspendedOrDisabled_AndSaysWhich) {
  StatusFacts facts = testing::primary_open();
  EXPECT_EQ(standing_of(facts, facts.routes[0]), RouteStanding::OnFallback);
  facts.routes[0].suspended = {"spare"};
  EXPECT_EQ(barrier_of(facts, facts.routes[0]), Barrier::Barred);
  EXPECT_EQ(standing_of(facts, facts.routes[0]), RouteStanding::Down);
  EXPECT_EQ(exit_code_of(facts), 1);
  expect_golden("suspended", status_text(facts));
  const auto route = nlohmann::json::parse(status_json(facts)).at("routes")[0];
  EXPECT_EQ(route.at("suspended"), nlohmann::json::array({"spare"}));
  EXPECT_EQ(route.at("fallback_barrier"), "barred");
  facts.routes[0].suspended.clear();
  facts.routes[0].disabled = {"spare"};
  EXPECT_EQ(standing_of(facts, facts.routes[0]), RouteStanding::Down);
  EXPECT_NE(status_text(facts).find("spare DISABLED"), std::string::npos) << status_text(facts);
}

TEST(StatusReport, OfADisabledPrimary_TheFallbackServes) {
  StatusFacts facts = testing::healthy();
  EXPECT_EQ(standing_of(facts, facts.routes[0]), RouteStanding::Answers);
  facts.routes[0].disabled = {"main"};
  EXPECT_EQ(standing_of(facts, facts.routes[0]), RouteStanding::OnFallback);
}

TEST(StatusReport, WhereProofIsRequired_CountsOnAFallbackThatHasIt) {
  StatusFacts facts = testing::primary_open();
  facts.routes[0].evidence = policy::EvidenceRule::Require;
  facts.routes[0].unproven = {"evidence"};
  EXPECT_EQ(barrier_of(facts, facts.routes[0]), Barrier::Unproven);
  facts.routes[0].shown = {record::Tri::True};
  facts.routes[0].unproven.clear();
  EXPECT_EQ(barrier_of(facts, facts.routes[0]), Barrier::None);
  EXPECT_EQ(standing_of(facts, facts.routes[0]), RouteStanding::OnFallback);
  facts.routes[0].unproven = {"window"};
  EXPECT_EQ(barrier_of(facts, facts.routes[0]), Barrier::Unproven);
}

TEST(StatusReport, IsCompleteAsJson) {
  const auto json = nlohmann::json::parse(status_json(testing::primary_open()));
  EXPECT_EQ(json.at("gateway"), "up");
  EXPECT_EQ(json.at("routes")[0].at("now"), "on_fallback");
  EXPECT_EQ(json.at("routes")[0].at("targets")[0].at("now"), "open");
  EXPECT_EQ(json.at("routes")[0].at("targets")[0].at("left_ms"), 2340);
  EXPECT_EQ(json.at("routes")[0].at("unproven")[0], "evidence");
  EXPECT_EQ(json.at("record").at("failures")[0].at("class"), "overloaded");
  EXPECT_EQ(json.at("next").at("class"), "overloaded");
  const auto without = nlohmann::json::parse(status_json(testing::down()));
  EXPECT_EQ(without.at("gateway"), "down");
  EXPECT_TRUE(without.at("live").is_null());
  EXPECT_EQ(nlohmann::json::parse(status_json(testing::many(300))).at("routes").size(), 300U) << "nothing is summed up here";
}

TEST(StatusWords, WrapAndClipByColumnsNotBytes) {
  EXPECT_EQ(clip("→→→→", 4), "→→→→");
  EXPECT_EQ(clip("→→→→", 3), "→→…");
  EXPECT_EQ(cell("a", 3), "a  ");
  const std::string wrapped = wrap(std::string(50, 'a') + " " + std::string(50, 'b') + " c", 2);
  EXPECT_EQ(wrapped, std::string(50, 'a') + "\n  " + std::string(50, 'b') + " c\n");
  EXPECT_EQ(lines_of(wrap(std::string(200, 'x'), 2)).size(), 3U) << "a word that is too long is broken";
}

TEST(StatusWords, TellSpansAsPeopleDo) {
  using namespace std::chrono_literals;
  EXPECT_EQ(span_text(2340ms), "2.3 s");
  EXPECT_EQ(span_text(85s), "85 s");
  EXPECT_EQ(span_text(12min), "12 min");
  EXPECT_EQ(span_text(185min), "3 h 5 min");
  EXPECT_EQ(span_text(98h), "4 d 2 h");
}

}  // namespace
}  // namespace jurymast::app
