#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "policy/snapshot.hpp"
#include "sim/recorded_request.hpp"

namespace jurymast::sim {

/// Attempts at one target, by where it is known from how they went.
struct ReplayedTarget {
  std::string name;
  std::uint64_t recorded = 0;  ///< as the log tells this very attempt
  std::uint64_t modelled = 0;  ///< like others at this target about then
  friend bool operator==(const ReplayedTarget&, const ReplayedTarget&) = default;
};

/// What became of the counted requests.
struct PolicyReplay {
  std::uint64_t requests = 0;
  std::array<std::uint64_t, kRequestEndNames.size()> ends{};
  std::array<std::uint64_t, kRequestEndNames.size()> modelled{};  ///< of these, whose end rests on an attempt that was modelled
  std::vector<ReplayedTarget> targets;                            ///< in the order in which they were asked first
  Duration wait_median{0};                                        ///< until the end, of the requests whose end is known
  Duration wait_p95{0};
  Duration wait_worst{0};

  std::uint64_t ended(RequestEnd end) const { return ends[static_cast<std::size_t>(end)]; }
  std::uint64_t attempts() const;
  /// Attempts for each request, in thousandths.
  std::uint64_t attempts_milli() const;
  /// Of a thousand requests, how many were served or rescued.
  std::uint64_t served_milli() const;
  friend bool operator==(const PolicyReplay&, const PolicyReplay&) = default;
};

/// Sums them up; targets in the order in which they were asked first.
PolicyReplay figures_of(const std::vector<RecordedRequest>& requests);

/// Sends the requests, which are ordered by time, through one route of a configuration: the exchange and the fleet that serve, in virtual time.
/// Gives them as they went there, attempts and all. The same arguments give the same result. Fails with NotFound where there is no such route,
/// and with Exhausted for more than kRecordedRequestsMax.
Result<std::vector<RecordedRequest>> replay_policy(const std::vector<RecordedRequest>& requests,
                                                   const policy::Snapshot& configuration, std::string_view route);

}  // namespace jurymast::sim
