#include "sim/scenario.hpp"

#include <algorithm>
#include <utility>

#include "sim/streams.hpp"
#include "sim/world.hpp"

namespace jurymast::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kBrownOutDivisor = 4;
constexpr std::uint32_t kRateDivisor = 4;
constexpr std::uint32_t kFlappingMs = 2000;
/// A route is well again when of the calls of any five seconds at least so many are served.
constexpr std::uint64_t kWellPercent = 97;
constexpr std::size_t kWellSeconds = 5;
constexpr unsigned kNaiveAttempts = 4;
constexpr unsigned kCappedAttempts = 3;

/// The route alone, its targets numbered anew: the primary is 0.
policy::Snapshot only(const policy::Snapshot& configuration, policy::Route route, Protection protection) {
  policy::Snapshot snapshot;
  snapshot.server = configuration.server;
  const auto take = [&](TargetIndex index) {
    snapshot.targets.push_back(configuration.target(index));
    policy::Target& target = snapshot.targets.back();
    target.breaker.enabled = target.breaker.enabled && protection == Protection::Full;
    target.budget.enabled = target.budget.enabled && (protection == Protection::Full || protection == Protection::BudgetAlone);
    return TargetIndex{static_cast<std::uint16_t>(snapshot.targets.size() - 1)};
  };
  // What a prompt says changes nothing here, and its target would be another one.
  route.prompt_variants.clear();
  route.primary = take(route.primary);
  for (TargetIndex& index : route.fallback) index = take(index);
  snapshot.routes.push_back(std::move(route));
  return snapshot;
}

/// So many slots that the calls in all keep that share of them busy.
std::uint64_t slots_for(const ScenarioSettings& settings) {
  const Duration service = settings.first_token + settings.token_gap * settings.tokens;
  const Duration of_percent = service * settings.headroom_percent / 100;
  if (settings.call_every) return static_cast<std::uint64_t>((of_percent + *settings.call_every - 1ns) / *settings.call_every);
  return static_cast<std::uint64_t>((of_percent * settings.calls_per_second + 999ms) / 1s);
}

ProviderSettings provider_for(const ScenarioSettings& settings) {
  const auto slots = static_cast<unsigned>(settings.slots.value_or(slots_for(settings)));
  return {.slots = std::max(1U, slots),
          .first_token = settings.first_token,
          .gap = settings.token_gap,
          .network = 5ms,
          .cancels_work = false};
}

Fault fault_of(Scenario scenario, const policy::Target& primary, const ScenarioSettings& settings) {
  Fault fault{.begin = settings.fault_begin, .end = settings.fault_begin + settings.fault_length};
  switch (scenario) {
    case Scenario::HardOutage:
    case Scenario::BothDown:
      fault.kind = FaultKind::Unavailable;
      break;
    case Scenario::Refused:
      fault.kind = FaultKind::Refused;
      break;
    case Scenario::BrownOut:
      fault.kind = FaultKind::BrownOut;
      fault.strength = kBrownOutDivisor;
      break;
    case Scenario::RateLimitStorm:
      fault.kind = FaultKind::RateLimit;
      fault.strength = std::max(1U, settings.calls_per_second / kRateDivisor);
      break;
    case Scenario::Flapping:
      fault.kind = FaultKind::Flapping;
      fault.strength = kFlappingMs;
      break;
    case Scenario::SilentProvider:
      fault.kind = FaultKind::Silent;
      break;
    case Scenario::SlowFirstTokens:
      fault.kind = FaultKind::SlowFirstTokens;
      fault.strength = static_cast<std::uint32_t>(to_ms(primary.timeouts.first_token) * 3 / 4);
      break;
  }
  return fault;
}

bool is_streamed(Answers answers, std::uint32_t number) {
  return answers == Answers::ByTurns ? number % 2 == 1 : answers == Answers::Streamed;
}

/// When calls begin: by the clock, or at random, at most one a tick.
std::vector<Duration> beginnings(const ScenarioSettings& settings, Duration length) {
  constexpr Duration kTick = 1ms;
  std::vector<Duration> beginnings;
  for (Duration at{0}; settings.call_every && at < length; at += *settings.call_every) beginnings.push_back(at);
  Random random = Streams(settings.seed).named("open loop");
  for (Duration at{0}; !settings.call_every && at < length; at += kTick) {
    if (random.chance(settings.calls_per_second, 1s / kTick)) beginnings.push_back(at);
  }
  return beginnings;
}

