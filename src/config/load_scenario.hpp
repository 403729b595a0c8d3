#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "config/setting.hpp"
#include "sim/scenario.hpp"

namespace jurymast::config {

/// The word that stands for each of sim::kScenarioNames.
inline constexpr std::string_view kEveryScenario = "all";
/// How many calls one run may have: rate by length. Plain retries make twelve attempts of each.
inline constexpr std::uint64_t kScenarioCallsMax = 100'000;

/// A scenario file as written; what it does not say keeps its default.
struct ScenarioFile {
  std::string scenario;  ///< one of sim::kScenarioNames, or kEveryScenario
  sim::ScenarioSettings settings;
};

/// The schema of a scenario file, one row a key.
std::span<const Setting<ScenarioFile>> scenario_settings();

/// What became of a scenario file's text: a scenario, or every problem it has in the order of the text.
struct LoadedScenario {
  std::string file_name;
  std::optional<ScenarioFile> scenario;
  std::vector<Problem> errors;

  /// One error a line, each with file, line and column.
  std::string problem_text() const;
};

/// Which times a scenario may have: such as can be told second by second, or any.
enum class Times : unsigned char { WholeSeconds, Exact };

/// Reads and validates a scenario file. `file_name` is for the messages alone.
LoadedScenario load_scenario(std::string_view text, std::string_view file_name, Times times = Times::WholeSeconds);

/// A key's value that was said outside the file.
struct ScenarioOverride {
  std::string_view place;  ///< where it was said, for the messages
  std::string_view key;    ///< of a row whose value is a number or a duration
  std::string_view text;
};

/// Puts the value in the place of the file's, or adds what is wrong with it; judged by the same row.
void override_scenario(const ScenarioOverride& said, ScenarioFile& scenario, std::vector<Problem>& errors);

/// What is wrong with a scenario's name, with the one that was probably meant; nothing where it has one.
std::optional<Problem> check_scenario_name(std::string_view name);

/// How many calls one run has, on average: rate by length.
std::uint64_t scenario_calls(const sim::ScenarioSettings& settings);

/// What is wrong with rate and lengths together; nothing where one run stays within kScenarioCallsMax.
std::optional<Problem> check_scenario_load(const sim::ScenarioSettings& settings);

}  // namespace jurymast::config
