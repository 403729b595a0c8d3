#include "sim/swarm.hpp"

#include <algorithm>
#include <utility>

#include "sim/invariants/recovery_watch.hpp"
#include "sim/streams.hpp"

namespace jurymast::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration kCalmBegin = 3s;
/// What is left of a run after the recovery's time, to see that everything is well.
constexpr Duration kCalmEnd = 12s;
constexpr std::size_t kTargets = 3;
constexpr std::uint64_t kRoutes = 8;

policy::Target make_target(std::string name, std::string_view edition) {
  policy::Target target;
  target.name = std::move(name);
  target.origin.host = target.name + ".example";
  target.credential = "env:KEY_" + target.name;
  target.model = "model-" + target.name + std::string(edition);
  target.families = {true, true};
  target.timeouts = {.connect = 2s, .tls = 2s, .first_token = 4s, .stall = 3s, .total = {}};
  target.max_inflight = 40;
  return target;
}

policy::Route make_route(std::string name, std::uint16_t primary, std::vector<std::uint16_t> fallback) {
  policy::Route route;
  route.name = std::move(name);
  route.primary = {primary};
  for (const std::uint16_t target : fallback) route.fallback.push_back({target});
  route.deadline = 15s;
  route.priority = policy::Priority::Interactive;
  return route;
}

policy::Snapshot make_configuration(std::string_view edition) {
  policy::Snapshot snapshot;
  for (const char* const name : {"a", "b", "c"}) snapshot.targets.push_back(make_target(name, edition));
  snapshot.routes = {make_route("assistant", 0, {1, 2}), make_route("search", 1, {0}),   make_route("memory", 2, {0}),
                     make_route("payments", 0, {1}),     make_route("whole", 2, {1}),    make_route("single", 1, {}),
                     make_route("checked", 0, {2}),      make_route("last_tier", 2, {1})};
  snapshot.routes[2].family = Family::Responses;
  snapshot.routes[3].side_effects = policy::SideEffects::Possible;
  snapshot.routes[3].deadline = 9s;
  snapshot.routes[4].commit = policy::CommitRule::Complete;
  snapshot.routes[6].output.non_empty = true;
  snapshot.routes[6].corrective = policy::Prompt{.name = "stricter", .text = {}};
  snapshot.routes[7].degrade = policy::Degrade{.version = "short", .turns_max = 4, .input_tokens_max = {}, .token_limit = {}};
  for (policy::Route& route : snapshot.routes) route.shadow = {.share_ppm = 500'000, .tokens_per_minute = 100'000};
  snapshot.server.max_inflight = 60;
  return snapshot;
}

std::uint32_t between(Random& random, std::uint32_t low, std::uint32_t high) {
  return low + static_cast<std::uint32_t>(random.below(high - low + 1));
}

std::uint32_t draw_strength(FaultKind kind, Random& random) {
  switch (kind) {
    case FaultKind::BrownOut:
      return between(random, 8, 32);
    case FaultKind::RateLimit:
      return between(random, 1, 4);
    case FaultKind::Flapping:
      return between(random, 500, 4000);
    case FaultKind::SlowFirstTokens:
      return between(random, 500, 6000);
    case FaultKind::WallJump:
      return between(random, 1, 3000);
    case FaultKind::StaleConnections:
      return between(random, 50, 900);
    case FaultKind::Rollout:
      return between(random, 10, 1000);
    default:
      return between(random, 20, 600);
  }
}

Duration draw_length(FaultKind kind, Random& random) {
  if (kind == FaultKind::Crash) return 200ms + random.jitter(2s);
  return 500ms + random.jitter(20s);
}

