#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/upstream.hpp"
#include "policy/snapshot.hpp"
#include "proxy/metrics.hpp"

namespace jurymast::proxy {

/// A target as the network sees it: worked out once a configuration, not once a request.
struct LiveTarget {
  http::Endpoint endpoint;
  std::string authority;   ///< the Host header
  std::string extra_lines; ///< the target's own header lines, each with its CRLF
  std::string model_json;  ///< the target's model as a JSON string; empty: the client's own name is passed on
};

/// A configuration with what is derived from it for the data plane; immutable, shared by all loops.
struct LiveSnapshot {
  std::shared_ptr<const policy::Snapshot> policy;
  std::vector<LiveTarget> targets;          ///< by TargetIndex
  std::vector<std::uint16_t> target_names;  ///< by TargetIndex: what metrics call it
  std::vector<std::uint16_t> route_names;   ///< by RouteIndex

  const LiveTarget& target(TargetIndex i) const { return targets[i.value]; }
};

/// Loads what the targets need for TLS; fails with the target's name and the reason.
Result<std::shared_ptr<const LiveSnapshot>> make_live(std::shared_ptr<const policy::Snapshot> snapshot, MetricHeads& heads);

}  // namespace jurymast::proxy
