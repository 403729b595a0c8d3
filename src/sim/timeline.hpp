#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "policy/snapshot.hpp"
#include "sim/fault.hpp"

namespace jurymast::sim {

/// What a caller wants once, over however many requests its SDK makes of it.
struct Call {
  static constexpr std::uint16_t kNoAgent = 0xffff;

  std::uint32_t number = 0;  ///< stays the same when others are left out
  Duration at{0};            ///< since the run began; an agent's call waits for its last one too
  std::uint16_t agent = kNoAgent;
  RouteIndex route;
  bool streamed = false;
  bool follow_up = false;  ///< leans on the agent's last answer
  bool stored = false;
  bool looped = false;         ///< has passed this gateway already
  bool gives_id = false;       ///< sends an id of its own, by which a retry is known
  bool counts_retries = true;  ///< says how often it has tried
  unsigned retries_max = 2;
  std::uint8_t tokens = 1;
  policy::Priority priority = policy::Priority::Interactive;
  std::optional<Duration> patience;  ///< leaves then, for good
  std::optional<Duration> timeout;   ///< says it, leaves then, and tries again
};

/// One provider, which serves one target of the configuration.
struct ProviderSettings {
  unsigned slots = 32;
  Duration first_token = std::chrono::milliseconds(150);  ///< the middle; half of it to one and a half
  Duration gap = std::chrono::milliseconds(20);           ///< between tokens
  Duration network = std::chrono::milliseconds(5);        ///< there and back
  bool cancels_work = true;                               ///< what nobody waits for any more is dropped
};

/// What a run runs on: the two configurations between which it is reloaded, and the providers by target.
struct Installation {
  policy::Snapshot first;
  policy::Snapshot second;
  std::vector<ProviderSettings> providers;
};

/// Everything that a run is made of, beside its seed: the same timeline and seed give the same run.
struct Timeline {
  std::vector<Fault> faults;
  std::vector<Call> calls;
  Duration length = std::chrono::seconds(120);
  Duration think = std::chrono::milliseconds(200);  ///< of an agent between two calls
  bool must_recover = true;                         ///< a minute after the last fault everything must be well again
  Duration counted_from{0};                         ///< from here
  Duration counted_until{0};                        ///< to before there the tally counts to the moment
};

}  // namespace jurymast::sim
