#pragma once
#include <utility>

#include "record/test_operations.hpp"
#include "review/incident/incident_facts.hpp"

/// One incident, filled by hand, for the tests of what is made of its facts: the primary of the route `assistant` is rate limited for twenty
/// minutes, callers are rescued, a person sets a pin, and it is over.
namespace jurymast::review::testing {

inline WallTime moment(std::int64_t second) { return WallTime{std::chrono::seconds(1'782'000'000 + second)}; }
inline OperationId id(std::uint64_t number) { return record::testing::operation_id(number); }
inline record::PlainText plain(std::string_view text) { return record::PlainText::make(text).value(); }
inline record::Link link(std::string_view text) { return record::Link::make(text).value(); }

inline IncidentScope storm_scope() {
  IncidentScope scope;
  scope.incident = id(700);
  scope.route = "assistant";
  scope.baseline_from = moment(0);
  scope.from = moment(600);
  scope.to = moment(1800);
  scope.until = moment(2400);
  scope.detected_at = moment(660);
  scope.detected_by = record::DetectedBy::Alert;
  return scope;
}

inline Cited<record::IncidentRecord> said(std::uint64_t seq, record::IncidentEvent event) {
  record::IncidentRecord record;
  record.at = moment(static_cast<std::int64_t>(seq));
  record.id = id(700 + (event == record::IncidentEvent::Opened ? 0 : seq));
  record.incident = id(700);
  record.event = event;
  record.route = "assistant";
  record.author = "ab";
  return {seq, record};
}

inline std::vector<Cited<record::IncidentRecord>> storm_said() {
  using record::IncidentEvent;
  auto opened = said(2500, IncidentEvent::Opened);
  opened.record.service = "shop";
  opened.record.tenant = "all";
  opened.record.region = "eu";
  opened.record.feature = "draft";
  opened.record.ticket = "INC-7";
  auto tickets = said(2510, IncidentEvent::Entered);
  tickets.record.subject = "support_tickets";
  tickets.record.text = plain("4");
  tickets.record.source = link("https://support.example.com/queue");
  auto answer = said(2520, IncidentEvent::Answered);
  answer.record.subject = "missing_test";
  answer.record.text = plain("A load test at the account's limit.");
  auto follow_up = said(2530, IncidentEvent::FollowUp);
  follow_up.record.text = plain("Ask for the limit's documentation.");
  follow_up.record.owner = "sre-a";
  follow_up.record.due = "2026-06-30";
  auto closed = said(2540, IncidentEvent::Closed);
  closed.record.text = plain("For 20 minutes one answer in ten failed; all others came whole.");
  return {opened, tickets, answer, follow_up, closed};
}

inline Histogram storm_histogram() {
  Histogram histogram;
  histogram.start = moment(600);
  histogram.width = std::chrono::minutes(5);
  histogram.bins = 4;
  histogram.rows[{"ok", "control"}] = {100, 40, 50, 110};
  histogram.rows[{"ok", "rescue"}] = {10, 60, 50, 0};
  histogram.rows[{"rate_limited", "control"}] = {5, 20, 15, 0};
  histogram.rows[{"upstream_error", "control"}] = {0, 5, 5, 0};
  histogram.rows[{"invalid_request", "control"}] = {1, 0, 2, 0};
  histogram.operations = 473;
  return histogram;
}

inline Impact storm_impact() {
  Impact impact;
  impact[0].operations = 400;
  impact[0].completed = 398;
  impact[0].visible_errors = 2;
  impact[0].queue_depth_most = 3;
  impact[1].operations = 473;
  impact[1].completed = 420;
  impact[1].visible_errors = 53;
  impact[1].rescued = 120;
  impact[1].caller_retries = 30;
  impact[1].duplicates = 1;
  impact[1].queue_depth_most = 14;
  impact[1].failed_attempts = 173;
  impact[2].operations = 300;
  impact[2].completed = 299;
  impact[2].visible_errors = 1;
  impact[2].caller_retries = 2;
  return impact;
}

inline record::ParsedOperation storm_first_bad() {
  record::ParsedOperation bad;
  bad.id = id(1).to_string();
  bad.config = 1;
  bad.route = "assistant";
  bad.client = "web";
  bad.family = "chat_completions";
  bad.primary = "main";
  bad.outcome = "failed";
  bad.status = 429;
  bad.failure_class = "rate_limited";
  bad.client_timeout_ms = 30'000;
  for (const std::uint64_t number : {1U, 2U}) {
    record::ParsedAttempt attempt;
    attempt.number = number;
    attempt.target = "main";
    attempt.failure_class = "rate_limited";
    attempt.status = 429;
    attempt.code = "rate_limit_exceeded";
    attempt.next = number == 1 ? "same_target" : "final";
    bad.attempts.push_back(attempt);
  }
  return bad;
}

inline record::InForce storm_in_force() {
  record::InForce in_force;
  record::ParsedLine boot;
  boot.kind = "boot";
  boot.event = "start";
  boot.build = "0.1.0";
  in_force.take(boot);
  record::ParsedLine snapshot;
  snapshot.kind = "snapshot";
  snapshot.config = 1;
  snapshot.environment = "production";
  snapshot.flags = {{"fallback", "on"}};
  snapshot.targets = {{"main", "api.openai.com:443", "gpt-5.1"}, {"spare", "api.cometapi.com:443", "gpt-5.1-mini"}};
  snapshot.routes = {{"assistant", "main", {"spare"}, "automatic", 3, 2}};
  in_force.take(snapshot);
  record::ContractRecord contract;
  contract.at = contract.accessed = moment(-86'400);
  contract.id = id(740);
  contract.pack = "openai";
  contract.http_route = "/v1/chat/completions";
  contract.source = link("https://platform.openai.com/docs/api-reference/chat");
  contract.reachable = record::Tri::True;
  contract.digest.emplace().fill(0xc4);
  in_force.take(contract);
  return in_force;
}

inline Cited<record::AlertRecord> storm_alert() {
  record::AlertRecord alert;
  alert.at = moment(660);
  alert.id = id(710);
  alert.severity = record::Severity::Critical;
  alert.name = "route_failing";
  return {1010, alert};
}

inline Cited<record::OverrideRecord> storm_pin() {
  record::OverrideRecord pin;
  pin.at = moment(900);
  pin.id = id(720);
  pin.route = "assistant";
  pin.target = "spare";
  pin.author = "ab";
  pin.approver = "cd";
  pin.ticket = "INC-7";
  pin.expires_at = moment(8100);
  return {1500, pin};
}

inline std::vector<TimelineRow> storm_timeline() {
  using record::Grounds;
  return {
      {moment(550), 990, {}, "config", Chapter::Cause, Grounds::Inference, "configuration 2 came into force", false},
      {moment(602), 1001, id(1).to_string(), "operation", Chapter::Cause, Grounds::Fact, "the first rate_limited", false},
      {moment(660), 1010, id(710).to_string(), "alert", Chapter::Detection, Grounds::Fact, "route_failing fired", false},
      {moment(900), 1500, id(720).to_string(), "override", Chapter::Mitigation, Grounds::Fact, "pin spare was set by ab", false},
      {moment(1790), 2200, {}, "target_state", Chapter::Recovery, Grounds::Fact, "the breaker of main closed", true}};
}

inline IncidentFacts storm() {
  IncidentFacts facts;
  facts.scope = storm_scope();
  facts.said = storm_said();
  facts.histogram = storm_histogram();
  facts.impact = storm_impact();
  facts.mitigation = Mitigation::Effective;
  facts.arms[{"control", "main"}] = {353, 53, {{"rate_limited", 40}, {"upstream_error", 10}, {"invalid_request", 3}}};
  facts.arms[{"rescue", "spare"}] = {120, 0, {}};
  facts.timeline = storm_timeline();
  facts.onsets = {{"rate_limited", moment(602), 1001, id(1).to_string(), 0, 400, 40, 473, moment(1700)},
                  {"upstream_error", moment(910), 1505, id(2).to_string(), 1, 400, 10, 473, moment(1500)}};
  facts.duplicates = {{id(3).to_string(), id(4).to_string()}};
  facts.first_bad = Cited<record::ParsedOperation>{1001, storm_first_bad()};
  facts.alerts = {storm_alert()};
  facts.overrides = {storm_pin()};
  facts.changes = {{990, moment(550), "config", true, 2, {}, {"targets.main.model", "targets.main.api_key"}}};
  facts.in_force = storm_in_force();
  facts.first_seq = 1;
  facts.last_seq = 2600;
  return facts;
}

/// A look at a time in which nothing happened.
inline IncidentFacts quiet() {
  IncidentFacts facts;
  facts.scope = storm_scope();
  facts.scope.incident = OperationId();
  facts.scope.to.reset();
  facts.scope.detected_at.reset();
  facts.scope.detected_by.reset();
  facts.mitigation = Mitigation::None;
  return facts;
}

}  // namespace jurymast::review::testing
