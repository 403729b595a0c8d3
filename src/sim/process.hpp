#pragma once
#include <cstdint>
#include <memory>

#include "policy/affinity.hpp"
#include "policy/fleet.hpp"
#include "policy/replay.hpp"
#include "sim/event_queue.hpp"
#include "sim/invariants/watch.hpp"
#include "sim/journal.hpp"
#include "sim/tally.hpp"
#include "sim/trace.hpp"
#include "sim/upstreams.hpp"

namespace jurymast::sim {

/// What a run is put together from; lent to everybody in it.
struct Parts {
  EventQueue& queue;
  Trace& trace;
  const Streams& streams;
  Watch& watch;
  Upstreams& upstreams;
  Journal& journal;
  Tally& tally;
};

/// What an answer, or the lack of one, tells the caller's SDK.
struct Reply {
  enum class End : unsigned char { Complete, Aborted, Error, ConnectionLost };
  End end = End::Complete;
  int status = 200;
  bool final_answer = false;                        ///< `x-should-retry: false`
  std::optional<std::uint32_t> retry_after_s = {};  ///< the Retry-After field
};

/// The callers' side of the gateway's client connections.
class CallerPort {
 public:
  virtual ~CallerPort() = default;
  virtual void replied(std::uint32_t call, std::uint32_t request, const Reply& reply) = 0;
};

/// One life of the gateway's process: all that is lost when it is killed.
struct Process {
  Process(Parts& lent, CallerPort& callers_side, const Random& life)
      : parts(lent), callers(callers_side), port(fleet, lent.watch.fleet), random(life) {}
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  Parts& parts;
  CallerPort& callers;
  policy::Fleet fleet;
  WatchedFleet port;
  policy::ReplayDetector replays;
  policy::Affinity affinity;
  std::shared_ptr<const policy::Snapshot> snapshot;
  Random random;
  unsigned in_flight = 0;
  std::uint32_t weight_ppm = 0;      ///< of requests that may be moved
  bool honest_about_retries = true;  ///< final answers say so
};

}  // namespace jurymast::sim
