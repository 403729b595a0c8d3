#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "base/family.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/time.hpp"
#include "policy/assignment.hpp"
#include "record/check_words.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::policy {

/// Whether smoke tests speak for each fallback of a route, by its position in the route's list.
using FallbackEvidence = std::array<record::Tri, limits::kTargetsPerRouteMax>;
inline constexpr FallbackEvidence kNothingShown = [] {
  FallbackEvidence evidence{};
  evidence.fill(record::Tri::Unknown);
  return evidence;
}();

/// What sets a probe with a ticket, or a shadow of a caller's request, apart from that request. It reads what is known of targets and changes
/// nothing of it; of a probe's answers a provider's wish to be left alone counts all the same, of a shadow's not even that.
struct SyntheticProbe {
  std::optional<TargetIndex> forced;  ///< sent there once and nowhere else; none: policy chooses as for any request
  record::ProbeFault fault = record::ProbeFault::None;  ///< what is done to each of its attempts
  bool shadow = false;                                  ///< a copy of a caller's request; it goes nowhere that a caller's would not
};

/// What the exchange is told about a client request; nothing of its text.
struct RequestFacts {
  OperationId id;
  RouteIndex route;
  Family family = Family::ChatCompletions;
  bool streamed = false;
  bool stateful = false;
  bool stored = false;               ///< Responses with `store` true or absent
  bool background = false;           ///< Responses: an answer that is only queued is a whole answer
  std::optional<TargetIndex> pinned;  ///< the target that holds the state
  bool validated = false;             ///< the route has rules for this request's answer
  bool replay = false;               ///< a caller's retry: one attempt per target
  bool token_limit_said = false;
  std::optional<std::uint64_t> input_tokens_estimate;
  std::optional<Duration> client_timeout;       ///< shortens the deadline
  record::Tri log_healthy = record::Tri::True;  ///< Unknown while records are lost
  bool killed = false;                          ///< the kill switch stands for this route
  FallbackEvidence evidence = kNothingShown;
  Assignment assignment;                    ///< made when the rest was known
  std::optional<SyntheticProbe> synthetic;  ///< none: a caller's own request
};

}  // namespace jurymast::policy
