#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/incident/incident_command.hpp"
#include "app/incident/incident_report.hpp"
#include "app/incident/incident_words.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using review::Impact;
using review::IncidentFacts;
using review::Mitigation;
using review::PhaseImpact;

constexpr std::array<const char*, review::kPhases> kPhaseNames{"before", "during", "after"};
constexpr std::size_t kNameColumns = 25;
constexpr std::size_t kFigureColumns = 18;
/// What no log knows; persons enter it, with where it is from.
constexpr std::array<const char*, 3> kEnteredFigures{"support_tickets", "user_retries", "feature_metric"};

/// A figure of each phase as text.
struct Row {
  const char* name;
  std::string (*figure)(const PhaseImpact&);
};

/// With its percentage, where there is anything of which it could be one; how much that is, stands in the first row.
std::string share_text(std::uint64_t hits, std::uint64_t of) {
  if (of == 0) return fmt::format("{}", hits);
  return fmt::format("{} ({:.1f} %)", hits, 100.0 * static_cast<double>(hits) / static_cast<double>(of));
}

std::string maybe(const std::optional<std::uint64_t>& value, const char* unit) {
  return value ? fmt::format("{}{}", *value, unit) : std::string("missing");
}

const std::array<Row, 14> kRows{{
    {"operations", [](const PhaseImpact& i) { return fmt::format("{}", i.operations); }},
    {"completed", [](const PhaseImpact& i) { return share_text(i.completed, i.operations); }},
    {"errors callers saw", [](const PhaseImpact& i) { return share_text(i.visible_errors, i.operations); }},
    {"  because of time", [](const PhaseImpact& i) { return share_text(i.timeouts, i.operations); }},
    {"callers that left", [](const PhaseImpact& i) { return share_text(i.cancelled, i.operations); }},
    {"rescued", [](const PhaseImpact& i) { return share_text(i.rescued, i.operations); }},
    {"degraded", [](const PhaseImpact& i) { return share_text(i.degraded, i.operations); }},
    {"later than users wait",
     [](const PhaseImpact& i) { return i.late_known ? share_text(i.late, i.completed) : std::string("missing"); }},
    {"callers' retries", [](const PhaseImpact& i) { return share_text(i.caller_retries, i.operations); }},
    {"answered twice", [](const PhaseImpact& i) { return fmt::format("{}", i.duplicates); }},
    {"first content, median", [](const PhaseImpact& i) { return maybe(i.first_content_ms_median, " ms"); }},
    {"first content, p95", [](const PhaseImpact& i) { return maybe(i.first_content_ms_p95, " ms"); }},
    {"most in flight", [](const PhaseImpact& i) { return maybe(i.queue_depth_most, ""); }},
    {"failed attempts, tokens",
     [](const PhaseImpact& i) { return fmt::format("{}, {}", i.failed_attempts, maybe(i.failed_attempt_tokens, "")); }},
}};

std::string_view mitigation_name(Mitigation mitigation) {
  switch (mitigation) {
    case Mitigation::None:
      return "none";
    case Mitigation::Effective:
      return "effective";
    case Mitigation::NotEffective:
      return "mitigation_not_effective";
    case Mitigation::NotKnown:
      break;
  }
  return "not_known";
}

std::string mitigation_text(Mitigation mitigation) {
  switch (mitigation) {
    case Mitigation::None:
      return "none: no rollout, override or configuration did anything against it";
    case Mitigation::Effective:
      return "effective: fewer callers saw errors afterwards, beyond chance (which is no proof of the cause)";
    case Mitigation::NotEffective:
      return "mitigation_not_effective: as many callers saw errors afterwards; the fallback may not address the bottleneck";
    case Mitigation::NotKnown:
      break;
  }
  return "not known: too few requests, or too few errors, on one side of it to tell";
}

/// The newest word of a person on a figure; null where nobody entered it.
const record::IncidentRecord* entered(const IncidentFacts& facts, std::string_view figure) {
  const record::IncidentRecord* newest = nullptr;
  for (const auto& cited : facts.said) {
    if (cited.record.event == record::IncidentEvent::Entered && cited.record.subject == figure) newest = &cited.record;
  }
  return newest;
}

