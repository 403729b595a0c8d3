#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/incident/incident_command.hpp"
#include "app/incident/incident_report.hpp"
#include "app/incident/incident_words.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using review::TimelineRow;

constexpr std::size_t kChapterColumns = 11;
constexpr std::size_t kIndent = 4;

std::string_view grounds_of(const TimelineRow& row) { return record::kGroundsNames[static_cast<std::size_t>(row.grounds)]; }

std::string text_of(const review::IncidentFacts& facts) {
  std::string text = scope_text(facts) + "\n";
  for (const TimelineRow& row : facts.timeline) {
    const std::string id = row.id.empty() ? "" : " " + row.id;
    text += wrap(fmt::format("{}  {}{}{}{} [{}{} line {}]", short_time(row.at, facts.scope.from),
                             cell(name_of(row.chapter), kChapterColumns), row.what,
                             row.grounds == record::Grounds::Inference ? " (may be the cause: inference)" : "",
                             row.skewed ? " (clock skewed)" : "", row.kind, id, row.seq),
                 kIndent);
  }
  if (facts.timeline.empty()) text += "nothing is told of this time\n";
  return text + limits_text(facts);
}

Json json_of(const review::IncidentFacts& facts) {
  Json rows = Json::array();
  for (const TimelineRow& row : facts.timeline) {
    rows.push_back({{"at", to_rfc3339(row.at)},
                    {"chapter", name_of(row.chapter)},
                    {"grounds", grounds_of(row)},
                    {"what", row.what},
                    {"kind", row.kind},
                    {"id", row.id.empty() ? Json() : Json(row.id)},
                    {"seq", row.seq},
                    {"skewed", row.skewed}});
  }
  Json json = scope_json(facts);
  json["rows"] = std::move(rows);
  return json;
}

}  // namespace

int run_incident_timeline(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  return report_on(options, clock, output, {text_of, json_of});
}

}  // namespace jurymast::app
