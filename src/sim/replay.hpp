#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "policy/snapshot.hpp"
#include "sim/trace_reader.hpp"

namespace jurymast::sim {

/// What came of playing a trace again.
struct Replay {
  std::string decision;                   ///< as record::render_decision gives it
  std::optional<std::string> difference;  ///< the first place where what is done now is not what was done then
};

/// Plays a trace to the exchange that serves: tells it the same at the same moments, lets the fleet answer the same, and compares each step
/// with the one that was taken. The snapshot is that of the configuration whose digest the trace names.
Replay replay(const TracedExchange& trace, std::shared_ptr<const policy::Snapshot> snapshot);

/// True if an operation's record holds exactly this decision.
bool holds_decision(std::string_view operation_record, std::string_view decision);

/// Holds what followed each attempt of an operation against the table of failure classes alone: all that can be checked where there is no
/// trace. Nothing, or what the table forbids.
std::optional<std::string> table_violation(std::string_view operation_record);

}  // namespace jurymast::sim
