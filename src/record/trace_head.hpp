#pragma once
#include <array>
#include <cstdint>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "record/json_line.hpp"

namespace jurymast::record {

/// What a trace begins with: whose it is, and what its events must be played to.
struct TraceHead {
  OperationId id;
  WallTime at;
  std::uint64_t config = 0;                ///< version of the configuration
  std::array<unsigned char, 32> digest{};  ///< SHA-256 of its text
  std::uint64_t seed = 0;                  ///< what the exchange's random stream was made from
};
/// Begins a record of kind `trace`; whoever drives the exchange writes the rest.
void begin_trace(JsonLine& line, const TraceHead& head);

}  // namespace jurymast::record
