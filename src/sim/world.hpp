#pragma once
#include <cstdint>

#include "sim/callers.hpp"
#include "sim/event_queue.hpp"
#include "sim/gateway.hpp"
#include "sim/invariants/watch.hpp"
#include "sim/journal.hpp"
#include "sim/streams.hpp"
#include "sim/tally.hpp"
#include "sim/timeline.hpp"
#include "sim/trace.hpp"
#include "sim/upstreams.hpp"

namespace jurymast::sim {

/// How far a run goes.
enum class StopAt : unsigned char { Violation, End };

/// One run: callers, gateway, network, providers and faults on one virtual clock. The same arguments give the same run, event by event.
class World {
 public:
  /// Borrows the timeline and the installation.
  World(std::uint64_t seed, const Timeline& timeline, const Installation& installation, const GatewaySettings& settings = {},
        Trace::Listener listener = {});
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  void run(StopAt stop_at = StopAt::Violation);

  const Ledger& ledger() const { return watch_.ledger; }
  const Coverage& coverage() const { return watch_.coverage; }
  const Tally& tally() const { return tally_; }
  std::uint64_t trace_hash() const { return trace_.hash(); }
  /// What became of callers' requests; see CallerStory.
  std::uint64_t callers_hash() const { return watch_.callers.hash(); }
  std::uint64_t events() const { return events_; }

 private:
  void schedule();
  void take(const Occurrence& occurrence);
  void begin_fault(const Fault& fault);
  void end_fault(std::uint32_t number);
  void drain_journal();
  void finish();

  const Timeline& timeline_;
  Streams streams_;
  EventQueue queue_;
  Trace trace_;
  Watch watch_;
  Tally tally_;
  Upstreams upstreams_;
  Journal journal_;
  Parts parts_;
  Callers callers_;
  Gateway gateway_;
  std::uint64_t events_ = 0;
};

}  // namespace jurymast::sim
