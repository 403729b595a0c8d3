#include <array>
#include <nlohmann/json.hpp>

#include "app/status/status_log.hpp"
#include "app/status/status_report.hpp"
#include "app/status/status_verdict.hpp"
#include "config/sections.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

Json target_of_route(const StatusFacts& facts, const RouteFacts& route, const std::string& name) {
  const TargetStanding standing = standing_of(facts, name, route.family);
  return {{"target", name}, {"now", name_of(standing.standing)}, {"left_ms", to_ms(standing.left)}};
}

Json shown_json(const RouteFacts& route) {
  Json shown = Json::object();
  for (std::size_t i = 0; i < route.fallback.size(); ++i) shown[route.fallback[i]] = record::name_of(shown_of(route, i));
  return shown;
}

Json route_json(const StatusFacts& facts, const RouteFacts& route) {
  Json targets = Json::array({target_of_route(facts, route, route.primary)});
  for (const std::string& fallback : route.fallback) targets.push_back(target_of_route(facts, route, fallback));
  return {{"name", route.name},
          {"family", name_of(route.family)},
          {"now", name_of(standing_of(facts, route))},
          {"mode", config::kModeNames[static_cast<std::size_t>(route.mode)]},
          {"evidence", config::kEvidenceNames[static_cast<std::size_t>(route.evidence)]},
          {"fallback_barrier", name_of(barrier_of(facts, route))},
          {"unproven", route.unproven},
          {"fallback_evidence", shown_json(route)},
          {"suspended", route.suspended},
          {"disabled", route.disabled},
          {"targets", std::move(targets)}};
}

Json target_json(const TargetFacts& target) {
  Json breakers = Json::array();
  for (const BreakerFacts& breaker : target.breakers) {
    breakers.push_back(
        {{"family", name_of(breaker.family)}, {"breaker", name_of(breaker.state)}, {"reopens_in_ms", to_ms(breaker.reopens_in)}});
  }
  return {{"name", target.name},
          {"families", std::move(breakers)},
          {"credential", target.credential_open ? "open" : "closed"},
          {"pause_left_ms", to_ms(target.pause_left)},
          {"budget_milli", target.budget_milli},
          {"budget_capacity_milli", target.budget_capacity_milli},
          {"in_flight", target.in_flight},
          {"in_flight_limit", target.in_flight_limit}};
}

/// Null unless the gateway runs and says it.
Json live_json(const StatusFacts& facts) {
  if (facts.gateway != Gateway::Up) return nullptr;
  const LiveFacts& live = facts.live;
  Json targets = Json::array();
  for (const TargetFacts& target : live.targets) targets.push_back(target_json(target));
  return {{"version", live.version},
          {"config_version", live.config_version},
          {"uptime_s", to_ms(live.uptime) / 1000},
          {"draining", live.draining},
          {"in_flight", live.in_flight},
          {"in_flight_max", live.in_flight_max},
          {"memory_held_bytes", live.memory_held_bytes},
          {"journal",
           {{"queue_bytes", live.journal.queue_bytes},
            {"gap_records", live.journal.gap_records},
            {"lanes_in_memory", live.journal.lanes_in_memory},
            {"last_commit_age_ms", to_ms(live.journal.last_commit_age)},
            {"write_errors", live.journal.write_errors}}},
          {"targets", std::move(targets)}};
}

Json record_json(const RecordFacts& record) {
  if (!record.problem.empty()) return {{"problem", record.problem}};
  Json attempts = Json::array();
  for (const AttemptCount& count : record.attempts) {
    attempts.push_back({{"target", count.target},
                        {"last_5_min", count.recent},
                        {"answered", count.recent_answered},
                        {"hour_before", count.before}});
  }
  Json failures = Json::array();
  for (const FailureCount& count : record.failures) {
    failures.push_back({{"target", count.target.empty() ? Json(nullptr) : Json(count.target)},
                        {"class", count.word},
                        {"last_5_min", count.recent},
                        {"hour_before", count.before}});
  }
  return {{"newest", record.newest ? Json(to_rfc3339(*record.newest)) : Json(nullptr)},
          {"stopped_in_order", record.stopped_in_order ? Json(*record.stopped_in_order) : Json(nullptr)},
          {"hour_before_read_s", to_ms(record.before_covered) / 1000},
          {"damaged_lines", record.damaged_lines},
          {"attempts", std::move(attempts)},
          {"failures", std::move(failures)}};
}

Json rollouts_json(const StatusFacts& facts) {
  Json list = Json::array();
  for (const RolloutFacts& rollout : facts.rollouts) {
    list.push_back({{"route", rollout.route},
                    {"target", rollout.target},
                    {"state", rollout.state},
                    {"weight_ppm", rollout.weight_ppm},
                    {"waits_for", rollout.waits_for}});
  }
  return list;
}

Json overrides_json(const StatusFacts& facts) {
  Json all = Json::array();
  for (const OverrideFacts& one : facts.overrides)
    all.push_back({{"words", one.words}, {"author", one.author}, {"left_ms", to_ms(one.left)}});
  return all;
}

Json or_null(const std::optional<WallTime>& time) { return time ? Json(to_rfc3339(*time)) : Json(nullptr); }

/// Null where it is not known.
Json webhooks_json(const StatusFacts& facts) {
  if (!facts.webhooks) return nullptr;
  Json all = Json::array();
  for (const WebhookFacts& one : *facts.webhooks) {
    all.push_back({{"name", one.name},
                   {"waiting", one.waiting},
                   {"delivered", one.delivered},
                   {"dropped", one.dropped},
                   {"delivered_at", or_null(one.delivered_at)},
                   {"failing_since", or_null(one.failing_since)},
                   {"last_error", one.last_error.empty() ? Json(nullptr) : Json(one.last_error)}});
  }
  return all;
}

Json next_json(const StatusFacts& facts) {
  const auto lead = lead_of(facts);
  if (!lead) return nullptr;
  return {{"class", lead->word}, {"step", lead->next_step}};
}

}  // namespace

std::string status_json(const StatusFacts& facts) {
  constexpr std::array<std::string_view, 4> kGatewayNames{"up", "down", "silent", "not_known"};
  Json routes = Json::array();
  for (const RouteFacts& route : facts.routes) routes.push_back(route_json(facts, route));
  const Json all = {{"at", to_rfc3339(facts.now)},
                    {"gateway", kGatewayNames[static_cast<std::size_t>(facts.gateway)]},
                    {"why", facts.why.empty() ? Json(nullptr) : Json(facts.why)},
                    {"kill", facts.kill},
                    {"rollouts", rollouts_json(facts)},
                    {"overrides", overrides_json(facts)},
                    {"alerts", facts.alerts},
                    {"webhooks", webhooks_json(facts)},
                    {"live", live_json(facts)},
                    {"routes", std::move(routes)},
                    {"record", record_json(facts.record)},
                    {"next", next_json(facts)}};
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace jurymast::app
