#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "policy/event.hpp"
#include "policy/fleet_port.hpp"
#include "policy/request_facts.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::sim {

/// One question that an exchange asked the fleet, and the answer it got.
struct TracedQuestion {
  bool settles = false;  ///< a place was given back; there is nothing to answer
  std::string target;
  policy::AttemptKind kind = policy::AttemptKind::Arrival;
  bool charge = true;
  bool take_place = false;
  FailureClass failure_class = FailureClass::Ok;  ///< as it was settled
  policy::Admission admission;                    ///< its open_again counts from the trace's own begin
  std::uint64_t draws = 0;                        ///< numbers that the answer drew from the exchange's stream
};

/// One thing that an exchange was told, and what it said to do.
struct TracedEvent {
  Duration at{0};                      ///< since the exchange was started
  std::optional<policy::Event> event;  ///< none: the start
  std::optional<Duration> content_seen;
  std::vector<TracedQuestion> questions;
  std::vector<std::string> steps;
};

/// A trace, as policy::Tracer wrote it.
struct TracedExchange {
  std::uint64_t seed = 0;
  policy::RequestFacts facts;
  bool cut = false;
  std::vector<TracedEvent> events;
};

/// What a trace must be played to, and whose it is; all that is read before the configuration is known.
struct TraceIdentity {
  std::string id;
  std::string digest;  ///< `sha256:…` of the configuration's text
};
/// Fails with Corrupt where the record is no trace.
Result<TraceIdentity> read_trace_identity(std::string_view record);
/// Reads a whole trace; its names must be those of the snapshot. Fails with Corrupt, saying what is wrong and where.
Result<TracedExchange> read_trace(std::string_view record, const policy::Snapshot& snapshot);

}  // namespace jurymast::sim
