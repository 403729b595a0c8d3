#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jurymast::record {

/// How an operation ended for its client.
enum class Outcome : unsigned char { Complete, Failed, Partial, Cancelled, Refused, Interrupted };
inline constexpr std::array<std::string_view, 6> kOutcomeNames{"complete",  "failed",  "partial",
                                                               "cancelled", "refused", "interrupted"};
constexpr std::string_view name_of(Outcome v) { return kOutcomeNames[static_cast<std::size_t>(v)]; }

/// Which part of the traffic an operation belongs to.
enum class Arm : unsigned char { Control, Canary, Rescue, Restore, Shadow, Synthetic };
inline constexpr std::array<std::string_view, 6> kArmNames{"control", "canary", "rescue",
                                                           "restore", "shadow", "synthetic"};
constexpr std::string_view name_of(Arm v) { return kArmNames[static_cast<std::size_t>(v)]; }

/// Why an operation was not eligible for a draw that stood for its route.
enum class NotDrawn : unsigned char {
  Killed,            ///< the kill switch stood
  Stateful,          ///< it leans on what one target keeps
  Mode,              ///< the route moves nothing
  Risk,              ///< only routes of low risk are moved
  PrimaryCannot,     ///< the primary is disabled or cannot serve it: there would be nothing to compare with
  FallbackCannot,    ///< the fallback cannot serve it
  FallbackBarred,    ///< the fallback is disabled or suspended
  FallbackDisproved,  ///< the fallback failed its newest smoke test
  UnitMissing         ///< the rollout is sticky, and the request does not say whom it is for
};
inline constexpr std::array<std::string_view, 9> kNotDrawnNames{
    "killed", "stateful", "mode", "risk", "primary_cannot", "fallback_cannot", "fallback_barred", "fallback_disproved", "unit_missing"};
constexpr std::string_view name_of(NotDrawn v) { return kNotDrawnNames[static_cast<std::size_t>(v)]; }

/// Missing evidence is neither true nor false.
enum class Tri : unsigned char { False, True, Unknown };
inline constexpr std::array<std::string_view, 3> kTriNames{"false", "true", "unknown"};
constexpr std::string_view name_of(Tri v) { return kTriNames[static_cast<std::size_t>(v)]; }

/// The conditions of a fallback, each evaluated and recorded by name.
enum class Condition : unsigned char {
  Mode,
  ClassPermits,
  Approved,
  Stateless,
  SideEffects,
  Window,
  Schema,
  Evidence,
  TokenLimit,
  Log,
  NotKilled
};
inline constexpr std::size_t kConditionCount = 11;
inline constexpr std::array<std::string_view, kConditionCount> kConditionNames{
    "mode",   "class_permits", "approved",    "stateless", "side_effects", "window",
    "schema", "evidence",      "token_limit", "log",       "not_killed"};
constexpr std::string_view name_of(Condition v) { return kConditionNames[static_cast<std::size_t>(v)]; }

/// The retry decision taken after an attempt.
enum class RetryDecision : unsigned char {
  NoRetry,
  SingleRetry,
  BoundedRetry,
  DeniedBudget,
  DeniedClass,
  DeniedUnsafe,
  Escalate
};
inline constexpr std::array<std::string_view, 7> kRetryDecisionNames{
    "no_retry", "single_retry", "bounded_retry", "denied_budget", "denied_class", "denied_unsafe", "escalate"};
constexpr std::string_view name_of(RetryDecision v) { return kRetryDecisionNames[static_cast<std::size_t>(v)]; }

/// The route decision of an operation as a whole.
enum class RouteDecision : unsigned char {
  KeepPrimary,
  FallbackModel,
  FallbackProvider,
  Degrade,
  Queue,
  Shed,
  FailFast
};
inline constexpr std::array<std::string_view, 7> kRouteDecisionNames{
    "keep_primary", "fallback_model", "fallback_provider", "degrade", "queue", "shed", "fail_fast"};
constexpr std::string_view name_of(RouteDecision v) { return kRouteDecisionNames[static_cast<std::size_t>(v)]; }

/// What followed an attempt.
enum class NextStep : unsigned char { Final, SameTarget, NextTarget };
inline constexpr std::array<std::string_view, 3> kNextStepNames{"final", "same_target", "next_target"};
constexpr std::string_view name_of(NextStep v) { return kNextStepNames[static_cast<std::size_t>(v)]; }

/// Why a target was passed over or an attempt was not made there, in the order in which admission asks.
enum class Denial : unsigned char { None, Killed, Disabled, Suspended, CredentialOpen, BreakerOpen, Ramp, Paused, Full, Budget };
inline constexpr std::array<std::string_view, 10> kDenialNames{"none",         "killed", "disabled", "suspended", "credential_open",
                                                               "breaker_open", "ramp",   "paused",   "full",      "budget"};
constexpr std::string_view name_of(Denial v) { return kDenialNames[static_cast<std::size_t>(v)]; }

enum class BreakerState : unsigned char { Closed, Open, HalfOpen, Ramp };
inline constexpr std::array<std::string_view, 4> kBreakerStateNames{"closed", "open", "half_open", "ramp"};
constexpr std::string_view name_of(BreakerState v) { return kBreakerStateNames[static_cast<std::size_t>(v)]; }

/// An upstream's error code or type, kept only where it is on the allow-list of known words; all others are Other.
struct KnownWord {
  std::uint8_t index = 0;  ///< 0 is none, 1 is other
  friend constexpr bool operator==(KnownWord, KnownWord) = default;
};
/// The word as text: "" for none, "other", or the word itself.
std::string_view text_of(KnownWord word);
/// The allow-listed word of `text` (compared in lower case); empty gives none.
KnownWord known_word(std::string_view text);

}  // namespace jurymast::record
