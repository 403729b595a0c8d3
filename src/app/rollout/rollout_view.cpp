#include "app/rollout/rollout_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/override/override_json.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using record::RolloutAction;

/// JSON has no word for what is endless; the text is the one that records hold.
Json figure(double value) {
  if (std::isfinite(value)) return value;
  return value > 0 ? "inf" : "-inf";
}

Json tests_json(const std::vector<evidence::TestStanding>& tests) {
  Json list = Json::array();
  for (const evidence::TestStanding& test : tests) {
    list.push_back({{"name", test.name},
                    {"e", figure(test.e)},
                    {"threshold", figure(test.threshold)},
                    {"needed", test.needed ? Json(*test.needed) : Json(nullptr)}});
  }
  return list;
}

/// Canary operations a second since the stage began; nothing where there were none.
std::optional<double> canary_rate(const RolloutView& view) {
  const double seconds = std::chrono::duration<double>(view.now - view.standing.since).count();
  if (view.standing.canary == 0 || seconds <= 0) return std::nullopt;
  return static_cast<double>(view.standing.canary) / seconds;
}

Json needed_seconds(const RolloutView& view) {
  const auto rate = canary_rate(view);
  if (!view.standing.needed || !rate) return nullptr;
  return static_cast<std::uint64_t>(std::ceil(static_cast<double>(*view.standing.needed) / *rate));
}

Json plan_json(const record::RolloutPlan& plan) {
  Json stages = Json::array();
  for (const record::Share& stage : plan.stages) stages.push_back(stage.ppm);
  return {{"id", plan.id.to_string()},
          {"purpose", name_of(plan.purpose)},
          {"family", name_of(plan.family)},
          {"stages_ppm", std::move(stages)},
          {"low_risk_until_ppm", plan.low_risk_until_ppm},
          {"manual", plan.manual},
          {"expires_at", plan.expires_at ? Json(to_rfc3339(*plan.expires_at)) : Json(nullptr)},
          {"failing_signal", plan.failing_signal},
          {"since_seq", plan.since_seq},
          {"rollback_owner", plan.rollback_owner},
          {"stop_condition", plan.stop_condition.text()},
          {"ticket", plan.ticket}};
}

Json members_of(const PrimaryView& primary) {
  const evidence::PrimaryStanding& standing = primary.standing;
  return {{"target", primary.target},
          {"health", name_of(standing.health)},
          {"class", standing.failure_class ? Json(name_of(*standing.failure_class)) : Json(nullptr)},
          {"usual", standing.usual ? Json(*standing.usual) : Json(nullptr)},
          {"since", standing.since ? Json(to_rfc3339(*standing.since)) : Json(nullptr)},
          {"operations", standing.operations},
          {"failures", standing.failures}};
}

Json kept_rules_json(const std::vector<evidence::KeptRule>& rules) {
  Json list = Json::array();
  for (const evidence::KeptRule& rule : rules) {
    list.push_back({{"name", rule.name}, {"kept", rule.kept}, {"configured", rule.configured}});
  }
  return list;
}

Json overrides_json(const RolloutView& view) {
  Json list = Json::array();
  for (const record::OverrideRecord& one : view.overrides) list.push_back(Json::parse(override_json(one, view.now)));
  return list;
}

Json known(record::Tri what) { return what == record::Tri::Unknown ? Json(nullptr) : Json(what == record::Tri::True); }

/// What ends it, by whether there is traffic to be taken back.
std::string stop_command(const evidence::RolloutStanding& standing) {
  return fmt::format("jurymast rollout {} {}", standing.weight_ppm > 0 ? "roll-back" : "close", standing.plan.route);
}

}  // namespace

std::optional<PrimaryView> view_of(const evidence::PrimaryWatch* watch) {
  if (watch == nullptr) return std::nullopt;
  return PrimaryView{watch->primary(), watch->standing()};
}

std::vector<record::OverrideRecord> overrides_for(const std::string& route, std::vector<record::OverrideRecord> standing) {
  std::erase_if(standing, [&](const record::OverrideRecord& one) { return one.route != route && one.route != "all"; });
  return standing;
}

std::string primary_json(const std::string& route, const PrimaryView& primary) {
  Json json{{"route", route}};
  json.update(members_of(primary));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string rollout_json(const RolloutView& view) {
  const evidence::RolloutStanding& standing = view.standing;
  const auto rate = canary_rate(view);
  const Json json{{"route", standing.plan.route},
                  {"target", standing.plan.target},
                  {"state", name_of(standing.state)},
                  {"running", view.running},
                  {"busy", view.busy},
                  {"suspended", view.suspended},
                  {"stage", standing.stage},
                  {"weight_ppm", standing.weight_ppm},
                  {"moved_ppm", view.share.weight_ppm},
                  {"low_risk_only", view.share.low_risk_only},
                  {"restoring", view.share.restoring},
                  {"since", to_rfc3339(standing.since)},
                  {"since_s", std::max<std::int64_t>(to_ms(view.now - standing.since) / 1000, 0)},
                  {"at", to_rfc3339(view.now)},
                  {"eligible", standing.eligible},
                  {"not_eligible", standing.not_eligible},
                  {"canary", {{"operations", standing.canary}, {"failures", standing.canary_failures}}},
                  {"control", {{"operations", standing.control}, {"failures", standing.control_failures}}},
                  {"canary_per_minute", rate ? Json(*rate * 60) : Json(nullptr)},
                  {"harm", tests_json(standing.harm)},
                  {"safety", tests_json(standing.safety)},
                  {"waits_for", standing.waits_for},
                  {"needed", standing.needed ? Json(*standing.needed) : Json(nullptr)},
                  {"needed_s", needed_seconds(view)},
                  {"next_step", standing.next_step},
                  {"overrides", overrides_json(view)},
                  {"helps", known(standing.helps)},
                  {"primary", view.primary ? members_of(*view.primary) : Json(nullptr)},
                  {"kept_rules", kept_rules_json(standing.kept_rules)},
                  {"stop_command", stop_command(standing)},
                  {"plan", plan_json(standing.plan)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string undo_of(const record::RolloutRecord& step) {
  const std::string& route = step.plan.route;
  switch (step.action) {
    case RolloutAction::Plan:
    case RolloutAction::Start:
      return "jurymast rollout close " + route;
    case RolloutAction::Advance:
    case RolloutAction::Resume:
      return "jurymast rollout roll-back " + route;
    case RolloutAction::Hold:
    case RolloutAction::Restore:
      return "jurymast rollout resume " + route;
    default:
      break;
  }
  if (step.state_to == record::RolloutState::RollingBack) return "jurymast rollout resume " + route;
  return fmt::format("none by itself: what was given up is earned again, from `jurymast rollout plan {}` on", route);
}

std::string step_json(const record::RolloutRecord& step, bool dry_run) {
  const Json json{{"dry_run", dry_run}, {"step", Json::parse(record::render(step))}, {"undo", undo_of(step)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace jurymast::app
