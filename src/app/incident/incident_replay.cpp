#include "app/incident/incident_replay.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/exit_code.hpp"
#include "app/incident/incident_scenario.hpp"
#include "app/status/status_config.hpp"
#include "sim/difference.hpp"
#include "sim/policy_setting.hpp"
#include "store/key_file.hpp"

namespace jurymast::app {
namespace {

using policy::Route;
using policy::Snapshot;

Route* route_named(Snapshot& snapshot, const std::string& name) {
  const auto found =
      std::find_if(snapshot.routes.begin(), snapshot.routes.end(), [&](const Route& one) { return one.name == name; });
  return found == snapshot.routes.end() ? nullptr : &*found;
}

Result<Snapshot> configuration(const std::string& file, const std::string& route) {
  auto snapshot = read_config_for_looking(file);
  if (!snapshot) return fail(Code::Invalid, "{}", snapshot.error().message);
  if (route_named(*snapshot, route) == nullptr) return fail(Code::Invalid, "{}: no route is called `{}`", file, route);
  return snapshot;
}

bool moved(std::uint64_t one, std::uint64_t other, std::uint64_t threshold) {
  return (one > other ? one - other : other - one) >= threshold;
}

bool makes_a_difference(const sim::PolicyReplay& one, const sim::PolicyReplay& other) {
  const auto ms = [](Duration span) { return static_cast<std::uint64_t>(to_ms(span)); };
  return moved(one.served_milli(), other.served_milli(), sim::kServedMilliThreshold) ||
         moved(one.attempts_milli(), other.attempts_milli(), sim::kAttemptsMilliThreshold) ||
         moved(ms(one.wait_p95), ms(other.wait_p95), ms(sim::kWorstWaitThreshold));
}

/// Takes each setting that differs alone into the configuration of that time, and tries that.
Result<void> try_settings(const Snapshot& was, Snapshot& other, const IncidentRequests& read, IncidentReplay& replay) {
  const Route& other_route = *route_named(other, replay.scope.route);
  for (const sim::PolicySetting& setting : sim::policy_settings()) {
    Snapshot changed = was;
    if (!setting.take(changed, *route_named(changed, replay.scope.route), other, other_route)) continue;
    const auto tried = sim::replay_policy(read.requests, changed, replay.scope.route);
    if (!tried) return tl::unexpected(tried.error());
    const sim::PolicyReplay figures = sim::figures_of(*tried);
    replay.settings.push_back({setting.name, figures, makes_a_difference(figures, *replay.was)});
  }
  return {};
}

Result<void> write_scenario(const std::string& file, const IncidentReplay& replay, const IncidentRequests& read) {
  const auto text = scenario_text(replay.scope, read.requests);
  if (!text) return tl::unexpected(text.error());
  const auto written = store::replace_file(file, *text);
  if (!written) return fail(Code::Unavailable, "--scenario: {}", written.error().message);
  return {};
}

}  // namespace

Result<IncidentReplay> replay_incident(const IncidentReplayOptions& options, const review::IncidentScope& scope,
                                       const IncidentRequests& read) {
  IncidentReplay replay;
  replay.scope = scope;
  replay.config = options.incident.config;
  replay.at_the_door = read.at_the_door;
  replay.interrupted = read.interrupted;
  replay.recorded = sim::figures_of(read.requests);
  auto other = configuration(options.incident.config, scope.route);
  if (!other) return tl::unexpected(other.error());
  const auto replayed = sim::replay_policy(read.requests, *other, scope.route);
  if (!replayed) return tl::unexpected(replayed.error());
  replay.replayed = sim::figures_of(*replayed);
  if (options.was.empty()) return replay;
  const auto was = configuration(options.was, scope.route);
  if (!was) return tl::unexpected(was.error());
  const auto then = sim::replay_policy(read.requests, *was, scope.route);
  if (!then) return tl::unexpected(then.error());
  replay.was = sim::figures_of(*then);
  if (const auto tried = try_settings(*was, *other, read, replay); !tried) return tl::unexpected(tried.error());
  return replay;
}

int run_incident_replay(const IncidentReplayOptions& options, Clock& clock, const IncidentOutput& output) {
  const auto place = place_to_read(options.incident);
  if (!place) return complain(output, place.error());
  const auto ask = ask_of(options.incident, *place, clock.wall_now());
  if (!ask) return complain(output, ask.error());
  const auto facts = incident_facts(*ask);
  if (!facts) return complain(output, facts.error());
  ReadingProgress progress(stderr, place->state_directory);
  const auto read = read_requests(place->state_directory, facts->scope, progress);
  if (!read) return complain(output, read.error());
  const auto replay = replay_incident(options, facts->scope, *read);
  if (!replay) return complain(output, replay.error());
  if (replay->recorded.requests == 0) {
    return complain(output, {Code::NotFound, "the log has no request of this time that a policy decided about"});
  }
  fmt::print(output.out, "{}", options.incident.json ? replay_json(*replay) : replay_text(*replay));
  if (!options.scenario.empty()) {
    if (const auto written = write_scenario(options.scenario, *replay, *read); !written) return complain(output, written.error());
    fmt::print(output.complaints, "play it: jurymast simulate --scenario {} --config {}\n", options.scenario,
               options.incident.config);
  }
  return replay->replayed.ended(sim::RequestEnd::NotKnown) == 0 ? kPass : kHold;
}

}  // namespace jurymast::app
