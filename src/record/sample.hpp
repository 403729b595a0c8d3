#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "record/shape.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::record {

/// The load of one target at one moment.
struct TargetLoad {
  std::string target;
  std::uint64_t in_flight = 0;
  std::uint64_t in_flight_limit = 0;
  std::uint64_t budget_milli = 0;
  std::optional<std::uint64_t> pause_ms;
  std::optional<BreakerState> breaker;  ///< the worst of its families; none: all closed
  friend bool operator==(const TargetLoad&, const TargetLoad&) = default;
};

/// How loaded the gateway was at one moment: what is between the events that other records tell.
struct SampleRecord {
  WallTime at;
  std::uint64_t config = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t in_flight_max = 0;
  std::uint64_t queue_bytes = 0;
  std::uint64_t memory_bytes = 0;
  bool draining = false;
  std::uint64_t killed_routes = 0;
  std::vector<TargetLoad> targets;  ///< those that are not at rest
  std::uint64_t targets_more = 0;   ///< that are not at rest either and are left out
  friend bool operator==(const SampleRecord&, const SampleRecord&) = default;
};
std::string render(const SampleRecord& record);
Result<SampleRecord> read_sample(std::string_view record);
KindShape sample_shape();

inline constexpr Duration kSampleInterval = std::chrono::seconds(10);

}  // namespace jurymast::record
