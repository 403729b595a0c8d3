#include "review/incident/incident_note.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "record/rendering_words.hpp"
#include "review/incident/answer_words.hpp"
#include "review/incident/incident_said.hpp"
#include "review/incident/mitigation_steps.hpp"

namespace jurymast::review {
namespace {

constexpr std::size_t kDayCharacters = 10;

std::string affected_path(const IncidentFacts& facts) {
  if (facts.scope.route.empty()) return {};
  const std::string family = facts.first_bad ? facts.first_bad->record.family : std::string();
  const std::string feature = affected(facts, "feature");
  return facts.scope.route + (feature.empty() ? "" : ", feature " + feature) + (family.empty() ? "" : ", " + family);
}

std::string primary_symptom(const IncidentFacts& facts) {
  const ClassOnset* most = nullptr;
  for (const ClassOnset& one : facts.onsets) {
    if (most == nullptr || one.during > most->during) most = &one;
  }
  return most == nullptr ? std::string() : fmt::format("{} in {}", most->failure_class, share_text(most->during, most->during_of));
}

}  // namespace

record::NamedTexts incident_note(const IncidentFacts& facts) {
  const MitigationSteps steps = mitigation_steps(facts);
  const std::string action = steps.operations == 0 && steps.none() ? std::string() : fallback_words(steps);
  return {{std::string(kIncidentNoteFields[0]), to_rfc3339(facts.scope.from).substr(0, kDayCharacters)},
          {std::string(kIncidentNoteFields[1]), record::or_unknown(affected_path(facts))},
          {std::string(kIncidentNoteFields[2]), record::or_unknown(primary_symptom(facts))},
          {std::string(kIncidentNoteFields[3]), record::or_unknown(action)},
          {std::string(kIncidentNoteFields[4]), record::or_unknown(rollback_words(facts, steps))}};
}

std::vector<std::string> missing_in(const record::NamedTexts& note) {
  std::vector<std::string> missing;
  for (const auto& [name, value] : note) {
    if (value == record::kNotKnown) missing.push_back(name);
  }
  return missing;
}

std::string note_text(const record::NamedTexts& note, record::RenderingFormat format) {
  if (format == record::RenderingFormat::Json) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (const auto& [name, value] : note) object[name] = value;
    return object.dump(2) + "\n";
  }
  const bool markdown = format == record::RenderingFormat::Markdown;
  std::string text = markdown ? "| field | value |\n|---|---|\n" : "";
  for (const auto& [name, value] : note) {
    text += markdown ? fmt::format("| {} | {} |\n", name, inert_markdown(value))
                     : fmt::format("{}: {}\n", name, nlohmann::json(value).dump());
  }
  return text;
}

}  // namespace jurymast::review
