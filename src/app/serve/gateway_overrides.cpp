// How overrides and the kill switch reach the traffic of a running gateway.
#include <set>

#include "app/override/override_json.hpp"
#include "app/override/override_surroundings.hpp"
#include "app/serve/gateway.hpp"

namespace jurymast::app {
namespace {

/// How long before its end it is told that an override ends.
constexpr Duration kExpiryNotice = std::chrono::minutes(10);

}  // namespace

void Gateway::open_overrides(const std::string& state_directory) {
  const auto without_secrets = [this](const std::string& text) { return masked(text); };
  overrides_.emplace(OverrideKeeper::Parts{
      .loop = admin_loop_,
      .journal = *journal_,
      .store = [this] { return evidence_.store(); },
      .masked = without_secrets,
      .surroundings = [this] { return override_surroundings(); },
      .took_effect = [this](const record::OverrideRecord& step) { override_took_effect(step); },
      .unkept =
          [this](const record::OverrideRecord& step, const Error& error) {
            log_.error("override_not_kept",
                       {{"action", telemetry::Identifier{name_of(step.action)}}, {"reason", telemetry::Reason{error}}});
          }});
  evidence_.follow(kOverrideKind, [this](const std::string& record) { overrides_->restore(record); });
  kill_desk_.emplace(KillDesk::Parts{.shared = *shared_,
                                     .loop = admin_loop_,
                                     .state_directory = state_directory,
                                     .snapshot = [this]() -> const policy::Snapshot& { return *live_->policy; },
                                     .next_id = [this] { return next_id(); },
                                     .masked = without_secrets,
                                     .turned =
                                         [this](const KillTurned& turned) {
                                           log_.warn("kill_switch",
                                                     {{"routes", turned.routes.size()}, {"durable", turned.not_written.empty()}});
                                         }});
}

evidence::OverrideSurroundings Gateway::override_surroundings() {
  return {.now = clock_.wall_now(),
          .next_id = next_id(),
          .config = live_->policy->version,
          .routes = overridable_routes(*shared_, *live_->policy, clock_.now()),
          .changed_paths = rollouts_ ? rollouts_->changed_paths() : std::vector<std::string>()};
}

void Gateway::adopt_overrides() {
  const evidence::OverriddenTraffic overridden = overrides_->book().traffic(route_names(*live_->policy));
  traffic_->set_overrides(traffic_of(overridden, *live_->policy));
  if (!rollouts_) return;
  std::set<std::string> stopped;
  for (const auto& [route, wanted] : overridden) {
    if (wanted.rollout_stopped) stopped.insert(route);
  }
  rollouts_->stop(std::move(stopped));
}

void Gateway::readmit(const record::OverrideRecord& step) {
  const auto told = [this](const Result<void>& done) {
    if (!done) log_.warn("suspension_not_cleared", {{"reason", telemetry::Reason{done.error()}}});
  };
  for (const std::string& route : route_names(*live_->policy)) {
    if (step.route.empty() || step.route == route) rollouts_->readmit(route, step.target, step.author, told);
  }
}

void Gateway::override_took_effect(const record::OverrideRecord& step) {
  adopt_overrides();
  log_.warn("override", {{"action", telemetry::Identifier{name_of(step.action)}},
                         {"step", telemetry::Identifier{name_of(step.event)}},
                         {"route", telemetry::Identifier{step.route}},
                         {"target", telemetry::Identifier{step.target}}});
  if (step.action == record::OverrideAction::RetryNow) {
    for (const policy::Target& target : live_->policy->targets) {
      if (target.name == step.target) shared_->fleet.retry_now(target);
    }
  }
  if (step.action == record::OverrideAction::ClearSuspension) readmit(step);
  settle_override_alerts();
}

void Gateway::settle_override_alerts() {
  const WallTime soon = clock_.wall_now() + kExpiryNotice;
  std::set<record::NamedLabels> ending;
  std::set<record::NamedLabels> alone;
  for (const record::OverrideRecord& one : overrides_->book().standing()) {
    record::NamedLabels labels{{"action", std::string(name_of(one.action))}, {"route", one.route}, {"target", one.target}};
    std::erase_if(labels, [](const auto& label) { return label.second.empty(); });
    if (one.expires_at && *one.expires_at <= soon) ending.insert(labels);
    if (one.break_glass) alone.insert(labels);
  }
  alerts_->settle(AlertName::OverrideExpires, ending);
  alerts_->settle(AlertName::OverrideBreakGlass, alone);
}

void Gateway::kill() { kill_desk_->set_by_signal(); }

}  // namespace jurymast::app
