#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/probe.hpp"

namespace jurymast::control {

/// A record that somebody hands in for the log.
struct OfferedRecord {
  OperationId id;
  WallTime at;
  std::string record;  ///< written anew from what was read
  std::optional<record::ProbeRecord> probe;
};

/// Reads a record of kind probe, contract, gate, note, handoff or incident, as its own reader understands it; fails with Invalid, naming the first member
/// that is missing, unknown or wrong.
Result<OfferedRecord> read_offered_record(std::string_view body);

}  // namespace jurymast::control
