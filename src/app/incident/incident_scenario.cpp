#include "app/incident/incident_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/incident/incident_words.hpp"
#include "config/load_scenario.hpp"

namespace jurymast::app {
namespace {

using sim::RecordedAttempt;
using sim::RecordedRequest;
using sim::Scenario;

constexpr std::int64_t kLengthSecondsMax = 600;
constexpr std::uint64_t kRateMax = 1000;
constexpr std::uint64_t kMostPercent = 80;
constexpr std::uint64_t kHalfPercent = 50;
constexpr std::uint64_t kFallbackAttemptsMin = 5;

/// What the counted requests show of the load and of the failures.
struct Seen {
  std::uint64_t requests = 0;
  std::uint64_t streamed = 0;
  std::uint64_t callers_retries = 0;
  std::map<std::string, std::uint64_t> first_targets{};
  std::string primary{};
  std::uint64_t primary_attempts = 0;
  std::map<std::string, std::uint64_t> primary_failures{};  ///< by class
  std::uint64_t fallback_attempts = 0;
  std::uint64_t fallback_failures = 0;
  std::vector<Duration> first_contents{};

  std::uint64_t failures() const {
    std::uint64_t sum = 0;
    for (const auto& [name, count] : primary_failures) sum += count;
    return sum;
  }
};

std::string most_frequent(const std::map<std::string, std::uint64_t>& counts) {
  const auto found =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return found == counts.end() ? std::string() : found->first;
}

void see_attempt(const RecordedAttempt& attempt, Seen& seen) {
  const bool failed = attempt.failure_class != FailureClass::Ok && attempt.failure_class != FailureClass::Cancelled;
  if (attempt.failure_class == FailureClass::Ok) seen.first_contents.push_back(attempt.first_content.value_or(attempt.elapsed));
  if (attempt.target != seen.primary) {
    ++seen.fallback_attempts;
    seen.fallback_failures += failed ? 1 : 0;
    return;
  }
  ++seen.primary_attempts;
  if (failed) ++seen.primary_failures[std::string(name_of(attempt.failure_class))];
}

Seen see(const std::vector<RecordedRequest>& requests) {
  Seen seen;
  for (const RecordedRequest& request : requests) {
    if (!request.counted) continue;
    ++seen.requests;
    seen.streamed += request.streamed ? 1 : 0;
    seen.callers_retries += request.callers_retry ? 1 : 0;
    if (!request.attempts.empty()) ++seen.first_targets[request.attempts.front().target];
  }
  // The primary is known from before, too, where the incident kept everything away from it.
  for (const RecordedRequest& request : requests) {
    if (!request.counted && !request.attempts.empty()) ++seen.first_targets[request.attempts.front().target];
  }
  seen.primary = most_frequent(seen.first_targets);
  for (const RecordedRequest& request : requests) {
    for (const RecordedAttempt& attempt : request.attempts) {
      if (request.counted) see_attempt(attempt, seen);
    }
  }
  return seen;
}

Scenario scenario_like(const Seen& seen) {
  const std::string worst = most_frequent(seen.primary_failures);
  const bool fallback_down =
      seen.fallback_attempts >= kFallbackAttemptsMin && seen.fallback_failures * 100 >= seen.fallback_attempts * kHalfPercent;
  if (worst == "rate_limited" || worst == "quota_exhausted") return Scenario::RateLimitStorm;
  if (worst == "timeout_first_token" || worst == "timeout_total") return Scenario::SilentProvider;
  if (worst.starts_with("network_") || worst == "timeout_connect") return Scenario::Refused;
  if (fallback_down) return Scenario::BothDown;
  return seen.failures() * 100 >= seen.primary_attempts * kMostPercent ? Scenario::HardOutage : Scenario::Flapping;
}

std::string_view answers_of(const Seen& seen) {
  if (seen.streamed == seen.requests) return name_of(sim::Answers::Streamed);
  return name_of(seen.streamed == 0 ? sim::Answers::Buffered : sim::Answers::ByTurns);
}

std::int64_t first_token_ms(std::vector<Duration> first_contents) {
  if (first_contents.empty()) return to_ms(sim::ScenarioSettings().first_token);
  std::sort(first_contents.begin(), first_contents.end());
  return std::max<std::int64_t>(1, to_ms(first_contents[first_contents.size() / 2]));
}

}  // namespace

Result<std::string> scenario_text(const review::IncidentScope& scope, const std::vector<RecordedRequest>& requests) {
  const Seen seen = see(requests);
  if (seen.failures() == 0) {
    return fail(Code::NotFound, "no attempt at {} failed in this time, so there is no outage to play",
                seen.primary.empty() ? "the primary" : seen.primary);
  }
  const Duration length = scope.to.value_or(scope.until) - scope.from;
  const std::int64_t seconds = std::max<std::int64_t>(1, to_ms(length) / 1000);
  const std::uint64_t rate = std::clamp<std::uint64_t>(
      (seen.requests + static_cast<std::uint64_t>(seconds) / 2) / static_cast<std::uint64_t>(seconds), 1, kRateMax);
  std::string text = fmt::format("# Like the incident on {} from {} to {}.\n", scope.route, to_rfc3339(scope.from),
                                 to_rfc3339(scope.to.value_or(scope.until)));
  text += fmt::format("# Of {} attempts at {} these failed:", seen.primary_attempts, seen.primary);
  for (const auto& [name, count] : seen.primary_failures) text += fmt::format(" {} {}", count, name);
  text += fmt::format(".\n# Of {} attempts at fallbacks {} failed.\n", seen.fallback_attempts, seen.fallback_failures);
  text +=
      "# It plays one kind of failure from beginning to end, and a steady load: what came and went in the incident is not in it.\n";
  if (seconds > kLengthSecondsMax)
    text += fmt::format("# The incident took {} s; a scenario has {} s at most.\n", seconds, kLengthSecondsMax);
  text += fmt::format("scenario = \"{}\"\nroute = \"{}\"\ncalls_per_second = {}\nfault_length = \"{}s\"\nanswers = \"{}\"\n",
                      name_of(scenario_like(seen)), scope.route, rate, std::min(seconds, kLengthSecondsMax), answers_of(seen));
  text += fmt::format("first_token = \"{}ms\"\nsdk_retries = {}\n", first_token_ms(seen.first_contents),
                      seen.callers_retries == 0 ? 0 : sim::ScenarioSettings().sdk_retries);
  const config::LoadedScenario loaded = config::load_scenario(text, "the scenario");
  if (!loaded.scenario) return fail(Code::Invalid, "the incident cannot be played as a scenario: {}", loaded.problem_text());
  return text;
}

}  // namespace jurymast::app
