#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/random.hpp"
#include "sim/fault.hpp"
#include "sim/timeline.hpp"
#include "wire/answer_facts.hpp"
#include "wire/content_kind.hpp"

namespace jurymast::sim {

/// What becomes of one upstream attempt, the caller's and the gateway's patience aside.
enum class Mishap : unsigned char {
  None,
  Refused,      ///< no connection
  SilentHost,   ///< neither connection nor refusal
  Stale,        ///< the reused connection had been closed at the other end
  Silent,       ///< taken, never answered
  ErrorStatus,  ///< answered with a status that is no success
  ResetBeforeHead,
  Cut,        ///< reset in the middle of the answer
  Closed,     ///< closed in the middle of the answer
  EndsEarly,  ///< its framing ends cleanly, without terminal evidence
  Stall,
  Garbage,
  ErrorInBody,  ///< an error in the clothes of a 200
  Empty,
  BreaksRules,  ///< whole, and not what the route asks for
  NoFarewell,   ///< whole, but the connection closes without the stream's last word
};

struct Fate {
  Mishap mishap = Mishap::None;
  int status = 200;
  wire::ContentKind content = wire::ContentKind::Json;
  std::string_view code = {};  ///< of the error object
  std::optional<Duration> retry_after = {};
  unsigned after = 0;  ///< tokens before the mishap
  Duration first_token{0};
  Duration gap{0};
};

/// Where an attempt is, and in which weather.
struct Place {
  const Weather& weather;
  std::size_t target = 0;
  const ProviderSettings& provider;
  MonotonicTime now;
};

/// What the network does to an attempt that is about to connect.
Mishap draw_connection(const Place& place, bool reused, Random& random);
/// What the provider does with a request that has arrived; `within_rate` false: its rate limit is used up. `tokens` is the length of
/// the whole answer.
Fate draw_fate(const Place& place, bool within_rate, unsigned tokens, Random& random);

/// What is read from a buffered answer of that fate.
wire::AnswerFacts answer_facts(const Fate& fate);
/// What is read from its error object.
wire::ErrorFacts error_facts(const Fate& fate);

}  // namespace jurymast::sim
