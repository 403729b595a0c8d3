#include "proxy/status_json.hpp"

#include <nlohmann/json.hpp>

#include "policy/eligibility.hpp"
#include "policy/setting_names.hpp"

namespace jurymast::proxy {
namespace {

using Json = nlohmann::ordered_json;

Json target_json(Shared& shared, const policy::Target& target, MonotonicTime now) {
  Json families = Json::array();
  policy::TargetStatus last;
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    if (!target.families[i]) continue;
    const auto family = static_cast<Family>(i);
    last = shared.fleet.status(target, family, now);
    families.push_back({{"family", name_of(family)},
                        {"breaker", record::name_of(last.breaker)},
                        {"reopens_in_ms", to_ms(last.open_left)}});
  }
  return {{"name", target.name},
          {"families", std::move(families)},
          {"credential", last.credential_open ? "open" : "closed"},
          {"pause_left_ms", to_ms(last.pause_left)},
          {"budget_milli", last.budget_milli},
          {"budget_capacity_milli", target.budget.capacity_milli},
          {"in_flight", last.in_flight},
          {"in_flight_limit", last.in_flight_limit}};
}

/// What rollouts and overrides have decided for the route; null: nothing, it goes as configured.
Json traffic_json(Shared& shared, const policy::Route& route) {
  const auto in_force = shared.traffic.in_force();
  if (!in_force) return nullptr;
  const auto found = in_force->find(route.name);
  if (found == in_force->end()) return nullptr;
  const policy::RouteTraffic& traffic = found->second;
  Json permitted = Json::array();
  for (const FailureClass failure_class : traffic.permitted) permitted.push_back(name_of(failure_class));
  return {{"canary", traffic.canary},
          {"weight_ppm", traffic.weight_ppm},
          {"low_risk_only", traffic.low_risk_only},
          {"restoring", traffic.restoring},
          {"pin", traffic.pin},
          {"suspended", traffic.suspended},
          {"disabled", traffic.disabled},
          {"mode", traffic.mode ? Json(policy::name_of(*traffic.mode)) : Json()},
          {"permitted", std::move(permitted)}};
}

Json route_json(Shared& shared, const policy::Snapshot& snapshot, const policy::Route& route, MonotonicTime now) {
  const policy::FallbackEvidence evidence = shared.evidence_for(snapshot, route, now);
  Json fallback = Json::array();
  Json shown = Json::object();
  for (std::size_t i = 0; i < route.fallback.size(); ++i) {
    const std::string& name = snapshot.target(route.fallback[i]).name;
    fallback.push_back(name);
    if (i < evidence.size()) shown[name] = record::name_of(evidence[i]);
  }
  Json unproven = Json::array();
  for (const record::Condition condition : policy::unproven_by_configuration(snapshot, route, evidence))
    unproven.push_back(name_of(condition));
  return {{"name", route.name},
          {"family", name_of(route.family)},
          {"mode", policy::name_of(route.mode)},
          {"evidence", policy::name_of(route.evidence)},
          {"primary", snapshot.target(route.primary).name},
          {"fallback", std::move(fallback)},
          {"fallback_evidence", std::move(shown)},
          {"unproven", std::move(unproven)},
          {"traffic", traffic_json(shared, route)}};
}

/// The gauges that are read at a scrape, made anew for each page.
struct SharedGauges {
  explicit SharedGauges(const MetricHeads& heads)
      : breaker_head{"jurymast_breaker_state",
                     "0 closed, 1 open, 2 half open, 3 ramp.",
                     {{"target", &heads.targets}, {"family", &heads.families}}},
        budget_head{"jurymast_budget_millitokens", "What is left of a target's retry budget.", {{"target", &heads.targets}}},
        pause_head{"jurymast_pause_left_milliseconds", "How long a target is still paused.", {{"target", &heads.targets}}},
        places_head{"jurymast_target_in_flight", "Upstream requests running at a target.", {{"target", &heads.targets}}},
        limit_head{"jurymast_target_in_flight_limit", "How many may run there at once now.", {{"target", &heads.targets}}},
        credential_head{"jurymast_credential_open", "1 while a target's credential is refused.", {{"target", &heads.targets}}},
        weight_head{"jurymast_rollout_weight_ppm",
                    "The share of eligible requests that goes to a rollout's target first, in millionths.",
                    {{"route", &heads.routes}, {"target", &heads.targets}}} {}

  telemetry::MetricHead breaker_head, budget_head, pause_head, places_head, limit_head, credential_head, weight_head;
  telemetry::Family<telemetry::Gauge> breaker{breaker_head}, budget{budget_head}, pause{pause_head}, places{places_head},
      limit{limit_head}, credential{credential_head}, weight{weight_head};
};

void read_target(Shared& shared, const policy::Target& target, MonotonicTime now, SharedGauges& gauges) {
  const std::uint16_t name = shared.metric_heads.targets.index_of(target.name);
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    if (!target.families[i]) continue;
    const policy::TargetStatus status = shared.fleet.status(target, static_cast<Family>(i), now);
    gauges.breaker.at({name, static_cast<std::uint16_t>(i)}).set(static_cast<std::int64_t>(status.breaker));
    gauges.budget.at({name}).set(status.budget_milli);
    gauges.pause.at({name}).set(to_ms(status.pause_left));
    gauges.places.at({name}).set(status.in_flight);
    gauges.limit.at({name}).set(status.in_flight_limit);
    gauges.credential.at({name}).set(status.credential_open ? 1 : 0);
  }
}

