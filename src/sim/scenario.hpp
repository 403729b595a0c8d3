#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "policy/snapshot.hpp"
#include "sim/invariants/ledger.hpp"
#include "sim/tally.hpp"

namespace jurymast::sim {

/// The outages that have a name. But for BothDown they befall the route's primary alone.
enum class Scenario : unsigned char {
  HardOutage,
  Refused,
  BrownOut,
  RateLimitStorm,
  Flapping,
  SilentProvider,
  BothDown,
  SlowFirstTokens
};
inline constexpr std::array<std::string_view, 8> kScenarioNames{"hard_outage", "refused",         "brown_out", "rate_limit_storm",
                                                                "flapping",    "silent_provider", "both_down", "slow_first_tokens"};
constexpr std::string_view name_of(Scenario scenario) { return kScenarioNames[static_cast<std::size_t>(scenario)]; }
std::optional<Scenario> scenario_named(std::string_view name);

/// What stands between an outage and the providers. Callers' SDKs try again in all of them.
enum class Protection : unsigned char {
  Naive,        ///< four attempts at the primary, one right after the other
  Capped,       ///< three, with random waits between them
  Off,          ///< the policy without budget and breaker, which tells no caller to stop
  BudgetAlone,  ///< the policy without breaker
  Full,         ///< the policy
};
inline constexpr std::array<std::string_view, 5> kProtectionNames{"naive", "capped", "off", "budget_alone", "full"};
constexpr std::string_view name_of(Protection protection) { return kProtectionNames[static_cast<std::size_t>(protection)]; }

/// How callers want their answers: in pieces, at once, or every other call so.
enum class Answers : unsigned char { Streamed, Buffered, ByTurns };
inline constexpr std::array<std::string_view, 3> kAnswersNames{"streamed", "buffered", "by_turns"};
constexpr std::string_view name_of(Answers answers) { return kAnswersNames[static_cast<std::size_t>(answers)]; }

/// How the load, the providers and the outage are.
struct ScenarioSettings {
  Protection protection = Protection::Full;
  std::string route;  ///< by name; empty: the first one
  std::uint64_t seed = 1;
  unsigned calls_per_second = 20;
  unsigned headroom_percent = 150;  ///< what each provider can serve, of what is offered in all
  Duration fault_begin = std::chrono::seconds(10);
  Duration fault_length = std::chrono::seconds(30);
  Duration afterwards = std::chrono::seconds(120);
  std::optional<Duration> call_every{};  ///< calls by the clock; not said: calls_per_second of them at random
  unsigned sdk_retries = 2;
  Answers answers = Answers::Streamed;
  unsigned tokens = 8;
  Duration first_token = std::chrono::milliseconds(400);  ///< the middle; half of it to one and a half
  Duration token_gap = std::chrono::milliseconds(40);     ///< likewise
  std::optional<std::uint64_t> slots{};                   ///< of each provider; not said: by headroom_percent
};

/// What a scenario came to.
struct ScenarioReport {
  struct TargetFigures {
    std::string name;
    std::uint64_t attempts = 0;  ///< while the fault stood
    std::uint64_t attempts_in_all = 0;
  };

  std::vector<TargetFigures> targets;  ///< the primary first
  TallySecond fault;                   ///< summed up over the fault
  TallySecond all;
  Duration worst_wait{0};             ///< of a caller, over all its requests
  std::optional<Duration> recovered;  ///< after the fault's end; none: not within the run
  std::vector<TallySecond> seconds;
  std::optional<Violation> violation;  ///< with full protection: what should hold and did not

  /// Attempts for each call offered while the fault stood, in thousandths: at one target, or at all.
  std::uint64_t attempts_milli(std::size_t target) const;
  std::uint64_t attempts_milli() const;
  /// Of the calls begun while the fault stood, how many of a thousand were served.
  std::uint64_t served_milli() const;
};

/// Plays the scenario against one route of the configuration. Fails with NotFound where there is no such route.
Result<ScenarioReport> run_scenario(Scenario scenario, const policy::Snapshot& configuration, const ScenarioSettings& settings);

}  // namespace jurymast::sim