Timeline timeline_of(Scenario scenario, const policy::Snapshot& snapshot, const ScenarioSettings& settings) {
  Timeline timeline;
  timeline.length = settings.fault_begin + settings.fault_length + settings.afterwards;
  timeline.must_recover = false;
  timeline.counted_from = settings.fault_begin;
  timeline.counted_until = settings.fault_begin + settings.fault_length;
  const Fault fault = fault_of(scenario, snapshot.targets[0], settings);
  const std::size_t hit = scenario == Scenario::BothDown ? snapshot.targets.size() : 1;
  for (std::size_t target = 0; target < hit; ++target) {
    timeline.faults.push_back(fault);
    timeline.faults.back().target = static_cast<std::uint8_t>(target);
  }
  for (const Duration at : beginnings(settings, timeline.length)) {
    Call call;
    call.number = static_cast<std::uint32_t>(timeline.calls.size());
    call.at = at;
    call.streamed = is_streamed(settings.answers, call.number);
    call.retries_max = settings.sdk_retries;
    call.tokens = static_cast<std::uint8_t>(settings.tokens);
    timeline.calls.push_back(call);
  }
  return timeline;
}

GatewaySettings gateway_for(Protection protection) {
  GatewaySettings gateway;
  if (protection == Protection::Naive) gateway.plain = {.attempts = kNaiveAttempts, .jittered = false};
  if (protection == Protection::Capped) gateway.plain = {.attempts = kCappedAttempts, .jittered = true};
  const bool careful = protection == Protection::Full || protection == Protection::BudgetAlone;
  gateway.honest_about_retries = gateway.knows_replays = careful;
  return gateway;
}

bool well(const std::vector<TallySecond>& seconds, std::size_t begin) {
  std::uint64_t offered = 0;
  std::uint64_t served = 0;
  for (std::size_t i = begin; i < std::min(begin + kWellSeconds, seconds.size()); ++i) {
    offered += seconds[i].offered;
    served += seconds[i].served;
  }
  return served * 100 >= offered * kWellPercent;
}

/// The time after which no five seconds were bad any more.
std::optional<Duration> recovery_time(const std::vector<TallySecond>& seconds, std::size_t fault_end, std::size_t length) {
  std::size_t good_from = std::min(length, seconds.size());
  while (good_from > fault_end && well(seconds, good_from - 1)) --good_from;
  if (good_from + kWellSeconds > std::min(length, seconds.size())) return std::nullopt;
  return std::chrono::seconds(static_cast<std::int64_t>(good_from - fault_end));
}

std::size_t whole_seconds(Duration d) {
  return static_cast<std::size_t>(std::chrono::duration_cast<std::chrono::seconds>(d).count());
}

std::uint64_t milli(std::uint64_t part, std::uint64_t whole) { return whole == 0 ? 0 : part * 1000 / whole; }

ScenarioReport report_of(const World& world, const policy::Snapshot& snapshot, const ScenarioSettings& settings) {
  const Duration fault_end = settings.fault_begin + settings.fault_length;
  const Tally& tally = world.tally();
  ScenarioReport report;
  report.fault = tally.fault();
  report.all = tally.all();
  report.worst_wait = tally.worst_wait();
  report.seconds = tally.seconds();
  report.recovered = recovery_time(report.seconds, whole_seconds(fault_end), whole_seconds(fault_end + settings.afterwards));
  for (std::size_t target = 0; target < snapshot.targets.size(); ++target) {
    report.targets.push_back({snapshot.targets[target].name, report.fault.attempts[target], report.all.attempts[target]});
  }
  if (settings.protection == Protection::Full) report.violation = world.ledger().violation();
  return report;
}

}  // namespace

std::optional<Scenario> scenario_named(std::string_view name) {
  const auto* const found = std::find(kScenarioNames.begin(), kScenarioNames.end(), name);
  if (found == kScenarioNames.end()) return std::nullopt;
  return static_cast<Scenario>(found - kScenarioNames.begin());
}

std::uint64_t ScenarioReport::attempts_milli(std::size_t target) const { return milli(targets[target].attempts, fault.offered); }

std::uint64_t ScenarioReport::attempts_milli() const {
  std::uint64_t attempts = 0;
  for (const TargetFigures& target : targets) attempts += target.attempts;
  return milli(attempts, fault.offered);
}

std::uint64_t ScenarioReport::served_milli() const { return milli(fault.served, fault.offered); }

Result<ScenarioReport> run_scenario(Scenario scenario, const policy::Snapshot& configuration, const ScenarioSettings& settings) {
  const auto& routes = configuration.routes;
  const auto route = std::find_if(routes.begin(), routes.end(),
                                  [&](const policy::Route& r) { return settings.route.empty() || r.name == settings.route; });
  if (route == routes.end()) {
    return fail(Code::NotFound, "the configuration has no route named `{}`", settings.route);
  }
  Installation installation;
  installation.first = installation.second = only(configuration, *route, settings.protection);
  installation.providers.assign(installation.first.targets.size(), provider_for(settings));
  const Timeline timeline = timeline_of(scenario, installation.first, settings);
  World world(settings.seed, timeline, installation, gateway_for(settings.protection));
  world.run(StopAt::End);
  return report_of(world, installation.first, settings);
}

}  // namespace jurymast::sim
