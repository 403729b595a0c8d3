#include "app/incident/incident_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

Json time_or_null(const std::optional<WallTime>& time) { return time ? Json(to_rfc3339(*time)) : Json(); }

Json limits_json(const review::IncidentFacts& facts) {
  std::uint64_t missing = 0;
  for (const review::GapSeen& gap : facts.gaps) missing += gap.count;
  return {{"records_missing", missing},         {"lines_unreadable", facts.unreadable},
          {"lines_skewed", facts.skewed_lines}, {"skew_most_ms", to_ms(facts.skew_most)},
          {"left_out", facts.left_out},         {"not_looked_at_for_duplicates", facts.ids_left_out}};
}

}  // namespace

Result<review::IncidentFacts> read_facts(const IncidentOptions& options, Clock& clock) {
  const auto place = place_to_read(options);
  if (!place) return tl::unexpected(place.error());
  const auto ask = ask_of(options, *place, clock.wall_now());
  if (!ask) return tl::unexpected(ask.error());
  return incident_facts(*ask);
}

int report_on(const IncidentOptions& options, Clock& clock, const IncidentOutput& output, const ReportForms& forms) {
  const auto facts = read_facts(options, clock);
  if (!facts) return complain(output, facts.error());
  fmt::print(output.out, "{}", options.json ? forms.json(*facts).dump(2) + "\n" : forms.text(*facts));
  return kPass;
}

nlohmann::ordered_json scope_json(const review::IncidentFacts& facts) {
  const review::IncidentScope& scope = facts.scope;
  return {{"incident", scope.incident == OperationId() ? Json() : Json(scope.incident.to_string())},
          {"route", scope.route},
          {"baseline_from", to_rfc3339(scope.baseline_from)},
          {"from", to_rfc3339(scope.from)},
          {"to", time_or_null(scope.to)},
          {"until", to_rfc3339(scope.until)},
          {"by_person", scope.by_person},
          {"detected_at", time_or_null(scope.detected_at)},
          {"detected_by", scope.detected_by ? Json(name_of(*scope.detected_by)) : Json()},
          {"detected_seq", scope.detected_seq == 0 ? Json() : Json(scope.detected_seq)},
          {"limits", limits_json(facts)}};
}

}  // namespace jurymast::app
