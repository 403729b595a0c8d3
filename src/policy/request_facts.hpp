#pragma once
#include <cstdint>
#include <optional>

#include "base/family.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::policy {

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
};

}  // namespace jurymast::policy
