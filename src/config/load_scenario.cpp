#include "config/load_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <tuple>

#include "base/units.hpp"
#include "config/bounds.hpp"
#include "config/did_you_mean.hpp"
#include "config/section_reader.hpp"
#include "config/text_forms.hpp"
#include "config/value.hpp"

namespace jurymast::config {
namespace {

using Row = Setting<ScenarioFile>;

/// A well route is told by five seconds of calls; with less after the fault no recovery could be seen.
constexpr std::int64_t kAfterwardsMin = 5 * kSecond;
constexpr std::int64_t kLengthMax = 10 * kMinute;
/// Calls are drawn for each ms, one at most.
constexpr std::int64_t kCallsPerSecondMax = 1000;
constexpr std::int64_t kHeadroomPercentMin = 10;
constexpr std::int64_t kHeadroomPercentMax = 10'000;
constexpr std::int64_t kSdkRetriesMax = 10;
constexpr std::int64_t kAnswerTokensMax = 255;
constexpr std::int64_t kSlotsMax = 1'000'000;
/// Pairs of which one takes the other's place.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kEitherOr{
    {{"calls_per_second", "call_every"}, {"headroom_percent", "slots"}}};
/// What is reported second by second.
constexpr std::array<std::string_view, 3> kInSeconds{"fault_begin", "fault_length", "afterwards"};

constexpr std::array kRows{
    Row{{.key = "scenario", .description = "The outage by name, or `all`.", .required = true},
        [](ScenarioFile& s) -> Field { return &s.scenario; }},
    Row{{.key = "route",
         .description = "The configuration's route that it befalls.",
         .form = &kIdentifier,
         .unset = "the first one"},
        [](ScenarioFile& s) -> Field { return &s.settings.route; }},
    Row{{.key = "seed",
         .kind = Kind::Integer,
         .description = "One seed is one run, event by event.",
         .maximum = std::numeric_limits<std::int64_t>::max()},
        [](ScenarioFile& s) -> Field { return &s.settings.seed; }},
    Row{{.key = "calls_per_second",
         .kind = Kind::Integer,
         .description = "How many calls are offered in a second, on average.",
         .minimum = 1,
         .maximum = kCallsPerSecondMax},
        [](ScenarioFile& s) -> Field { return &s.settings.calls_per_second; }},
    Row{{.key = "headroom_percent",
         .kind = Kind::Integer,
         .description = "What each provider can serve, of what is offered in all.",
         .minimum = kHeadroomPercentMin,
         .maximum = kHeadroomPercentMax},
        [](ScenarioFile& s) -> Field { return &s.settings.headroom_percent; }},
    Row{{.key = "call_every",
         .kind = Kind::Duration,
         .description = "One call each such time, by the clock, instead of calls_per_second at random.",
         .minimum = kMillisecond,
         .maximum = kLengthMax,
         .unset = "at random"},
        [](ScenarioFile& s) -> Field { return &s.settings.call_every; }},
    Row{{.key = "sdk_retries",
         .kind = Kind::Integer,
         .description = "How often a caller's SDK tries a failed request again.",
         .maximum = kSdkRetriesMax},
        [](ScenarioFile& s) -> Field { return &s.settings.sdk_retries; }},
    Row{{.key = "answers", .kind = Kind::Choice, .description = "How callers want their answers.", .allowed = sim::kAnswersNames},
        [](ScenarioFile& s) -> Field { return choice(s.settings.answers); }},
    Row{{.key = "tokens",
         .kind = Kind::Integer,
         .description = "How many tokens an answer has.",
         .minimum = 1,
         .maximum = kAnswerTokensMax},
        [](ScenarioFile& s) -> Field { return &s.settings.tokens; }},
    Row{{.key = "first_token",
         .kind = Kind::Duration,
         .description = "How long a provider in health takes for the first token, in the middle.",
         .maximum = kMinute},
        [](ScenarioFile& s) -> Field { return &s.settings.first_token; }},
    Row{{.key = "token_gap",
         .kind = Kind::Duration,
         .description = "How long it takes for each further one, in the middle.",
         .maximum = kMinute},
        [](ScenarioFile& s) -> Field { return &s.settings.token_gap; }},
    Row{{.key = "slots",
         .kind = Kind::Integer,
         .description = "How many requests each provider works on at a time; instead of headroom_percent.",
         .minimum = 1,
         .maximum = kSlotsMax,
         .unset = "by headroom_percent"},
        [](ScenarioFile& s) -> Field { return &s.settings.slots; }},
    Row{{.key = "fault_begin", .kind = Kind::Duration, .description = "How long all is well first.", .maximum = kLengthMax},
        [](ScenarioFile& s) -> Field { return &s.settings.fault_begin; }},
    Row{{.key = "fault_length",
         .kind = Kind::Duration,
         .description = "How long the fault stands.",
         .minimum = kSecond,
         .maximum = kLengthMax},
        [](ScenarioFile& s) -> Field { return &s.settings.fault_length; }},
    Row{{.key = "afterwards",
         .kind = Kind::Duration,
         .description = "How long the run goes on after the fault, to see the recovery.",
         .minimum = kAfterwardsMin,
         .maximum = kLengthMax},
        [](ScenarioFile& s) -> Field { return &s.settings.afterwards; }},
};

/// Figures are kept second by second, so a part of one could not be told.
void check_whole_seconds(const BoundSetting& setting, const Problem& where, std::vector<Problem>& errors) {
  auto* const* length = std::get_if<Duration*>(&setting.field);
  if (std::find(kInSeconds.begin(), kInSeconds.end(), setting.facts->key) == kInSeconds.end()) return;
  if (length == nullptr || **length % std::chrono::seconds(1) == Duration(0)) return;
  Problem problem = where;
  problem.message = fmt::format("{} is not a whole number of seconds", in_quotes(to_text(**length)));
  problem.remedy = "write " + expectation(*setting.facts) + " in whole seconds";
  errors.push_back(std::move(problem));
}

/// A number where the text is one and the row wants one; else text, which the row's own reader judges.
Node node_of(std::string_view text, Kind kind) {
  Node node;
  node.kind = Node::Kind::Text;
  node.text = text;
  if (kind != Kind::Integer) return node;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), node.integer);
  if (error == std::errc() && end == text.data() + text.size()) node.kind = Node::Kind::Integer;
  return node;
}

