#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/incident/incident_replay.hpp"
#include "app/incident/incident_words.hpp"
#include "app/simulate/simulate_words.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using sim::PolicyReplay;
using sim::RequestEnd;

constexpr std::size_t kNameColumns = 22;
constexpr std::size_t kFigureColumns = 22;
constexpr std::size_t kIndent = 4;

/// One column of the table: whose figures, and under which name.
struct Column {
  std::string name;
  const PolicyReplay& figures;
  bool replayed = true;
};

std::vector<Column> columns_of(const IncidentReplay& replay) {
  std::vector<Column> columns{{"recorded", replay.recorded, false}};
  if (replay.was) columns.push_back({"replayed as it was", *replay.was});
  columns.push_back({"replayed with it", replay.replayed});
  return columns;
}

template <class Figure>
std::string line(std::string_view name, const std::vector<Column>& columns, Figure figure) {
  std::string text = cell(name, kNameColumns);
  for (const Column& column : columns) text += cell(figure(column), kFigureColumns);
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

/// `120 (14 modelled)`: how much of a figure rests on attempts that were never made.
std::string with_model(std::uint64_t count, std::uint64_t modelled) {
  return modelled == 0 ? std::to_string(count) : fmt::format("{} ({} modelled)", count, modelled);
}

std::vector<std::string> targets_of(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) {
    for (const sim::ReplayedTarget& target : column.figures.targets) {
      if (std::find(names.begin(), names.end(), target.name) == names.end()) names.push_back(target.name);
    }
  }
  return names;
}

std::string attempts_at(const PolicyReplay& figures, const std::string& name) {
  for (const sim::ReplayedTarget& target : figures.targets) {
    if (target.name == name) return with_model(target.recorded + target.modelled, target.modelled);
  }
  return "0";
}

std::string table(const IncidentReplay& replay) {
  const std::vector<Column> columns = columns_of(replay);
  std::string text = line("", columns, [](const Column& one) { return one.name; });
  text += line("requests", columns, [](const Column& one) { return std::to_string(one.figures.requests); });
  for (std::size_t end = 0; end < sim::kRequestEndNames.size(); ++end) {
    text +=
        line(fmt::format("  {}", end == static_cast<std::size_t>(RequestEnd::NotKnown) ? "not known" : sim::kRequestEndNames[end]),
             columns, [end](const Column& one) { return with_model(one.figures.ends[end], one.figures.modelled[end]); });
  }
  for (const std::string& name : targets_of(columns)) {
    text += line(fmt::format("attempts at {}", clip(name, kNameColumns - 13)), columns,
                 [&](const Column& one) { return attempts_at(one.figures, name); });
  }
  text += line("attempts a request", columns, [](const Column& one) { return ratio_text(one.figures.attempts_milli()); });
  text += line("wait, median", columns, [](const Column& one) { return span_text(one.figures.wait_median); });
  text += line("wait, p95", columns, [](const Column& one) { return span_text(one.figures.wait_p95); });
  return text + line("wait, worst", columns, [](const Column& one) { return span_text(one.figures.wait_worst); });
}

std::string effect_text(const PolicyReplay& was, const PolicyReplay& changed) {
  return fmt::format("served {} → {}, attempts {} → {} a request, wait p95 {} → {}", percent_text(was.served_milli()),
                     percent_text(changed.served_milli()), ratio_text(was.attempts_milli()), ratio_text(changed.attempts_milli()),
                     span_text(was.wait_p95), span_text(changed.wait_p95));
}

std::string settings_text(const IncidentReplay& replay) {
  if (!replay.was) {
    return "which settings made the difference is not known: name the configuration of that time with --was FILE\n";
  }
  if (replay.settings.empty()) return "no setting of the policy differs from the configuration of that time\n";
  const auto mattered = std::count_if(replay.settings.begin(), replay.settings.end(), [](const auto& one) { return one.mattered; });
  std::string text =
      fmt::format("of {} settings that differ, taken alone into the configuration of that time, {} made a difference:\n",
                  replay.settings.size(), mattered);
  for (const SettingEffect& one : replay.settings) {
    text += wrap(fmt::format("  {}: {}", one.setting, one.mattered ? effect_text(*replay.was, one.figures) : "none"), kIndent);
  }
  return text;
}

std::string lack_text(const IncidentReplay& replay) {
  std::string text;
  if (replay.at_the_door > 0)
    text += fmt::format("{} requests were refused before any policy was asked; they are left out\n", replay.at_the_door);
  if (replay.interrupted > 0) text += fmt::format("{} requests whose end nobody saw are left out\n", replay.interrupted);
  if (replay.replayed.ended(RequestEnd::NotKnown) > 0) {
    text += "not known: a target would have been asked that nobody asked in this time, so nothing tells what it would have said\n";
  }
  return text;
}

Json figures_json(const PolicyReplay& figures) {
  Json ends = Json::object();
  Json modelled = Json::object();
  for (std::size_t end = 0; end < sim::kRequestEndNames.size(); ++end) {
    ends[std::string(sim::kRequestEndNames[end])] = figures.ends[end];
    modelled[std::string(sim::kRequestEndNames[end])] = figures.modelled[end];
  }
  Json targets = Json::array();
  for (const sim::ReplayedTarget& one : figures.targets)
    targets.push_back({{"name", one.name}, {"attempts_recorded", one.recorded}, {"attempts_modelled", one.modelled}});
  return {{"requests", figures.requests},
          {"ends", std::move(ends)},
          {"ends_modelled", std::move(modelled)},
          {"targets", std::move(targets)},
          {"attempts_milli", figures.attempts_milli()},
          {"served_milli", figures.served_milli()},
          {"wait_median_ms", to_ms(figures.wait_median)},
          {"wait_p95_ms", to_ms(figures.wait_p95)},
          {"wait_worst_ms", to_ms(figures.wait_worst)}};
}

}  // namespace

std::string replay_text(const IncidentReplay& replay) {
  const review::IncidentScope& scope = replay.scope;
  std::string text = fmt::format("route {}, from {} to {}, with {}\n\n", scope.route, to_rfc3339(scope.from),
                                 to_rfc3339(scope.to.value_or(scope.until)), replay.config);
  text += table(replay);
  text +=
      "\nmodelled: an attempt that was never made is taken to have gone like the last one at its target before it or the next one\n"
      "behind it, and one that would have waited longer than the recorded one to have stayed silent.\n";
  return text + lack_text(replay) + settings_text(replay);
}

std::string replay_json(const IncidentReplay& replay) {
  const review::IncidentScope& scope = replay.scope;
  Json json{{"incident", scope.incident == OperationId() ? Json() : Json(scope.incident.to_string())},
            {"route", scope.route},
            {"from", to_rfc3339(scope.from)},
            {"to", to_rfc3339(scope.to.value_or(scope.until))},
            {"config", replay.config},
            {"refused_before_policy", replay.at_the_door},
            {"interrupted", replay.interrupted},
            {"recorded", figures_json(replay.recorded)},
            {"replayed", figures_json(replay.replayed)},
            {"replayed_as_it_was", replay.was ? figures_json(*replay.was) : Json()},
            {"settings", replay.was ? Json::array() : Json()}};
  for (const SettingEffect& one : replay.settings) {
    json["settings"].push_back(
        {{"setting", one.setting}, {"made_a_difference", one.mattered}, {"figures", figures_json(one.figures)}});
  }
  return json.dump(2) + "\n";
}

}  // namespace jurymast::app