void read_weights(Shared& shared, const policy::Snapshot& snapshot, SharedGauges& gauges) {
  const auto in_force = shared.traffic.in_force();
  if (!in_force) return;
  for (const policy::Route& route : snapshot.routes) {
    const auto found = in_force->find(route.name);
    if (found == in_force->end() || found->second.canary.empty()) continue;
    const std::uint16_t name = shared.metric_heads.routes.index_of(route.name);
    gauges.weight.at({name, shared.metric_heads.targets.index_of(found->second.canary)}).set(found->second.weight_ppm);
  }
}

}  // namespace

std::string status_json(Shared& shared, const policy::Snapshot& snapshot, const StatusInput& input) {
  const store::JournalStats stats = shared.journal.stats();
  Json routes = Json::array();
  for (const policy::Route& route : snapshot.routes) routes.push_back(route_json(shared, snapshot, route, input.now));
  Json targets = Json::array();
  for (const policy::Target& target : snapshot.targets) targets.push_back(target_json(shared, target, input.now));
  const Json page{{"version", input.version},
                  {"config_version", snapshot.version},
                  {"uptime_s", to_ms(input.uptime) / 1000},
                  {"draining", shared.draining.load()},
                  {"in_flight", shared.in_flight.load()},
                  {"probes_in_flight", shared.probes_in_flight.load()},
                  {"in_flight_max", snapshot.server.max_inflight},
                  {"memory_held_bytes", shared.memory.held()},
                  {"kill", shared.kill.routes()},
                  {"journal",
                   {{"queue_bytes", stats.queue_bytes},
                    {"gap_records", stats.records_lost},
                    {"lanes_in_memory", stats.lanes_in_memory},
                    {"last_commit_age_ms", to_ms(input.now - stats.last_commit)},
                    {"write_errors", stats.write_errors + stats.fsync_errors}}},
                  {"routes", std::move(routes)},
                  {"targets", std::move(targets)}};
  return page.dump() + "\n";
}

void write_shared_metrics(Shared& shared, const policy::Snapshot& snapshot, MonotonicTime now, telemetry::PrometheusText& page) {
  SharedGauges gauges(shared.metric_heads);
  for (const policy::Target& target : snapshot.targets) read_target(shared, target, now, gauges);
  read_weights(shared, snapshot, gauges);
  for (const auto* family :
       {&gauges.breaker, &gauges.budget, &gauges.pause, &gauges.places, &gauges.limit, &gauges.credential, &gauges.weight}) {
    page.gauges({&family, 1});
  }
  const store::JournalStats stats = shared.journal.stats();
  page.gauge("jurymast_journal_queue_bytes", "Bytes of records that are not yet in the log.", static_cast<std::int64_t>(stats.queue_bytes));
  page.counter("jurymast_journal_records_lost_total", "Records that were dropped for want of room; the log tells of them in gaps.", stats.records_lost);
  page.counter("jurymast_records_quarantined_total", "Records that held a known secret in a typed field, which was masked; a fault of the gateway.",
               stats.records_quarantined);
  page.counter("jurymast_records_masked_total", "Records whose free text held a secret, which was masked.", stats.records_masked);
  page.counter("jurymast_journal_write_errors_total", "Failed writes and commits of the log.", stats.write_errors + stats.fsync_errors);
  page.counter("jurymast_journal_lines_total", "Lines written to the log.", stats.lines);
  page.gauge("jurymast_log_checkpoint_lines", "Lines of the log that this process's newest signed checkpoint covers; 0 before the first.",
             static_cast<std::int64_t>(stats.checkpoint_size));
  page.gauge("jurymast_log_checkpoint_age_ms", "Age of that checkpoint, or of the process before the first; one comes every minute also when nothing happens.",
             to_ms(now - stats.last_checkpoint));
  page.gauge("jurymast_journal_lanes_in_memory", "Loops whose journal would not survive a crash, for want of a mapping.",
             static_cast<std::int64_t>(stats.lanes_in_memory));
  page.gauge("jurymast_memory_held_bytes", "Bytes of requests and held answers.", static_cast<std::int64_t>(shared.memory.held()));
  page.gauge("jurymast_config_version", "Version of the configuration in force.", static_cast<std::int64_t>(snapshot.version));
  page.gauge("jurymast_draining", "1 while the gateway drains.", shared.draining.load() ? 1 : 0);
}

}  // namespace jurymast::proxy