void check_name(const Node& root, std::vector<Problem>& errors) {
  const Member* const name = root.find("scenario");
  if (name == nullptr || name->value.kind != Node::Kind::Text) return;
  std::optional<Problem> problem = check_scenario_name(name->value.text);
  if (!problem) return;
  problem->at = name->value.at;
  problem->path = "scenario";
  errors.push_back(*std::move(problem));
}

Duration length_of(const sim::ScenarioSettings& settings) {
  return settings.fault_begin + settings.fault_length + settings.afterwards;
}

void check_pairs(const Node& root, std::vector<Problem>& errors) {
  for (const auto& [one, other] : kEitherOr) {
    const Member* const second = root.find(other);
    if (root.find(one) == nullptr || second == nullptr) continue;
    errors.push_back({second->value.at, std::string(other), fmt::format("takes the place of {}", one), "leave one of them out"});
  }
}

}  // namespace

std::span<const Setting<ScenarioFile>> scenario_settings() { return kRows; }

std::string LoadedScenario::problem_text() const {
  std::string text;
  for (const Problem& error : errors) text += render(file_name, error) + "\n";
  return text;
}

LoadedScenario load_scenario(std::string_view text, std::string_view file_name, Times times) {
  LoadedScenario loaded;
  loaded.file_name = file_name;
  const tl::expected<Node, Problem> root = parse_document(text);
  if (!root) {
    loaded.errors.push_back(root.error());
    return loaded;
  }
  ScenarioFile scenario;
  const std::vector<BoundSetting> settings = bind(scenario_settings(), scenario);
  read_section(*root, {}, settings, loaded.errors);
  check_name(*root, loaded.errors);
  check_pairs(*root, loaded.errors);
  for (const BoundSetting& setting : settings) {
    if (times == Times::Exact) break;
    const Path path = Path().at(setting.facts->key);
    check_whole_seconds(setting, {locate(*root, path), path.text(), {}, {}}, loaded.errors);
  }
  std::sort(loaded.errors.begin(), loaded.errors.end(),
            [](const Problem& a, const Problem& b) { return std::tie(a.at, a.message) < std::tie(b.at, b.message); });
  if (loaded.errors.empty()) loaded.scenario = std::move(scenario);
  return loaded;
}

void override_scenario(const ScenarioOverride& said, ScenarioFile& scenario, std::vector<Problem>& errors) {
  for (const BoundSetting& setting : bind(scenario_settings(), scenario)) {
    if (setting.facts->key != said.key) continue;
    const Path place = Path().member(said.place);
    if (said.key == "calls_per_second") scenario.settings.call_every.reset();
    const std::size_t before = errors.size();
    read_value(node_of(said.text, setting.facts->kind), place, setting, errors);
    if (errors.size() == before) check_whole_seconds(setting, {{}, place.text(), {}, {}}, errors);
  }
}

std::optional<Problem> check_scenario_name(std::string_view name) {
  std::vector<std::string_view> known(sim::kScenarioNames.begin(), sim::kScenarioNames.end());
  known.push_back(kEveryScenario);
  if (std::find(known.begin(), known.end(), name) != known.end()) return std::nullopt;
  const std::string_view meant = did_you_mean(name, known);
  Problem problem;
  problem.message = in_quotes(name) + " is no scenario";
  problem.remedy =
      meant.empty() ? fmt::format("write one of: {}", fmt::join(known, ", ")) : fmt::format("did you mean \"{}\"?", meant);
  return problem;
}

std::uint64_t scenario_calls(const sim::ScenarioSettings& settings) {
  const Duration length = length_of(settings);
  if (settings.call_every) return static_cast<std::uint64_t>(length / *settings.call_every);
  return settings.calls_per_second * static_cast<std::uint64_t>(length / std::chrono::seconds(1));
}

std::optional<Problem> check_scenario_load(const sim::ScenarioSettings& settings) {
  const std::uint64_t calls = scenario_calls(settings);
  if (calls <= kScenarioCallsMax) return std::nullopt;
  const std::string load = settings.call_every ? fmt::format("a call every {}", to_text(*settings.call_every))
                                               : fmt::format("{} calls a second", settings.calls_per_second);
  Problem problem;
  problem.message = fmt::format("{} over {} s are {} calls, where at most {} are accepted", load,
                                length_of(settings) / std::chrono::seconds(1), calls, kScenarioCallsMax);
  problem.remedy = "lower the rate, or shorten the fault or the time around it";
  return problem;
}

}  // namespace jurymast::config
