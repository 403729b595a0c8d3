#pragma once
#include "record/audit.hpp"
#include "record/feedback.hpp"
#include "record/incident.hpp"
#include "record/override.hpp"
#include "record/rollout.hpp"
#include "record/test_views.hpp"

namespace jurymast::record::testing {

/// A fallback that failed at five in a hundred lost its share.
inline RolloutRecord rollout_rolled_back() {
  RolloutRecord step;
  step.at = moment(60);
  step.id = operation_id(60);
  step.config = 1;
  step.plan = {.id = operation_id(59),
               .route = "assistant",
               .target = "spare",
               .family = Family::ChatCompletions,
               .purpose = RolloutPurpose::Planned,
               .stages = {{0}, {50'000}, {1'000'000}},
               .low_risk_until_ppm = 50'000,
               .manual = true,
               .since_seq = 7,
               .rules = {{"error_alpha_ppm", 20'000}, {"total_budget_ms", 0}},
               .rollback_owner = "sre-a",
               .stop_condition = PlainText::make("errors above one in a hundred").value(),
               .ticket = "CHG-1"};
  step.action = RolloutAction::RollBack;
  step.state_from = RolloutState::Ramping;
  step.state_to = RolloutState::Warm;
  step.weight_from_ppm = 50'000;
  step.stage = 1;
  step.trigger = RolloutTrigger::ErrorRate;
  step.failure_class = "upstream_error";
  step.statistics = {{"errors", "53.25", "50"}};
  step.operations_canary = 4;
  step.operations_control = 71;
  return step;
}

inline OverrideRecord override_set() {
  OverrideRecord pin;
  pin.at = moment(61);
  pin.id = operation_id(61);
  pin.config = 1;
  pin.action = OverrideAction::Pin;
  pin.route = "assistant";
  pin.target = "spare";
  pin.author = "ada";
  pin.approver = "ben";
  pin.reason = PlainText::make("the primary is dead").value();
  pin.ticket = "INC-7";
  pin.expires_at = moment(3661);
  pin.unproven = {"evidence"};
  return pin;
}

inline FeedbackRecord feedback_of_an_application() {
  return {moment(62), operation_id(62), operation_id(1), "assistant", "main", "shop"};
}

inline AuditRecord audit_of_a_reload() { return {moment(63), operation_id(63), "ada", "operate", "POST", "/reload"}; }

/// Somebody noticed a quarter of an hour after it began.
inline IncidentRecord incident_opened() {
  IncidentRecord opened;
  opened.at = moment(64);
  opened.id = operation_id(64);
  opened.incident = operation_id(64);
  opened.route = "assistant";
  opened.author = "oncall";
  opened.from = moment(-900);
  opened.detected_at = moment(0);
  opened.detected_by = DetectedBy::CustomerReport;
  opened.region = "eu-west";
  opened.ticket = "INC-7";
  return opened;
}

/// Something is to be done about it, by somebody, until a day.
inline IncidentRecord incident_followed_up() {
  IncidentRecord follow_up;
  follow_up.at = moment(65);
  follow_up.id = operation_id(65);
  follow_up.incident = operation_id(64);
  follow_up.event = IncidentEvent::FollowUp;
  follow_up.route = "assistant";
  follow_up.author = "oncall";
  follow_up.text = PlainText::make("rehearse the fallback each week").value();
  follow_up.owner = "sre-a";
  follow_up.due = "2026-08-01";
  return follow_up;
}

}  // namespace jurymast::record::testing