/// The figures that persons enter: those that are always asked for, and what else was entered.
std::vector<std::string> figures_to_enter(const IncidentFacts& facts) {
  std::vector<std::string> names(kEnteredFigures.begin(), kEnteredFigures.end());
  for (const auto& cited : facts.said) {
    const bool known = std::find(names.begin(), names.end(), cited.record.subject) != names.end();
    if (cited.record.event == record::IncidentEvent::Entered && !known) names.push_back(cited.record.subject);
  }
  return names;
}

std::string text_of(const IncidentFacts& facts) {
  std::string text = scope_text(facts) + "\n" + cell("", kNameColumns);
  for (const char* phase : kPhaseNames) text += cell(phase, kFigureColumns);
  text += "\n";
  for (const Row& row : kRows) {
    text += cell(row.name, kNameColumns);
    for (const PhaseImpact& impact : facts.impact) text += cell(row.figure(impact), kFigureColumns);
    text += "\n";
  }
  text += fmt::format("\nmitigation: {}\n", mitigation_text(facts.mitigation));
  for (const std::string& figure : figures_to_enter(facts)) {
    const record::IncidentRecord* const record = entered(facts, figure);
    text += record == nullptr
                ? fmt::format("{}: missing; jurymast incident enter ID {} VALUE --source URL\n", figure, figure)
                : fmt::format("{}: {} (entered by {}, {})\n", figure, record->text.text(), record->author, record->source.text());
  }
  for (const review::Duplicate& pair : facts.duplicates)
    text += fmt::format("answered twice: {} and {}\n", pair.first, pair.second);
  return text + limits_text(facts);
}

Json number_or_null(const std::optional<std::uint64_t>& value) { return value ? Json(*value) : Json(); }

Json phase_json(const PhaseImpact& impact) {
  return {{"operations", impact.operations},
          {"completed", impact.completed},
          {"visible_errors", impact.visible_errors},
          {"timeouts", impact.timeouts},
          {"cancelled", impact.cancelled},
          {"rescued", impact.rescued},
          {"degraded", impact.degraded},
          {"late", impact.late_known ? Json(impact.late) : Json()},
          {"caller_retries", impact.caller_retries},
          {"duplicates", impact.duplicates},
          {"in_flight_most", number_or_null(impact.queue_depth_most)},
          {"first_content_ms_median", number_or_null(impact.first_content_ms_median)},
          {"first_content_ms_p95", number_or_null(impact.first_content_ms_p95)},
          {"failed_attempts", impact.failed_attempts},
          {"failed_attempt_tokens", number_or_null(impact.failed_attempt_tokens)}};
}

Json json_of(const IncidentFacts& facts) {
  Json json = scope_json(facts);
  for (std::size_t i = 0; i < review::kPhases; ++i) json[kPhaseNames[i]] = phase_json(facts.impact[i]);
  json["mitigation"] = mitigation_name(facts.mitigation);
  Json figures = Json::object();
  for (const std::string& figure : figures_to_enter(facts)) {
    const record::IncidentRecord* const record = entered(facts, figure);
    figures[figure] = record == nullptr ? Json() : Json{{"value", record->text.text()}, {"source", record->source.text()}};
  }
  json["entered"] = std::move(figures);
  Json twice = Json::array();
  for (const review::Duplicate& pair : facts.duplicates) twice.push_back({pair.first, pair.second});
  json["answered_twice"] = std::move(twice);
  json["synthetic_operations"] = facts.synthetic;
  return json;
}

}  // namespace

int run_incident_impact(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  const auto facts = read_facts(options, clock);
  if (!facts) return complain(output, facts.error());
  fmt::print(output.out, "{}", options.json ? json_of(*facts).dump(2) + "\n" : text_of(*facts));
  return facts->mitigation == Mitigation::NotEffective ? kInvestigate : kPass;
}

}  // namespace jurymast::app
