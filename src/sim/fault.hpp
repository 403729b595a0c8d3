#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/time.hpp"

namespace jurymast::sim {

/// What can be wrong with a provider, the network or the gateway's own process for a while. `strength` is said for each.
enum class FaultKind : unsigned char {
  Unavailable,        ///< 503 at once, `strength` of 1000 with Retry-After
  Refused,            ///< no connection; what runs is reset
  Silent,             ///< takes requests and never answers
  SilentHost,         ///< not even a connection
  BrownOut,           ///< the slots divided by `strength`
  RateLimit,          ///< at most `strength` requests a second, else 429 with Retry-After
  Quota,              ///< 429 insufficient_quota; an operator ends the pause when it is over
  Flapping,           ///< down (503 without Retry-After) and up, each for `strength` ms
  SlowFirstTokens,    ///< first tokens later by `strength` ms
  CredentialRefused,  ///< 401
  WrongSurface,       ///< a web page; this and the following in `strength` of 1000 attempts
  ServerErrors,
  Resets,
  Cuts,
  Stalls,
  Garbage,
  ErrorsInBody,
  EmptyAnswers,
  StaleConnections,
  InvalidAnswers,  ///< whole answers that break the route's rules
  Crash,           ///< of the gateway: killed at its begin, started again at its end
  WallJump,        ///< the wall clock moves by `strength` minutes, and back at the end
  Reload,          ///< the other configuration comes into force, and the first again at the end
  Kill,            ///< the kill switch stands: no fallback
  Rollout,         ///< `strength` of 1000 eligible requests go to their first fallback first, and none any more at the end
};
inline constexpr std::size_t kFaultKindCount = 25;
inline constexpr std::array<std::string_view, kFaultKindCount> kFaultKindNames{"unavailable",
                                                                               "refused",
                                                                               "silent",
                                                                               "silent_host",
                                                                               "brown_out",
                                                                               "rate_limit",
                                                                               "quota",
                                                                               "flapping",
                                                                               "slow_first_tokens",
                                                                               "credential_refused",
                                                                               "wrong_surface",
                                                                               "server_errors",
                                                                               "resets",
                                                                               "cuts",
                                                                               "stalls",
                                                                               "garbage",
                                                                               "errors_in_body",
                                                                               "empty_answers",
                                                                               "stale_connections",
                                                                               "invalid_answers",
                                                                               "crash",
                                                                               "wall_jump",
                                                                               "reload",
                                                                               "kill",
                                                                               "rollout"};
constexpr std::string_view name_of(FaultKind kind) { return kFaultKindNames[static_cast<std::size_t>(kind)]; }
/// True for what befalls the gateway's process, not a provider.
constexpr bool is_of_gateway(FaultKind kind) { return kind >= FaultKind::Crash; }

/// One thing that is wrong from a time to another.
struct Fault {
  FaultKind kind = FaultKind::Unavailable;
  std::uint8_t target = 0;  ///< position of the target; not used for faults of the gateway
  Duration begin{0};        ///< since the run began
  Duration end{0};
  std::uint32_t strength = 0;
};
std::string describe(const Fault& fault);

/// How many targets a simulated installation has at most.
inline constexpr std::size_t kSimTargetsMax = limits::kTargetsPerRouteMax + 1;

/// Which faults stand at the moment. Of one kind at one target the last one to begin counts.
class Weather {
 public:
  struct Condition {
    std::uint32_t strength = 0;
    MonotonicTime since;
  };

  void begin(const Fault& fault, MonotonicTime now) { at(fault) = Condition{fault.strength, now}; }
  void end(const Fault& fault) { at(fault).reset(); }
  const std::optional<Condition>& find(FaultKind kind, std::size_t target = 0) const {
    return conditions_[static_cast<std::size_t>(kind)][target];
  }
  bool stands(FaultKind kind, std::size_t target = 0) const { return find(kind, target).has_value(); }

 private:
  std::optional<Condition>& at(const Fault& fault) { return conditions_[static_cast<std::size_t>(fault.kind)][fault.target]; }

  std::array<std::array<std::optional<Condition>, kSimTargetsMax>, kFaultKindCount> conditions_{};
};

}  // namespace jurymast::sim