std::vector<Fault> draw_faults(Random random, Duration length) {
  constexpr std::uint64_t kKindsOneOf = 4;
  constexpr std::uint64_t kOfAKindMax = 3;
  const Duration last = length - kRecoveryMax - kCalmEnd;
  std::vector<Fault> faults;
  for (std::size_t kind = 0; kind < kFaultKindCount; ++kind) {
    if (!random.chance(1, kKindsOneOf)) continue;
    for (std::uint64_t left = 1 + random.below(kOfAKindMax); left > 0; --left) {
      Fault fault{.kind = static_cast<FaultKind>(kind)};
      if (!is_of_gateway(fault.kind)) fault.target = static_cast<std::uint8_t>(random.below(kTargets));
      fault.begin = kCalmBegin + random.jitter(last - 2 * kCalmBegin);
      fault.end = std::min(last, fault.begin + draw_length(fault.kind, random));
      fault.strength = draw_strength(fault.kind, random);
      faults.push_back(fault);
    }
  }
  return faults;
}

Call draw_call(Duration at, Random& random) {
  Call call;
  call.at = at;
  call.route = {static_cast<std::uint16_t>(random.below(kRoutes))};
  call.streamed = random.chance(3, 5);
  call.stored = call.route.value == 2 && random.chance(1, 2);
  call.looped = random.chance(1, 200);
  call.gives_id = random.chance(1, 4);
  call.counts_retries = !random.chance(1, 8);
  call.tokens = static_cast<std::uint8_t>(between(random, 1, 6));
  call.priority = static_cast<policy::Priority>(random.below(3));
  if (random.chance(1, 8)) call.patience = 20ms + random.jitter(4s);
  if (random.chance(1, 12)) call.timeout = 1500ms + random.jitter(10s);
  return call;
}

/// One draw a tick: arrivals as independent of each other as those of many callers.
void draw_open_loop(Random random, Duration length, std::vector<Call>& calls) {
  constexpr Duration kTick = 5ms;
  const std::uint64_t per_second = 6 + random.below(9);
  const bool bursts = random.chance(1, 3);
  const std::uint64_t burst_size = 5 + random.below(40);
  for (Duration at{0}; at < length; at += kTick) {
    if (random.chance(per_second, 1s / kTick)) calls.push_back(draw_call(at + random.jitter(kTick), random));
    if (!bursts || !random.chance(1, 10s / kTick)) continue;
    for (std::uint64_t i = 0; i < burst_size; ++i) calls.push_back(draw_call(at + random.jitter(kTick), random));
  }
}

/// Each asks, thinks and asks again; on the route with memory, about what it was answered.
void draw_agents(Random random, Duration length, std::vector<Call>& calls) {
  const std::uint64_t agents = random.below(5);
  for (std::uint64_t agent = 0; agent < agents; ++agent) {
    for (Duration at = random.jitter(2s); at < length; at += 500ms + random.jitter(2s)) {
      Call call = draw_call(at, random);
      call.agent = static_cast<std::uint16_t>(agent);
      call.route = {static_cast<std::uint16_t>(agent % kRoutes)};
      if (agent % 2 == 0) call.route = {2};
      call.follow_up = random.chance(2, 3);
      calls.push_back(call);
    }
  }
}

}  // namespace

Installation swarm_installation() {
  Installation installation;
  installation.first = make_configuration("");
  installation.second = make_configuration("-other");
  installation.second.targets[0].credential = "env:KEY_a_other";
  installation.providers.assign(kTargets, ProviderSettings{.slots = 32});
  installation.providers[1].cancels_work = false;
  return installation;
}

Timeline swarm_timeline(std::uint64_t seed, Duration length) {
  const Streams streams(seed);
  Timeline timeline;
  timeline.length = length;
  timeline.faults = draw_faults(streams.named("faults"), length);
  draw_open_loop(streams.named("open loop"), length, timeline.calls);
  draw_agents(streams.named("agents"), length, timeline.calls);
  for (std::uint32_t i = 0; i < timeline.calls.size(); ++i) timeline.calls[i].number = i;
  std::sort(timeline.calls.begin(), timeline.calls.end(),
            [](const Call& a, const Call& b) { return std::pair(a.at, a.number) < std::pair(b.at, b.number); });
  return timeline;
}

}  // namespace jurymast::sim
