#pragma once
#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "http/loop.hpp"
#include "http/upstream.hpp"
#include "proxy/caller_memory.hpp"
#include "proxy/kill_switch.hpp"
#include "proxy/live_snapshot.hpp"
#include "proxy/memory_ledger.hpp"
#include "proxy/metrics.hpp"
#include "proxy/probe_desk.hpp"
#include "proxy/shadow_desk.hpp"
#include "proxy/shadow_runs.hpp"
#include "proxy/shared_fleet.hpp"
#include "proxy/standing_board.hpp"
#include "proxy/traffic_board.hpp"
#include "record/hash_keys.hpp"
#include "store/journal.hpp"
#include "wire/json_text.hpp"

namespace jurymast::proxy {

class Operation;

/// What all loops share; outlives them. Everything in it is safe to use from any loop.
struct Shared {
  /// Without a key for tickets no probe is let in.
  Shared(store::Journal& the_journal, const crypto::SipKey& state_key, Secret ticket_key = {})
      : journal(the_journal), callers(state_key), probes(std::move(ticket_key)), instance_id(the_journal.boot_id()) {}

  /// What smoke tests have shown, in place of what they had, for requests that begin from now on; from any thread.
  void adopt_standings(const std::vector<record::Standing>& shown, WallTime wall, MonotonicTime now) {
    standings.adopt(shown, wall, now);
  }
  /// The condition `evidence` of each fallback of the route, as it is now; nothing is shown while there are no standings.
  policy::FallbackEvidence evidence_for(const policy::Snapshot& snapshot, const policy::Route& route, MonotonicTime now);

  /// Where a request goes by what rollouts and overrides have decided; `first` names the operation, or the one that it repeats.
  /// `unit` says whom the request is for, where the route's rollout is sticky; empty: the request does not say it.
  policy::Assignment assignment_for(const policy::Snapshot& snapshot, const policy::RequestFacts& facts, OperationId first,
                                    std::string_view unit = {}) const;
  /// The coin that is thrown for it; none where the draw is for whom the request is, and it does not say that.
  std::optional<std::uint64_t> coin_for(const policy::Route& route, OperationId first, std::string_view unit) const;

  store::Journal& journal;
  SharedFleet fleet;
  MemoryLedger memory;
  CallerMemory callers;
  MetricHeads metric_heads;
  KillSwitch kill;
  ProbeDesk probes;
  StandingBoard standings;
  TrafficBoard traffic;
  crypto::SipKey draw_key{};                  ///< of the coin that is thrown for a request; set before the first one comes
  std::atomic<unsigned> in_flight{0};         ///< of callers
  std::atomic<unsigned> probes_in_flight{0};  ///< which take no caller's place
  std::atomic<bool> draining{false};
  ShadowDesk shadows;
  std::string instance_id;  ///< of this process life; what hop fields carry

  std::atomic<bool> losing_records{false};  ///< as last looked at; the journal's own thread knows better
};

/// What one event loop has for itself. Made before its thread starts; used by that thread alone from then on.
struct LoopPlane {
  LoopPlane(http::Loop& the_loop, Shared& the_shared, store::Lane& lane, Random the_random,
            std::shared_ptr<const LiveSnapshot> snapshot)
      : loop(the_loop),
        shared(the_shared),
        journal(lane),
        upstreams(std::make_unique<http::UpstreamPool>(the_loop)),
        metrics(the_shared.metric_heads),
        random(the_random),
        live(std::move(snapshot)),
        linger_timer_(the_loop) {}

  MonotonicTime now() { return loop.now(); }
  OperationId new_id() { return OperationId::make(loop.wall_now(), random); }
  policy::FleetPort& fleet() { return shared.fleet; }
  /// The target with that slot in the current configuration, if `route` uses it.
  std::optional<TargetIndex> target_at(std::optional<policy::TargetSlot> slot, RouteIndex route) const;
  /// The target of that name, if `route` uses it.
  std::optional<TargetIndex> target_named(std::string_view name, RouteIndex route) const;
  /// The route under which an answer that a provider keeps is asked for: the first of the Responses API that uses that target, else
  /// the first of all.
  std::optional<RouteIndex> stored_route(std::optional<policy::TargetSlot> slot) const;
  /// Keeps a finished operation for a moment, until its upstream has sent the end of its framing.
  void linger(std::shared_ptr<Operation> operation);
  /// Lets go of every upstream connection; on the loop, before it ends. Nothing may be sent any more.
  void close();

  http::Loop& loop;
  Shared& shared;
  store::Lane& journal;
  std::unique_ptr<http::UpstreamPool> upstreams;
  wire::JsonScratch scratch;
  LoopMetrics metrics;
  Random random;
  record::HashKeys hash_keys;                ///< replaced at the turn of a month, between two requests
  std::shared_ptr<const LiveSnapshot> live;  ///< replaced on reload, between two requests
  ShadowRuns shadows{*this};

 private:
  struct Lingering {
    MonotonicTime until;
    std::shared_ptr<Operation> operation;
  };
  void drop_lingering();
  std::deque<Lingering> lingering_;
  http::Timer linger_timer_;
};

}  // namespace jurymast::proxy
