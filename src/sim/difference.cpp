#include "sim/difference.hpp"

#include <algorithm>
#include <tuple>

namespace jurymast::sim {
namespace {

std::uint64_t in_thresholds(std::uint64_t a, std::uint64_t b, std::uint64_t threshold) {
  return (std::max(a, b) - std::min(a, b)) * 1000 / threshold;
}

std::uint64_t in_thresholds(Duration a, Duration b, Duration threshold) {
  return in_thresholds(static_cast<std::uint64_t>(to_ms(a)), static_cast<std::uint64_t>(to_ms(b)),
                       static_cast<std::uint64_t>(to_ms(threshold)));
}

/// The same configuration with that setting of that route changed; nothing where it is like that already.
std::optional<policy::Snapshot> varied(policy::Snapshot configuration, const std::string& name, const Variation& variation) {
  auto& routes = configuration.routes;
  const auto route =
      std::find_if(routes.begin(), routes.end(), [&](const policy::Route& one) { return name.empty() || one.name == name; });
  if (route == routes.end() || !variation.apply(configuration, *route)) return std::nullopt;
  return configuration;
}

}  // namespace

std::uint64_t Difference::effect() const { return *std::max_element(effect_milli.begin(), effect_milli.end()); }

Figures figures_of(const ScenarioReport& report) {
  return {.attempts_milli = report.attempts_milli(),
          .served_milli = report.served_milli(),
          .worst_wait = report.worst_wait,
          .recovered = report.recovered};
}

std::array<std::uint64_t, kMeasureCount> effect_of(const Figures& full, const Figures& changed, Duration afterwards) {
  return {in_thresholds(full.attempts_milli, changed.attempts_milli, kAttemptsMilliThreshold),
          in_thresholds(full.served_milli, changed.served_milli, kServedMilliThreshold),
          in_thresholds(full.worst_wait, changed.worst_wait, kWorstWaitThreshold),
          in_thresholds(full.recovered.value_or(afterwards), changed.recovered.value_or(afterwards), kRecoveryThreshold)};
}

Result<std::optional<std::vector<Difference>>> find_differences(Scenario scenario, const policy::Snapshot& configuration,
                                                                const ScenarioSettings& settings, const ScenarioReport& full) {
  if (full.all.offered > kVariedCallsMax) return std::nullopt;
  ScenarioSettings protected_settings = settings;
  protected_settings.protection = Protection::Full;
  std::vector<Difference> differences;
  for (const Variation& variation : variations()) {
    const std::optional<policy::Snapshot> snapshot = varied(configuration, settings.route, variation);
    if (!snapshot) continue;
    const Result<ScenarioReport> report = run_scenario(scenario, *snapshot, protected_settings);
    if (!report) return tl::unexpected(report.error());
    const Figures changed = figures_of(*report);
    differences.push_back({variation, changed, effect_of(figures_of(full), changed, settings.afterwards)});
  }
  std::sort(differences.begin(), differences.end(), [](const Difference& a, const Difference& b) {
    return std::make_tuple(b.effect(), a.variation.setting) < std::make_tuple(a.effect(), b.variation.setting);
  });
  return differences;
}

}  // namespace jurymast::sim
