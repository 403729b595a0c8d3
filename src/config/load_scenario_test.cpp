#include "config/load_scenario.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "config/value.hpp"

namespace jurymast::config {
namespace {

using namespace std::chrono_literals;

std::string errors_of(std::string_view text) { return load_scenario(text, "outage.toml").problem_text(); }

std::string errors_of(const ScenarioOverride& said) {
  ScenarioFile scenario;
  std::vector<Problem> errors;
  override_scenario(said, scenario, errors);
  std::string text;
  for (const Problem& error : errors) text += render("jurymast", error);
  return text;
}

TEST(LoadScenario, ReadsEveryKey) {
  const LoadedScenario loaded = load_scenario(R"(
scenario = "brown_out"
route = "assistant"
seed = 7
calls_per_second = 50
headroom_percent = 120
sdk_retries = 0
answers = "by_turns"
tokens = 20
first_token = "50ms"
token_gap = "5ms"
fault_begin = "5s"
fault_length = "1m"
afterwards = "90s"
)",
                                              "outage.toml");
  ASSERT_TRUE(loaded.scenario) << loaded.problem_text();
  EXPECT_EQ(loaded.scenario->scenario, "brown_out");
  const sim::ScenarioSettings& settings = loaded.scenario->settings;
  EXPECT_EQ(settings.route, "assistant");
  EXPECT_EQ(settings.seed, 7U);
  EXPECT_EQ(settings.calls_per_second, 50U);
  EXPECT_EQ(settings.headroom_percent, 120U);
  EXPECT_EQ(settings.sdk_retries, 0U);
  EXPECT_EQ(settings.answers, sim::Answers::ByTurns);
  EXPECT_EQ(settings.tokens, 20U);
  EXPECT_EQ(settings.first_token, 50ms);
  EXPECT_EQ(settings.token_gap, 5ms);
  EXPECT_EQ(settings.fault_begin, 5s);
  EXPECT_EQ(settings.fault_length, 60s);
  EXPECT_EQ(settings.afterwards, 90s);
}

std::string documentation() {
  std::ifstream file(std::string(JURYMAST_SOURCE_DIR) + "/docs/simulate.md");
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

/// What the documentation says is the default of a key, as it would be written; empty where that is words.
std::string documented_default(const std::string& page, std::string_view key) {
  const std::size_t row = page.find("| `" + std::string(key) + "` | ");
  if (row == std::string::npos) return {};
  const std::size_t begin = row + std::string("| `` | ").size() + key.size();
  const std::string cell = page.substr(begin, page.find(" |", begin) - begin);
  if (cell.front() == '`') return cell[1] == '"' ? cell.substr(1, cell.size() - 2) : std::string();
  return cell.find_first_not_of("0123456789") == std::string::npos ? cell : std::string();
}

TEST(LoadScenario, TheDocumentedDefaultsAreThoseInForce) {
  const std::string page = documentation();
  std::string text = "scenario = \"all\"\n";
  for (const Setting<ScenarioFile>& setting : scenario_settings()) {
    const std::string value = documented_default(page, setting.facts.key);
    if (!value.empty()) text += std::string(setting.facts.key) + " = " + value + "\n";
  }
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 12) << "the name, and each key that has a default of its own:\n" << text;
  LoadedScenario said = load_scenario(text, "docs/simulate.md");
  ASSERT_TRUE(said.scenario) << said.problem_text();
  ScenarioFile unsaid;
  const std::vector<BoundSetting> ours = bind(scenario_settings(), unsaid);
  const std::vector<BoundSetting> theirs = bind(scenario_settings(), *said.scenario);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (ours[i].facts->key == "scenario") continue;
    EXPECT_EQ(render_value(theirs[i]), render_value(ours[i])) << ours[i].facts->key;
  }
}

TEST(LoadScenario, TheExampleAndEveryKeyStandInTheDocumentation) {
  const std::string page = documentation();
  constexpr std::string_view kFence = "```toml\n";
  const std::size_t begin = page.find(kFence) + kFence.size();
  const LoadedScenario loaded = load_scenario(page.substr(begin, page.find("```", begin) - begin), "docs/simulate.md");
  EXPECT_TRUE(loaded.scenario) << loaded.problem_text();
  for (const Setting<ScenarioFile>& setting : scenario_settings()) {
    EXPECT_NE(page.find("| `" + std::string(setting.facts.key) + "` |"), std::string::npos) << setting.facts.key;
  }
}

TEST(LoadScenario, KeepsTheDefaultsOfWhatIsNotSaid) {
  const LoadedScenario loaded = load_scenario("scenario = \"all\"\n", "outage.toml");
  ASSERT_TRUE(loaded.scenario) << loaded.problem_text();
  EXPECT_EQ(loaded.scenario->settings.fault_length, sim::ScenarioSettings().fault_length);
  EXPECT_EQ(loaded.scenario->settings.calls_per_second, sim::ScenarioSettings().calls_per_second);
}

TEST(LoadScenario, EveryScenarioHasItsName) {
  for (const std::string_view name : sim::kScenarioNames) EXPECT_FALSE(check_scenario_name(name)) << name;
  EXPECT_FALSE(check_scenario_name(kEveryScenario));
}

