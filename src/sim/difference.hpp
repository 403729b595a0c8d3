#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/scenario.hpp"
#include "sim/variation.hpp"

namespace jurymast::sim {

/// By what a setting can make a difference.
enum class Measure : unsigned char { Attempts, Served, WorstWait, Recovery };
inline constexpr std::size_t kMeasureCount = 4;

/// From when on a change is a difference: less than that is chance, or nobody's concern.
inline constexpr std::uint64_t kAttemptsMilliThreshold = 50;  ///< attempts for each call, in thousandths
inline constexpr std::uint64_t kServedMilliThreshold = 10;    ///< of a thousand calls
inline constexpr Duration kWorstWaitThreshold = std::chrono::seconds(1);
inline constexpr Duration kRecoveryThreshold = std::chrono::seconds(2);

/// Runs with more calls are not repeated for each setting: that would take many times as long as the run.
inline constexpr std::uint64_t kVariedCallsMax = 20'000;

/// What a scenario came to in the few figures by which policies are compared.
struct Figures {
  std::uint64_t attempts_milli = 0;
  std::uint64_t served_milli = 0;
  Duration worst_wait{0};
  std::optional<Duration> recovered;
};
Figures figures_of(const ScenarioReport& report);

/// What became of the scenario with one setting changed.
struct Difference {
  Variation variation;
  Figures changed;
  std::array<std::uint64_t, kMeasureCount> effect_milli{};  ///< of each measure, in thousandths of its threshold

  bool moved(Measure measure) const { return effect_milli[static_cast<std::size_t>(measure)] >= 1000; }
  std::uint64_t effect() const;
  /// One measure at least moved as far as its threshold.
  bool made() const { return effect() >= 1000; }
};

/// How far apart two runs are; no recovery counts as one at the run's end.
std::array<std::uint64_t, kMeasureCount> effect_of(const Figures& full, const Figures& changed, Duration afterwards);

/// Plays the scenario again with the same seed for each setting that is not already like its variation, and gives them all, the greatest
/// effect first; nothing where the run has more than kVariedCallsMax calls. `full` is what the policy itself came to.
Result<std::optional<std::vector<Difference>>> find_differences(Scenario scenario, const policy::Snapshot& configuration,
                                                                const ScenarioSettings& settings, const ScenarioReport& full);

}  // namespace jurymast::sim