TEST(LoadScenario, AsksWhetherANearNameWasMeant_AndElseListsThem) {
  EXPECT_EQ(errors_of("scenario = \"hard_outrage\"\n"),
            "outage.toml:1:12: scenario: \"hard_outrage\" is no scenario — did you mean \"hard_outage\"?\n");
  EXPECT_EQ(errors_of("scenario = \"sunshine\"\n"),
            "outage.toml:1:12: scenario: \"sunshine\" is no scenario — write one of: hard_outage, refused, brown_out, "
            "rate_limit_storm, flapping, "
            "silent_provider, both_down, slow_first_tokens, all\n");
}

TEST(LoadScenario, WantsAScenario) {
  EXPECT_NE(errors_of("seed = 2\n").find("scenario is missing — add scenario = …"), std::string::npos) << errors_of("seed = 2\n");
}

TEST(LoadScenario, TellsEveryErrorAtOnce_InTheOrderOfTheText) {
  EXPECT_EQ(errors_of("scenario = \"flapping\"\n"
                      "fault_lenght = \"30s\"\n"
                      "fault_begin = \"10 parsecs\"\n"
                      "afterwards = 30\n"
                      "calls_per_second = 0\n"),
            "outage.toml:2:1: fault_lenght: unknown key — did you mean \"fault_length\"?\n"
            "outage.toml:3:15: fault_begin: \"10 parsecs\" is not a duration — write a duration from \"0s\" to \"10m\"\n"
            "outage.toml:4:14: afterwards: expected a duration in quotes, such as \"250ms\", found an integer — "
            "write a duration from \"5s\" to \"10m\"\n"
            "outage.toml:5:20: calls_per_second: 0 is out of range — write an integer from 1 to 1000\n");
}

TEST(LoadScenario, TakesWholeSecondsAlone) {
  EXPECT_EQ(errors_of("scenario = \"flapping\"\nfault_length = \"1500ms\"\n"),
            "outage.toml:2:16: fault_length: \"1500ms\" is not a whole number of seconds — "
            "write a duration from \"1s\" to \"10m\" in whole seconds\n");
}

TEST(LoadScenario, TakesAnyTimeWhereNothingIsToldSecondBySecond) {
  const LoadedScenario loaded = load_scenario(
      "scenario = \"flapping\"\nfault_length = \"1500ms\"\ncall_every = \"66667us\"\nslots = 24\n", "outage.toml", Times::Exact);
  ASSERT_TRUE(loaded.scenario) << loaded.problem_text();
  EXPECT_EQ(loaded.scenario->settings.fault_length, 1500ms);
  EXPECT_EQ(loaded.scenario->settings.call_every, 66'667us);
  EXPECT_EQ(loaded.scenario->settings.slots, 24U);
}

TEST(LoadScenario, TakesOneOfTwoKeysThatReplaceEachOther) {
  EXPECT_EQ(errors_of("scenario = \"flapping\"\ncalls_per_second = 5\ncall_every = \"1s\"\nslots = 4\nheadroom_percent = 100\n"),
            "outage.toml:3:14: call_every: takes the place of calls_per_second — leave one of them out\n"
            "outage.toml:4:9: slots: takes the place of headroom_percent — leave one of them out\n");
}

TEST(LoadScenario, TellsWhereATextStopsBeingToml) {
  EXPECT_NE(errors_of("scenario = \n").find("outage.toml:1:"), std::string::npos) << errors_of("scenario = \n");
}

TEST(OverrideScenario, WinsOverTheFile) {
  ScenarioFile scenario{.scenario = "flapping", .settings = {.route = {}, .calls_per_second = 50}};
  std::vector<Problem> errors;
  override_scenario({"--rate", "calls_per_second", "80"}, scenario, errors);
  override_scenario({"--fault", "fault_length", "45s"}, scenario, errors);
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(scenario.settings.calls_per_second, 80U);
  EXPECT_EQ(scenario.settings.fault_length, 45s);
}

TEST(OverrideScenario, IsJudgedByTheSameRows) {
  EXPECT_EQ(errors_of({"--rate", "calls_per_second", "1001"}),
            "jurymast: --rate: 1001 is out of range — write an integer from 1 to 1000");
  EXPECT_EQ(errors_of({"--rate", "calls_per_second", "2x"}),
            "jurymast: --rate: expected an integer, found a string — write an integer from 1 to 1000");
  EXPECT_EQ(errors_of({"--fault", "fault_length", "30"}),
            "jurymast: --fault: \"30\" is not a duration — write a duration from \"1s\" to \"10m\"");
  EXPECT_EQ(
      errors_of({"--fault", "fault_length", "1500ms"}),
      "jurymast: --fault: \"1500ms\" is not a whole number of seconds — write a duration from \"1s\" to \"10m\" in whole seconds");
}

TEST(ScenarioLoad, IsBoundedInAll) {
  sim::ScenarioSettings settings{.route = {}, .calls_per_second = 625};
  EXPECT_FALSE(check_scenario_load(settings)) << "exactly as many as are accepted";
  settings.calls_per_second = 626;
  const std::optional<Problem> problem = check_scenario_load(settings);
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->message, "626 calls a second over 160 s are 100160 calls, where at most 100000 are accepted");
  EXPECT_FALSE(problem->remedy.empty());
  settings.call_every = 1ms;
  ASSERT_TRUE(check_scenario_load(settings));
  EXPECT_EQ(check_scenario_load(settings)->message,
            "a call every 1ms over 160 s are 160000 calls, where at most 100000 are accepted");
  settings.call_every = 2ms;
  EXPECT_FALSE(check_scenario_load(settings));
}

}  // namespace
}  // namespace jurymast::config
